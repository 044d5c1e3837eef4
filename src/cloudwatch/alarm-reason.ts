import { formatDouble } from '../wire/text.js';
import { assertNever } from '../assert-never.js';
import type { Alarm } from './alarm-document.js';
import type { AlarmPoint, StateDecision } from './alarm-evaluation.js';
import { Double, javaJson, type JavaValue } from './java-json.js';
import { trueStart } from './wall-clock.js';
import type { Window } from './window.js';

/** Why an alarm changed its state, in AWS's words and as AWS's data. */
export type ChangeDecision = Exclude<StateDecision, { readonly kind: 'unchanged' }>;

export function stateReason(alarm: Alarm, decision: ChangeDecision): string {
  switch (decision.kind) {
    case 'unknown': {
      const count = alarm.EvaluationPeriods;
      return `Insufficient Data: ${counted(count, 'datapoint')} ${were(count)} unknown.`;
    }
    case 'crossed':
      return `${crossed(alarm)}: ${crossing(alarm, decision)}.`;
    case 'treated':
      return `${crossed(alarm)}: ${treatment(alarm, decision)}.`;
    default:
      return assertNever(decision);
  }
}

/** What the evaluation saw, as JSON; times are those at which the periods start. */
export interface Evaluation {
  readonly decision: ChangeDecision;
  /** The datapoints that were looked at, the newest first. */
  readonly points: readonly AlarmPoint[];
  readonly window: Window;
  readonly queriedAt: Date;
}

export function stateReasonData(alarm: Alarm, evaluation: Evaluation): string {
  const { points, window, queriedAt } = evaluation;
  const oldest = points.at(-1);
  return javaJson({
    version: '1.0',
    queryDate: queriedAt,
    startDate: oldest && timeOf(oldest.startSeconds),
    unit: alarm.Unit,
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
    period: window.periodSeconds,
    recentDatapoints: slots(points, ({ value }) => value),
    ...thresholds(alarm, points),
    evaluatedDatapoints: evaluated(alarm, evaluation),
  });
}

/**
 * The datapoints that count for the new state, and as many of the newest missing ones as it takes
 * beside them; of a state that nothing is known of, as many as would have made an ALARM (recorded).
 */
function evaluated(alarm: Alarm, { decision, points, window }: Evaluation): JavaValue {
  const counting = decision.kind === 'unknown' ? [] : decision.points;
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const quorum =
    decision.StateValue === 'OK' ? EvaluationPeriods - DatapointsToAlarm + 1 : DatapointsToAlarm;
  const missingCount = Math.min(EvaluationPeriods - points.length, quorum - counting.length);
  const taken = new Set(points.map(({ position }) => position));
  const missing: number[] = [];
  for (let position = 1; missing.length < missingCount; position++) {
    if (!taken.has(position)) missing.push(position);
  }
  const shown = [
    ...counting.map(({ position, startSeconds, sampleCount, value }) => ({
      position,
      timestamp: timeOf(startSeconds),
      sampleCount: sampleCount === undefined ? undefined : new Double(sampleCount),
      value: new Double(value),
    })),
    ...missing.map((position) => ({
      position,
      timestamp: timeOf(trueStart(window.endSeconds - position * window.periodSeconds, window)),
    })),
  ];
  return shown
    .sort((a, b) => a.position - b.position)
    .map((each) => ({ ...each, position: undefined }));
}

function crossed({ ThresholdMetricId }: Alarm): string {
  return ThresholdMetricId === undefined ? 'Threshold Crossed' : 'Thresholds Crossed';
}

function thresholds(
  { Threshold }: Alarm,
  points: readonly AlarmPoint[],
): Readonly<Record<string, JavaValue>> {
  if (Threshold !== undefined) return { threshold: new Double(Threshold) };
  return {
    recentLowerThresholds: slots(points, ({ range }) => range?.lower),
    recentUpperThresholds: slots(points, ({ range }) => range?.upper),
  };
}

function timeOf(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** Every period from the oldest datapoint to the newest, null where there is none. */
function slots(
  points: readonly AlarmPoint[],
  shown: (point: AlarmPoint) => number | undefined,
): JavaValue {
  const [newest, oldest] = [points[0], points.at(-1)];
  if (newest === undefined || oldest === undefined) return [];
  const values: JavaValue[] = [];
  for (let position = oldest.position; position >= newest.position; position--) {
    const point = points.find((each) => each.position === position);
    const value = point && shown(point);
    values.push(value === undefined ? null : new Double(value));
  }
  return values;
}

type Crossing = Extract<ChangeDecision, { readonly kind: 'crossed' }>;
type Treatment = Extract<ChangeDecision, { readonly kind: 'treated' }>;

function crossing(alarm: Alarm, { StateValue, points }: Crossing, filled = ''): string {
  const isAlarm = StateValue === 'ALARM';
  const not = isAlarm ? '' : 'not ';
  const comparison = comparisons(alarm, points)
    .map((each) => not + each)
    .join(' or ');
  const verb = were(points.length);
  const { EvaluationPeriods, DatapointsToAlarm } = alarm;
  if (DatapointsToAlarm === undefined) {
    const what = counted(points.length, 'datapoint');
    return `${what} [${listed(points)}] ${verb} ${comparison}${filled}`;
  }
  const minimum = isAlarm ? DatapointsToAlarm : EvaluationPeriods - DatapointsToAlarm + 1;
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `${points.length} out of the last ${EvaluationPeriods} datapoints [${listed(points)}] ` +
    `${verb} ${comparison}${filled} ` +
    `(minimum ${counted(minimum, 'datapoint')} for ${transition} transition)`
  );
}

function treatment(alarm: Alarm, decision: Treatment): string {
  const { missingCount, points, StateValue } = decision;
  const label = decision.treatment === 'breaching' ? 'Breaching' : 'NonBreaching';
  const datapoints = counted(missingCount, 'missing datapoint');
  const missing = `${datapoints} ${were(missingCount)} treated as [${label}]`;
  if (points.length === 0) {
    const periods = counted(missingCount, 'period');
    return `no datapoints were received for ${periods} and ${missing}`;
  }
  return crossing(alarm, { kind: 'crossed', StateValue, points }, ` and ${missing}`);
}

/** One, or for a band that is left on both sides two. */
export function comparisons(
  { ComparisonOperator, Threshold = NaN }: Alarm,
  points: readonly AlarmPoint[],
): readonly string[] {
  const bounds = (side: 'lower' | 'upper'): string =>
    points.map(({ range }) => formatDouble(range?.[side] ?? NaN)).join(', ');
  const below = `less than the lower thresholds [${bounds('lower')}]`;
  const above = `greater than the upper thresholds [${bounds('upper')}]`;
  switch (ComparisonOperator) {
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return [below, above];
    case 'LessThanLowerThreshold':
      return [below];
    case 'GreaterThanUpperThreshold':
      return [above];
    default: {
      const compared = comparedTexts[ComparisonOperator] ?? '';
      return [`${compared} the threshold (${formatDouble(Threshold)})`];
    }
  }
}

const comparedTexts: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

function listed(points: readonly AlarmPoint[]): string {
  return points
    .map(({ value, startSeconds }) => `${formatDouble(value)} (${shortTime(startSeconds)})`)
    .join(', ');
}

/** `15/05/25 15:29:00`, in UTC. */
export function shortTime(seconds: number): string {
  const [date = '', time = ''] = timeOf(seconds).toISOString().slice(2, 19).split('T');
  return `${date.split('-').reverse().join('/')} ${time}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

export function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
