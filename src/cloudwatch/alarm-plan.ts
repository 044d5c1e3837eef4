import type { Metric } from '../datapoints/datapoints.js';
import { identityText } from '../datapoints/metric-identity.js';
import type { Scope } from '../store/keys.js';
import { bandRequestOf } from './alarm-band.js';
import type { Alarm } from './alarm-document.js';
import type { EvaluationSettings } from './alarm-evaluation.js';
import {
  alarmQuery,
  type AlarmMetric,
  type AlarmMetricsPlan,
  contributorQuery,
  planAlarmMetrics,
} from './alarm-metrics.js';
import { type AlarmSchedule, scheduleOf, wallTimezone } from './alarm-schedule.js';
import type { BandRequest } from './anomaly-bands.js';
import { metricDimensions } from './dimensions.js';
import { type LocalClock, localClock } from './local-clock.js';
import type { InsightsQuery } from './metrics-insights/query-text.js';
import { parseStatistic, type Statistic } from './statistic-syntax.js';

/**
 * What follows from an alarm's settings alone, and is asked for at each of its evaluations: what it
 * reads, and its expressions, parsed and in order. It holds for as long as the settings do.
 */
export interface AlarmPlan extends AlarmSchedule {
  /** What its datapoints are judged by. */
  readonly settings: EvaluationSettings;
  readonly sources: readonly AlarmSource[];
  /** The only one of an alarm on a metric. */
  readonly source: AlarmSource | undefined;
  /** Of an alarm on a list of queries. */
  readonly queries: AlarmMetricsPlan | undefined;
  /** That of Metrics Insights among them. */
  readonly query: InsightsQuery | undefined;
  /** The same, where each of its series is evaluated on its own. */
  readonly contributorQuery: InsightsQuery | undefined;
  /** Of an anomaly alarm. */
  readonly band: BandRequest | undefined;
}

/** A metric of an alarm, and what is made of it. */
export interface AlarmSource {
  readonly metric: Metric;
  readonly identity: string;
  readonly Unit: string | undefined;
  readonly statistic: Statistic;
  /** The same of all alarms that look at the same. */
  readonly text: string;
}

/** The settings that a plan follows from. */
export const plannedMembers = [
  'Namespace',
  'MetricName',
  'Dimensions',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
  'Metrics',
  'ThresholdMetricId',
  'Period',
  'EvaluationPeriods',
  'EvaluationWindow',
  'DatapointsToAlarm',
  'TreatMissingData',
  'Threshold',
  'ComparisonOperator',
  'EvaluateLowSampleCountPercentile',
] as const;

type PlannedAlarm = Pick<Alarm, (typeof plannedMembers)[number]>;

/** `clockOf` keeps the clocks that it has made. */
export function planAlarm(
  { account, region }: Scope,
  alarm: PlannedAlarm,
  clockOf: (timezone: string) => LocalClock = localClock,
): AlarmPlan {
  const { Metrics, ThresholdMetricId } = alarm;
  const own = { ...plannedSchedule(alarm, clockOf), settings: evaluationSettings(alarm) };
  if (Metrics === undefined) return { ...own, ...planOfOne({ account, region }, alarm) };
  const queries = planAlarmMetrics(Metrics, ThresholdMetricId);
  const sources = queries.metrics.map((each) => {
    return sourceOf({ account, region, ...each.metric }, each);
  });
  return {
    ...own,
    sources,
    source: undefined,
    queries,
    query: alarmQuery(queries),
    contributorQuery: contributorQuery(queries),
    band: bandRequestOf(queries, Metrics),
  };
}

/** These alone, since looks at what decided keep them, and with them nothing else of an alarm. */
function evaluationSettings(alarm: PlannedAlarm): EvaluationSettings {
  return {
    Namespace: alarm.Namespace,
    Metrics: alarm.Metrics,
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    TreatMissingData: alarm.TreatMissingData,
    Threshold: alarm.Threshold,
    ComparisonOperator: alarm.ComparisonOperator,
    ExtendedStatistic: alarm.ExtendedStatistic,
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile,
    EvaluationWindow: alarm.EvaluationWindow,
  };
}

function plannedSchedule(
  alarm: PlannedAlarm,
  clockOf: (timezone: string) => LocalClock,
): AlarmSchedule {
  const timezone = wallTimezone(alarm);
  const clock = timezone === undefined ? undefined : clockOf(timezone);
  return scheduleOf({ ...alarm, clock });
}

function sourceOf(
  metric: Metric,
  { Unit, Stat, statistic }: Pick<AlarmMetric, 'Unit' | 'Stat' | 'statistic'>,
): AlarmSource {
  const identity = identityText(metric);
  return { metric, identity, Unit, statistic, text: `${identity}\0${Unit ?? ''}\0${Stat}` };
}

function planOfOne(
  scope: Scope,
  alarm: PlannedAlarm,
): Omit<AlarmPlan, keyof AlarmSchedule | 'settings'> {
  const { Namespace = '', MetricName = '', Dimensions, Unit } = alarm;
  const Stat = alarm.Statistic ?? alarm.ExtendedStatistic ?? '';
  const statistic = parseStatistic(Stat);
  if (statistic === undefined) throw new Error('PutMetricAlarm takes no other statistics.');
  const metric = { ...scope, Namespace, MetricName, Dimensions: metricDimensions(Dimensions) };
  const source = sourceOf(metric, { Unit, Stat, statistic });
  const none = undefined;
  return {
    sources: [source],
    source,
    queries: none,
    query: none,
    contributorQuery: none,
    band: none,
  };
}
