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
  tryAlarmSeries,
} from './alarm-metrics.js';
import { checkedDimensions } from './dimensions.js';
import { validationError } from './errors.js';
import { inExpression } from './expression-plan.js';
import { insightsPeriod, tooManyQueries } from './insights-reading.js';
import { dataSourceName } from './metric-math/tree.js';
import { isInsightsQuery } from './metrics-insights/query-text.js';

/**
 * The list of metrics that an alarm is put with, checked: one of them returns data, or two where
 * one is the band, and what they say together comes to one series or to contributors. An alarm has
 * at most ten metrics, and at most ten expressions.
 */
const eachKindMax = 10;

/** What PutMetricAlarm is given as Metrics, checked, and as DescribeAlarms shows it. */
export function readAlarmMetrics(
  given: readonly Validated<MetricDataQuery>[],
  ThresholdMetricId: string | undefined,
): readonly AlarmQuery[] {
  const ids = given.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw invalidList();
  const metricCount = given.filter(({ MetricStat }) => MetricStat !== undefined).length;
  if (Math.max(metricCount, given.length - metricCount) > eachKindMax) throw invalidList();
  const isReturned = ({ Id, ReturnData = true }: Validated<MetricDataQuery>): boolean =>
    ReturnData && Id !== ThresholdMetricId;
  if (given.filter(isReturned).length !== 1) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  const queries = given.map(readQuery);
  const plan = planAlarmMetrics(queries, ThresholdMetricId);
  const insightsId = plan.expressions.find(({ node }) => node.kind === 'query')?.Id;
  const periods = queries.flatMap(
    ({ Id, MetricStat, Period }) => MetricStat?.Period ?? (Id === insightsId ? (Period ?? []) : []),
  );
  if (new Set(periods).size > 1) throw invalidList();
  if (ThresholdMetricId !== undefined) checkBand(plan, queries);
  checkDataSources(plan, queries);
  checkEvaluation(plan);
  return queries;
}

/** A call of ANOMALY_DETECTION_BAND, of which nothing else is made. */
function checkBand({ band, expressions }: AlarmMetricsPlan, queries: readonly AlarmQuery[]): void {
  const isBand = band?.node.kind === 'call' && band.node.name === 'ANOMALY_DETECTION_BAND';
  const query = queries.find(({ Id }) => Id === band?.Id);
  const isUsed = expressions.some(({ dependencies }) => dependencies.has(band?.Id ?? ''));
  if (!isBand || isUsed || query?.ReturnData === false) throw invalidList();
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
  const read = readAlarmMetrics(queries, undefined);
  if (planAlarmMetrics(read).dataSources.length === 0) return;
  throw validationError('Updraft does not serve LAMBDA in scaling policies.');
}

function readQuery(query: Validated<MetricDataQuery>): AlarmQuery {
  const { MetricStat, Expression } = query;
  if ((MetricStat === undefined) === (Expression === undefined)) throw invalidList();
  if (MetricStat === undefined) return query;
  const { Namespace, MetricName } = MetricStat.Metric;
  if (Namespace === undefined || MetricName === undefined) throw invalidList();
  const Dimensions = checkedDimensions(MetricStat.Metric.Dimensions);
  return { ...query, MetricStat: { ...MetricStat, Metric: { ...MetricStat.Metric, Dimensions } } };
}

/** Tried on metrics without data, which fails wherever the real ones would. */
function checkEvaluation(plan: AlarmMetricsPlan): void {
  for (const { findings } of plan.expressions) {
    for (const node of findings) {
      if (node.kind === 'query' || node.name === dataSourceName) continue;
      throw validationError(
        node.name === 'SEARCH'
          ? 'SEARCH is not supported on Metric Alarms.'
          : 'Updraft does not serve anomaly detection without a ThresholdMetricId.',
      );
    }
  }
  checkQueries(plan);
  const series = tryAlarmSeries(plan);
  if (series === undefined && contributorQuery(plan) === undefined) throw invalidList();
}

function checkQueries({ expressions, band }: AlarmMetricsPlan): void {
  const queries = expressions.filter(({ node }) => node.kind === 'query');
  for (const { Id, Period } of queries) {
    inExpression(Id, () => insightsPeriod(Period));
    if (band !== undefined) {
      throw validationError('Updraft does not serve anomaly detection over Metrics Insights.');
    }
  }
  if (queries.length > 1) throw tooManyQueries();
}
