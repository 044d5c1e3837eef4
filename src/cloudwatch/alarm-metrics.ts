import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Metric } from '../datapoints/datapoints.js';
import type { Validated } from '../service.js';
import { plainDimensions, sortedDimensions } from './dimensions.js';
import { validationError } from './errors.js';
import { type EvaluatedExpression, evaluateExpressions } from './expression-evaluation.js';
import { type ExpressionPlan, orderExpressions, parseNamed } from './expression-plan.js';
import type { Series } from './metric-math/value.js';
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

/** Of an alarm on one metric its own; of one on several that of its metrics. */
export function alarmPeriod({ Period, Metrics = [] }: TimedAlarm): number {
  if (Period !== undefined) return Period;
  const periods = Metrics.flatMap((query) => query.MetricStat?.Period ?? query.Period ?? []);
  return periods[0] ?? periodSecondsDefault;
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
    const metric = { Namespace, MetricName, Dimensions: plainDimensions(Dimensions) };
    return [{ Id, metric, Stat, Unit, statistic }];
  });
  const parsed = Metrics.flatMap(({ Id = '', Expression, Label, Period, ReturnData = true }) =>
    Expression === undefined
      ? []
      : [{ Id, Label, isReturned: ReturnData, Period, node: parseNamed(Id, Expression) }],
  );
  const ids = metrics.map(({ Id }) => Id);
  const returned = Metrics.find(
    ({ Id, ReturnData = true }) => ReturnData && Id !== ThresholdMetricId,
  );
  const expressions = orderExpressions(parsed, ids);
  return {
    metrics,
    expressions: expressions.filter(({ Id }) => Id !== ThresholdMetricId),
    returnedId: returned?.Id ?? '',
    band: expressions.find(({ Id }) => Id === ThresholdMetricId),
  };
}

/** The series that is compared, from what was read of each metric; undefined if it is none. */
export function alarmSeries(
  { metrics, expressions, returnedId }: AlarmMetricsPlan,
  read: readonly Series[],
  window: Window,
): Series | undefined {
  const index = metrics.findIndex(({ Id }) => Id === returnedId);
  if (index >= 0) return read[index];
  const { periodSeconds } = window;
  const evaluated: EvaluatedExpression[] = [
    ...evaluateExpressions(expressions, {
      metrics: metrics.map(({ Id }, place) => {
        return { Id, periodSeconds, series: read[place] ?? nothing };
      }),
      found: () => undefined,
      grid: () => window,
    }),
  ];
  const value = evaluated.find(({ plan }) => plan.Id === returnedId)?.value;
  return value?.kind === 'series' ? value.series : undefined;
}

const nothing: Series = { label: '', times: [], values: [] };

/** What PutMetricAlarm is given as Metrics, checked, and as DescribeAlarms shows it. */
export function readAlarmMetrics(
  given: readonly Validated<MetricDataQuery>[],
  ThresholdMetricId: string | undefined,
): readonly AlarmQuery[] {
  const ids = given.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw invalidList();
  const isReturned = ({ Id, ReturnData = true }: Validated<MetricDataQuery>): boolean =>
    ReturnData && Id !== ThresholdMetricId;
  if (given.filter(isReturned).length !== 1) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
  const queries = given.map(readQuery);
  const periods = queries.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
  if (new Set(periods).size > 1) throw invalidList();
  const plan = planAlarmMetrics(queries, ThresholdMetricId);
  if (ThresholdMetricId !== undefined) checkBand(plan, queries);
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
  readAlarmMetrics(metrics as readonly Validated<MetricDataQuery>[], undefined);
}

function readQuery(query: Validated<MetricDataQuery>): AlarmQuery {
  const { MetricStat, Expression } = query;
  if ((MetricStat === undefined) === (Expression === undefined)) throw invalidList();
  if (MetricStat === undefined) return query;
  const { Namespace, MetricName } = MetricStat.Metric;
  if (Namespace === undefined || MetricName === undefined) throw invalidList();
  const Dimensions = [...sortedDimensions(MetricStat.Metric.Dimensions)];
  return { ...query, MetricStat: { ...MetricStat, Metric: { ...MetricStat.Metric, Dimensions } } };
}

/** Tried on metrics without data, which fails wherever the real ones would. */
function checkEvaluation(plan: AlarmMetricsPlan): void {
  for (const { findings } of plan.expressions) {
    for (const node of findings) {
      const isSearch = node.kind === 'call' && node.name === 'SEARCH';
      throw validationError(
        isSearch
          ? 'SEARCH is not supported on Metric Alarms.'
          : 'Updraft does not serve Metrics Insights in alarms, and anomaly detection without a ' +
              'ThresholdMetricId.',
      );
    }
  }
  const window = { startSeconds: 0, endSeconds: 0, periodSeconds: 60 };
  const read = plan.metrics.map(() => nothing);
  if (alarmSeries(plan, read, window) === undefined) throw invalidList();
}

function invalidList(): Error {
  return validationError('Invalid metrics list');
}
