import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import type { Validated } from '../service.js';
import { atOnce, type Steps } from '../turns.js';
import { type Brought, type DataSourceCall, dataSourceCalls } from './data-source.js';
import { checkedDimensions, metricDimensions } from './dimensions.js';
import { validationError } from './errors.js';
import { evaluateInSteps } from './expression-evaluation.js';
import {
  type ExpressionPlan,
  inExpression,
  orderExpressions,
  parseNamed,
} from './expression-plan.js';
import { insightsPeriod, tooManyQueries } from './insights-reading.js';
import { dataSourceName, type FindingNode } from './metric-math/tree.js';
import { array, emptySeries, type MathValue, ofSeries, type Series } from './metric-math/value.js';
import type { QueryGroup } from './metrics-insights/query-fold.js';
import { type InsightsQuery, isInsightsQuery } from './metrics-insights/query-text.js';
import { parseStatistic, type Statistic } from './statistic-syntax.js';
import type { Window } from './window.js';

/**
 * The metrics of an alarm that is given as a list of queries: metrics and expressions of which one
 * returns the series that is compared with the threshold. All its metrics have one period, which is
 * the alarm's.
 */
export type AlarmQuery = MetricDataQuery;

export interface AlarmMetricsPlan {
  readonly metrics: readonly AlarmMetric[];
  readonly expressions: readonly ExpressionPlan[];
  readonly returnedId: string;
  /** The functions that bring series for its expressions. */
  readonly dataSources: readonly DataSourceCall[];
  /** Of an anomaly alarm: the expression that makes the band. */
  readonly band: ExpressionPlan | undefined;
}

export interface AlarmMetric {
  readonly Id: string;
  readonly metric: Pick<Metric, 'Namespace' | 'MetricName' | 'Dimensions'>;
  readonly Stat: string;
  readonly Unit: string | undefined;
  readonly statistic: Statistic;
}

const periodSecondsDefault = 60;

/**
 * Of an alarm on one metric its own; of one on several that of its metrics, or of its query of
 * Metrics Insights. What other expressions say of a period counts only where there is neither.
 */
export function alarmPeriod({ Period, Metrics = [] }: TimedAlarm): number {
  if (Period !== undefined) return Period;
  const telling =
    Metrics.find(({ MetricStat }) => MetricStat !== undefined) ??
    Metrics.find(({ Expression = '' }) => isInsightsQuery(Expression)) ??
    Metrics.find((query) => query.Period !== undefined);
  return telling?.MetricStat?.Period ?? telling?.Period ?? periodSecondsDefault;
}

export interface TimedAlarm {
  readonly Period?: number | undefined;
  readonly Metrics?: readonly AlarmQuery[] | undefined;
}

export function planAlarmMetrics(
  Metrics: readonly AlarmQuery[],
  ThresholdMetricId?: string,
): AlarmMetricsPlan {
  const metrics = Metrics.flatMap(({ Id = '', MetricStat }) => {
    if (MetricStat === undefined) return [];
    const { Metric: named, Stat = '', Unit } = MetricStat;
    const { Namespace = '', MetricName = '', Dimensions = [] } = named ?? {};
    const statistic = parseStatistic(Stat);
    if (statistic === undefined) throw invalidList();
    const metric = { Namespace, MetricName, Dimensions: metricDimensions(Dimensions) };
    return [{ Id, metric, Stat, Unit, statistic }];
  });
  const parsed = Metrics.flatMap(({ Id = '', Expression, Label, Period, ReturnData = true }) => {
    if (Expression === undefined) return [];
    const node = parseNamed(Id, Expression);
    return [{ Id, Label, isReturned: ReturnData, isForbidden: false, Period, node }];
  });
  const ids = metrics.map(({ Id }) => Id);
  const returned = Metrics.find(
    ({ Id, ReturnData = true }) => ReturnData && Id !== ThresholdMetricId,
  );
  const expressions = orderExpressions(parsed, ids);
  return {
    metrics,
    expressions: expressions.filter(({ Id }) => Id !== ThresholdMetricId),
    returnedId: returned?.Id ?? '',
    dataSources: expressions.flatMap(dataSourceCalls),
    band: expressions.find(({ Id }) => Id === ThresholdMetricId),
  };
}

/** What the metrics of an alarm were found to hold. */
export interface AlarmSources {
  /** Of each metric. */
  readonly read: readonly Series[];
  readonly window: Window;
  /** Of its query of Metrics Insights. */
  readonly groups?: readonly QueryGroup[] | undefined;
  /** Of its calls of functions. */
  readonly brought?: Brought | undefined;
}

/**
 * The series that is compared; undefined if what returns data is none. A function brings an array,
 * of which an alarm takes a series that is alone in it.
 */
export function alarmSeries(plan: AlarmMetricsPlan, sources: AlarmSources): Series | undefined {
  return atOnce(alarmSeriesSteps(plan, sources));
}

/** The same, but pauses whenever others should have a turn. */
export function* alarmSeriesSteps(
  { metrics, expressions, returnedId, dataSources }: AlarmMetricsPlan,
  { read, window, groups, brought }: AlarmSources,
): Steps<Series | undefined> {
  const index = metrics.findIndex(({ Id }) => Id === returnedId);
  if (index >= 0) return read[index];
  const { periodSeconds } = window;
  const nothing = emptySeries(periodSeconds);
  const evaluated = yield* evaluateInSteps(expressions, {
    metrics: metrics.map(({ Id }, place) => ({ Id, series: read[place] ?? nothing })),
    found: (node) => {
      const value = foundValue(node, { groups, brought, window });
      return value && { value, periodSeconds };
    },
    grid: () => window,
  });
  const value = evaluated.find(({ plan }) => plan.Id === returnedId)?.value;
  if (value?.kind === 'series') return value.series;
  if (value?.kind !== 'array' || dataSources.length === 0) return undefined;
  const [only, ...others] = value.members;
  return others.length === 0 ? (only ?? nothing) : nothing;
}

function foundValue(
  node: FindingNode,
  { groups = [], brought, window }: Omit<AlarmSources, 'read'>,
): MathValue | undefined {
  if (node.kind === 'query') return queryValue(node.query, groups, window);
  if (node.name !== dataSourceName) return undefined;
  const answer = brought?.get(node);
  return array(answer?.kind === 'series' ? answer.members : []);
}

function queryValue(
  { groupKeys }: InsightsQuery,
  groups: readonly QueryGroup[],
  { periodSeconds }: Window,
): MathValue {
  const series = groups.map((group) => group.series);
  return groupKeys.length > 0 ? array(series) : ofSeries(series[0] ?? emptySeries(periodSeconds));
}

/** The query of Metrics Insights among the expressions, of which there is one at most. */
export function alarmQuery({ expressions }: AlarmMetricsPlan): InsightsQuery | undefined {
  const [query] = expressions.flatMap(({ node }) => (node.kind === 'query' ? [node.query] : []));
  return query;
}

/**
 * The query each of whose series is evaluated on its own, as a contributor of the alarm: one in
 * groups, which it puts in an order so that the first of many are always the same.
 */
export function contributorQuery(plan: AlarmMetricsPlan): InsightsQuery | undefined {
  const returned = plan.expressions.find(({ Id }) => Id === plan.returnedId);
  if (returned?.node.kind !== 'query') return undefined;
  const { query } = returned.node;
  return query.groupKeys.length > 0 && query.order !== undefined ? query : undefined;
}

/** An alarm has at most ten metrics, and at most ten expressions. */
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

/** Of metrics without data; undefined if what returns data is no series. */
export function tryAlarmSeries(plan: AlarmMetricsPlan): Series | undefined {
  const window = { startSeconds: 0, endSeconds: 0, periodSeconds: 60 };
  const read = plan.metrics.map(() => emptySeries(window.periodSeconds));
  return alarmSeries(plan, { read, window });
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

function invalidList(): Error {
  return validationError('Invalid metrics list');
}
