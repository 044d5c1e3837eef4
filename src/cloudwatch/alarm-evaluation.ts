import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from './alarm-document.js';
import { assertNever } from '../assert-never.js';
import type { ThresholdRange } from './alarm-band.js';
import { parseStatistic } from './statistic-syntax.js';

/**
 * Decides an alarm's state. Of the periods in its window the newest EvaluationPeriods that hold a
 * datapoint count; a gap is passed over. If at least DatapointsToAlarm of them breach, it is ALARM;
 * if so many do not that ALARM is out of reach, it is OK. Only where there are too few datapoints
 * for either does TreatMissingData decide ("Using Amazon CloudWatch alarms", "Configuring how
 * CloudWatch alarms treat missing data").
 */
export interface AlarmPoint {
  /** Counted back from the end of the window; the newest period is 1. */
  readonly position: number;
  readonly startSeconds: number;
  readonly value: number;
  /** Unknown of what an expression made. */
  readonly sampleCount: number | undefined;
  /** What an anomaly alarm expects it to lie in. */
  readonly range?: ThresholdRange | undefined;
}

export type StateDecision =
  /** Datapoints decided; `points` are those that count for the new state. */
  | { readonly kind: 'crossed'; readonly StateValue: StateValue; readonly points: Points }
  /** TreatMissingData had its part, perhaps beside datapoints that decide alone (recorded). */
  | {
      readonly kind: 'treated';
      readonly StateValue: StateValue;
      readonly treatment: 'breaching' | 'notBreaching';
      readonly points: Points;
      readonly missingCount: number;
    }
  | {
      readonly kind: 'unknown';
      readonly StateValue: 'INSUFFICIENT_DATA';
      /** A function that brings the datapoints has failed. */
      readonly hasFailed?: true;
    }
  | { readonly kind: 'unchanged'; readonly reason: UnchangedReason };

export type UnchangedReason = 'ignored' | 'premature' | 'fewSamples' | 'fewResults';

type Points = readonly AlarmPoint[];

export type EvaluationSettings = Pick<
  Alarm,
  | 'Namespace'
  | 'Metrics'
  | 'EvaluationPeriods'
  | 'DatapointsToAlarm'
  | 'TreatMissingData'
  | 'Threshold'
  | 'ComparisonOperator'
  | 'ExtendedStatistic'
  | 'EvaluateLowSampleCountPercentile'
  | 'EvaluationWindow'
>;

/** What a state is decided by. */
export interface Evidence {
  /** The newest EvaluationPeriods datapoints that there are. */
  readonly counted: Points;
  readonly bad: Points;
  readonly good: Points;
  readonly missingCount: number;
  readonly toAlarm: number;
}

/** All that a state follows from. */
export interface DecidedBy {
  readonly settings: EvaluationSettings;
  /** Those of the window that exist, the newest first. */
  readonly points: Points;
  /** A function that brings the datapoints has failed, and there are none. */
  readonly hasFailed: boolean;
}

export interface Decided {
  readonly evidence: Evidence;
  readonly decision: StateDecision;
}

export function decideBy({ settings, points, hasFailed }: DecidedBy): Decided {
  const evidence = gatherEvidence(settings, points);
  return { evidence, decision: hasFailed ? failedState : decideState(settings, evidence) };
}

export function gatherEvidence(settings: EvaluationSettings, points: Points): Evidence {
  const { EvaluationPeriods, DatapointsToAlarm: toAlarm = EvaluationPeriods } = settings;
  const counted = points.length <= EvaluationPeriods ? points : points.slice(0, EvaluationPeriods);
  const { bad, good } = parted(counted, settings);
  const missingCount = EvaluationPeriods - counted.length;
  return { counted, bad, good, missingCount, toAlarm };
}

/** Mostly all of them are of one side, and nothing has to be copied. */
function parted(counted: Points, settings: EvaluationSettings): Pick<Evidence, 'bad' | 'good'> {
  let badCount = 0;
  for (const point of counted) if (isBreaching(point, settings)) badCount += 1;
  if (badCount === 0) return { bad: none, good: counted };
  if (badCount === counted.length) return { bad: counted, good: none };
  const bad: AlarmPoint[] = [];
  const good: AlarmPoint[] = [];
  for (const point of counted) (isBreaching(point, settings) ? bad : good).push(point);
  return { bad, good };
}

const none: Points = [];

export function decideState(settings: EvaluationSettings, evidence: Evidence): StateDecision {
  const { counted, bad, good, missingCount, toAlarm } = evidence;
  const least = samplesMin(settings);
  if (least > 0 && counted.some(({ sampleCount = Infinity }) => sampleCount < least)) {
    return { kind: 'unchanged', reason: 'fewSamples' };
  }
  const filled = missingCount > 0 ? filledOf(missingCount, settings) : undefined;
  if (bad.length >= toAlarm) return decided('ALARM', bad, filled);
  if (good.length > settings.EvaluationPeriods - toAlarm) return decided('OK', good, filled);
  const treatment = treatmentOf(settings);
  switch (treatment) {
    // Those that are missing are what is lacking to an ALARM; else enough would be good.
    case 'breaching':
      return decided('ALARM', bad, filled);
    case 'notBreaching':
      return decided('OK', good, filled);
    case 'ignore':
      if (good.length > 0) return { kind: 'crossed', StateValue: 'OK', points: good };
      return { kind: 'unchanged', reason: 'ignored' };
    case 'missing':
      if (good.length > 0) return { kind: 'crossed', StateValue: 'OK', points: good };
      return decideBreachingAlone(bad, hasNoMore(settings) ? 0 : toAlarm);
    default:
      return assertNever(treatment);
  }
}

interface Filled {
  readonly treatment: 'breaching' | 'notBreaching';
  readonly missingCount: number;
}

function decided(
  StateValue: 'ALARM' | 'OK',
  points: Points,
  filled: Filled | undefined,
): StateDecision {
  if (filled === undefined) return { kind: 'crossed', StateValue, points };
  return { kind: 'treated', StateValue, points, ...filled };
}

function filledOf(missingCount: number, settings: EvaluationSettings): Filled | undefined {
  const treatment = treatmentOf(settings);
  const isFilling = treatment === 'breaching' || treatment === 'notBreaching';
  return isFilling ? { treatment, missingCount } : undefined;
}

/**
 * With EvaluateLowSampleCountPercentile "ignore" an alarm keeps its state while a percentile is
 * told by too few samples: p99 needs 1000 of them, p50 needs 20 and p5 needs 200.
 */
function samplesMin({
  ExtendedStatistic,
  EvaluateLowSampleCountPercentile,
}: EvaluationSettings): number {
  if (EvaluateLowSampleCountPercentile !== 'ignore') return 0;
  const statistic = parseStatistic(ExtendedStatistic ?? '');
  if (statistic?.kind !== 'percentile') return 0;
  const { percent } = statistic;
  // The extremes take no more than one sample.
  if (percent === 0 || percent === 100) return 1;
  // A percentile has no more than ten decimals, and 100 - 99.9 is not quite a tenth.
  const tail = percent >= 50 ? Number((100 - percent).toFixed(10)) : percent;
  return 1_000 / tail;
}

/** Of periods that are all over, none gets its first datapoint later ("Evaluation window"). */
function hasNoMore({ EvaluationWindow }: EvaluationSettings): boolean {
  return EvaluationWindow?.WallClockWindow !== undefined;
}

/**
 * Some datapoints breach and all others are missing. That alone is an alarm once the oldest of them
 * lies so far back that enough periods have passed since; until then others may still come.
 */
function decideBreachingAlone(bad: Points, toAlarm: number): StateDecision {
  const oldest = bad.at(-1);
  if (oldest === undefined) return unknownState;
  return oldest.position >= toAlarm
    ? { kind: 'crossed', StateValue: 'ALARM', points: bad }
    : { kind: 'unchanged', reason: 'premature' };
}

const unknownState: StateDecision = { kind: 'unknown', StateValue: 'INSUFFICIENT_DATA' };

/** However missing data are treated. */
const failedState: StateDecision = { ...unknownState, hasFailed: true };

export type Treatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export const treatments: readonly Treatment[] = ['breaching', 'notBreaching', 'ignore', 'missing'];

/** Alarms on metrics of DynamoDB alone ignore missing data unless they say otherwise. */
export function treatmentOf({
  TreatMissingData,
  Namespace,
  Metrics = [],
}: EvaluationSettings): Treatment {
  const given = treatments.find((treatment) => treatment === TreatMissingData);
  if (given !== undefined) return given;
  const namespaces = Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Namespace ?? []);
  const all = Namespace === undefined ? namespaces : [Namespace];
  const isDynamoDb = all.length > 0 && all.every((each) => each === 'AWS/DynamoDB');
  return isDynamoDb ? 'ignore' : 'missing';
}

/** No value is outside of it. */
const noRange: ThresholdRange = { lower: NaN, upper: NaN };

function isBreaching({ value, range }: AlarmPoint, settings: EvaluationSettings): boolean {
  const { Threshold = NaN, ComparisonOperator } = settings;
  const { lower, upper } = range ?? noRange;
  switch (ComparisonOperator) {
    case 'GreaterThanThreshold':
      return value > Threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    case 'LessThanThreshold':
      return value < Threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= Threshold;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return value < lower || value > upper;
    case 'LessThanLowerThreshold':
      return value < lower;
    case 'GreaterThanUpperThreshold':
      return value > upper;
    default:
      return assertNever(ComparisonOperator);
  }
}
