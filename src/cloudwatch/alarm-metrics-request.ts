import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import {
  type AlarmMetricsPlan,
  alarmPeriod,
  type AlarmQuery,
  contributorQuery,
  invalidList,
  planAlarmMetrics,
  type TimedAlarm,
  tryReturned,
} from './alarm-metrics.js';
import { checkedDimensions } from './dimensions.js';
import { exclusionText, validationError } from './errors.js';
import { type ExpressionPlan, inExpression, returnsNoSeries } from './expression-plan.js';
import { insightsPeriod } from './insights-reading.js';
import { dataSourceName } from './metric-math/tree.js';
import { isInsightsQuery } from './metrics-insights/query-text.js';

/** An alarm has at most ten metrics, and at most ten expressions. */
const eachKindMax = 10;

/**
 * What PutMetricAlarm is given as Metrics, checked, and as DescribeAlarms shows it: one of them
 * returns data, or two where one is the band, and what they say together comes to one series or to
 * contributors. The texts are recorded from AWS (the public projects radkawar/stackd and
 * badmintoncryer/cdk-preflight).
 */
export function readAlarmMetrics(
  given: readonly Validated<MetricDataQuery>[],
  ThresholdMetricId: string | undefined,
): readonly AlarmQuery[] {
  checkCounts(given);
  const ids = given.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw invalidList();
  checkReturned(given, ThresholdMetricId);
  const queries = given.map(readQuery);
  if (queries.every(({ MetricStat, Period }) => (MetricStat?.Period ?? Period) === undefined)) {
    throw validationError('Period must not be null');
  }
  const plan = planAlarmMetrics(queries, ThresholdMetricId);
  const insightsId = plan.expressions.find(({ node }) => node.kind === 'query')?.Id;
  const periods = queries.flatMap(
    ({ Id, MetricStat, Period }) => MetricStat?.Period ?? (Id === insightsId ? (Period ?? []) : []),
  );
  if (new Set(periods).size > 1) throw invalidList();
  if (ThresholdMetricId !== undefined) checkBand(plan);
  checkDataSources(plan, queries);
  checkEvaluation(plan);
  return queries;
}

type Given = Validated<MetricDataQuery>;

/** Recorded as what AWS looks at first. */
function checkCounts(given: readonly Given[]): void {
  const metricCount = given.filter(({ MetricStat }) => MetricStat !== undefined).length;
  const expressionCount = given.filter(({ Expression }) => Expression !== undefined).length;
  for (const [what, count] of [
    ['metrics', metricCount],
    ['expressions', expressionCount],
  ] as const) {
    if (count <= eachKindMax) continue;
    throw validationError(`Too many ${what} in alarm, maximum is ${eachKindMax}`);
  }
}

/** One returns data; of an anomaly alarm the band does, too. */
function checkReturned(given: readonly Given[], ThresholdMetricId: string | undefined): void {
  const returned = given.filter(({ ReturnData = true }) => ReturnData);
  if (ThresholdMetricId === undefined) {
    if (returned.length === 1) return;
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  if (!returned.some(({ Id }) => Id === ThresholdMetricId)) {
    throw validationError(
      'Metrics list must contain exactly one metric matching the ThresholdMetricId parameter',
    );
  }
  if (returned.length === 2) return;
  throw validationError('Exactly two elements of the metrics list should return data.');
}

/** A call of ANOMALY_DETECTION_BAND, of which nothing else is made. */
function checkBand({ band, expressions }: AlarmMetricsPlan): void {
  if (band === undefined || !isBand(band)) {
    throw validationError('Threshold metric expression must use ANOMALY_DETECTION_BAND function.');
  }
  if (expressions.some(({ dependencies }) => dependencies.has(band.Id))) throw invalidList();
}

function isBand({ node }: ExpressionPlan): boolean {
  return node.kind === 'call' && node.name === 'ANOMALY_DETECTION_BAND';
}

/** The periods of a function are a minute and more. */
function checkDataSources({ dataSources }: AlarmMetricsPlan, Metrics: readonly AlarmQuery[]): void {
  if (dataSources.length > eachKindMax) throw invalidList();
  if (dataSources.length > 0 && alarmPeriod({ Metrics }) < 60) {
    throw validationError('Period must be a multiple of 60 for alarms with the function LAMBDA');
  }
}

/** Where there is nobody to ask. */
export function assertNoDataSources({ Metrics = [] }: TimedAlarm): void {
  if (planAlarmMetrics(Metrics).dataSources.length === 0) return;
  throw validationError('Updraft needs --lambda-endpoint to serve LAMBDA in alarms.');
}

/** A metric may be said to lie in the account that it lies in anyway. */
export function assertOwnMetrics(
  metrics: readonly Validated<MetricDataQuery>[],
  account: string,
): void {
  if (metrics.every(({ AccountId = account }) => AccountId === account)) return;
  throw validationError('Updraft does not serve alarms on metrics of other accounts.');
}

/** For those who know the list only as one of CloudWatch's, and want to know if it is right. */
export function checkAlarmMetrics(metrics: readonly object[]): void {
  const queries = metrics as readonly Validated<MetricDataQuery>[];
  if (queries.some(({ Expression = '' }) => isInsightsQuery(Expression))) {
    throw validationError('Updraft does not serve Metrics Insights in scaling policies.');
  }
  // Expressions alone need not say a period: a policy looks at minutes.
  const isOfExpressions = queries.every(({ MetricStat }) => MetricStat === undefined);
  const timed = isOfExpressions
    ? queries.map((query) => ({ ...query, Period: query.Period ?? 60 }))
    : queries;
  const read = readAlarmMetrics(timed, undefined);
  if (planAlarmMetrics(read).dataSources.length === 0) return;
  throw validationError('Updraft does not serve LAMBDA in scaling policies.');
}

function readQuery(query: Validated<MetricDataQuery>): AlarmQuery {
  const { MetricStat, Expression } = query;
  if (MetricStat === undefined) return query;
  if (Expression !== undefined) {
    throw validationError(exclusionText('MetricDataQuery Expression', 'MetricStat'));
  }
  const { Namespace, MetricName } = MetricStat.Metric;
  if (Namespace === undefined || MetricName === undefined) throw invalidList();
  const Dimensions = checkedDimensions(MetricStat.Metric.Dimensions);
  return { ...query, MetricStat: { ...MetricStat, Metric: { ...MetricStat.Metric, Dimensions } } };
}

/** Tried on metrics without data, which fails wherever the real ones would. */
function checkEvaluation(plan: AlarmMetricsPlan): void {
  const { expressions, band, returnedId, dataSources } = plan;
  for (const expression of expressions) {
    for (const node of expression.findings) {
      if (node.kind === 'query' || node.name === dataSourceName) continue;
      if (node.name === 'SEARCH') {
        throw validationError('SEARCH is not supported on Metric Alarms.');
      }
      if (expression.Id === returnedId && isBand(expression)) throw severalSeries();
      throw validationError(
        'Updraft does not serve anomaly detection without a ThresholdMetricId.',
      );
    }
  }
  const queries = expressions.filter(({ node }) => node.kind === 'query');
  for (const { Id, Period } of queries) inExpression(Id, () => insightsPeriod(Period));
  if (queries.length > 1) throw invalidList();
  if (queries.length > 0 && band !== undefined) {
    throw validationError('Updraft does not serve anomaly detection over Metrics Insights.');
  }
  const kind = tryReturned(plan)?.kind;
  if (kind === 'series' || contributorQuery(plan) !== undefined) return;
  if (kind === 'scalar') throw returnsNoSeries(returnedId);
  if (kind !== 'array') throw invalidList();
  if (dataSources.length === 0) throw severalSeries();
}

function severalSeries(): Error {
  return validationError(
    'Metrics expression that return multi time series are only allowed for MetricsInsights ' +
      'expression with an ORDER BY clause',
  );
}
