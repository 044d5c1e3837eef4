import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import { atOnce, type Steps } from '../turns.js';
import { type Brought, type DataSourceCall, dataSourceCalls } from './data-source.js';
import { metricDimensions } from './dimensions.js';
import { validationError } from './errors.js';
import { evaluateInSteps } from './expression-evaluation.js';
import { type ExpressionPlan, orderExpressions, parseNamed } from './expression-plan.js';
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
  plan: AlarmMetricsPlan,
  sources: AlarmSources,
): Steps<Series | undefined> {
  const value = yield* returnedSteps(plan, sources);
  if (value?.kind === 'series') return value.series;
  if (value?.kind !== 'array' || plan.dataSources.length === 0) return undefined;
  const nothing = emptySeries(sources.window.periodSeconds);
  const [only, ...others] = value.members;
  return others.length === 0 ? (only ?? nothing) : nothing;
}

/** The value of what returns data, whatever it is. */
function* returnedSteps(
  { metrics, expressions, returnedId }: AlarmMetricsPlan,
  { read, window, groups, brought }: AlarmSources,
): Steps<MathValue | undefined> {
  const index = metrics.findIndex(({ Id }) => Id === returnedId);
  const direct = read[index];
  if (index >= 0) return direct && ofSeries(direct);
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
  return evaluated.find(({ plan }) => plan.Id === returnedId)?.value;
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

/** Of metrics without data; undefined if what returns data is no series. */
export function tryAlarmSeries(plan: AlarmMetricsPlan): Series | undefined {
  return alarmSeries(plan, withoutData(plan));
}

/** What returns data would be without any. */
export function tryReturned(plan: AlarmMetricsPlan): MathValue | undefined {
  return atOnce(returnedSteps(plan, withoutData(plan)));
}

function withoutData({ metrics }: AlarmMetricsPlan): AlarmSources {
  const window = { startSeconds: 0, endSeconds: 0, periodSeconds: 60 };
  return { read: metrics.map(() => emptySeries(window.periodSeconds)), window };
}

export function invalidList(): Error {
  return validationError('Invalid metrics list');
}
