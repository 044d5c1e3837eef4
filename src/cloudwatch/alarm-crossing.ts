import { formatDouble } from '../wire/text.js';
import type { Alarm } from './alarm-document.js';
import type { AlarmPoint, StateDecision } from './alarm-evaluation.js';

/**
 * How AWS says which datapoints of an alarm, or of one of its contributors, decided. Up to four are
 * all listed where they are counted. Of five and more the newest five come after the comparison,
 * and so does the newest of a contributor: the user guide calls that the simplified reason ("Acting
 * on alarm changes"). AWS calls a threshold crossed in either direction, to ALARM and to OK, but by
 * a datapoint only where it breaches (recorded).
 */
export type ChangeDecision = Exclude<StateDecision, { readonly kind: 'unchanged' }>;

export type Crossing = Exclude<ChangeDecision, { readonly kind: 'unknown' }>;

type Treated = Extract<Crossing, { readonly kind: 'treated' }>;

/** What is told of an alarm. */
export type Reasoned = Pick<
  Alarm,
  'EvaluationPeriods' | 'DatapointsToAlarm' | 'Threshold' | 'ComparisonOperator'
> & {
  /** Where a datapoint is not that of a period. */
  readonly pointName?: string | undefined;
};

const recentMax = 5;

export function crossing(alarm: Reasoned, decision: Crossing): string {
  const { points, StateValue } = decision;
  if (points.length >= recentMax) return recentCrossing(alarm, decision, recentMax);
  if (decision.kind === 'treated' && points.length === 0) return missing(alarm, decision);
  const compared = comparison(alarm, StateValue, (side) => bounds(side, points));
  return (
    `${prefix(alarm)}: ${outOf(alarm, points.length)} [${listed(points)}] ` +
    `${were(points.length)} ${compared}${filled(decision)}${minimum(alarm, StateValue)}`
  );
}

/** Tells no more datapoints than that. */
export function recentCrossing(alarm: Reasoned, decision: Crossing, toldMax: number): string {
  const { points, StateValue } = decision;
  if (decision.kind === 'treated' && points.length === 0) return missing(alarm, decision);
  const compared = comparison(alarm, StateValue, () => '');
  return (
    `${prefix(alarm)}: ${outOf(alarm, points.length)} ${were(points.length)} ` +
    `${compared}${filled(decision)}. ${recent(alarm, decision, toldMax)}` +
    minimum(alarm, StateValue)
  );
}

function recent(alarm: Reasoned, { points, StateValue }: Crossing, toldMax: number): string {
  const told = points.slice(0, toldMax);
  const crossed = StateValue === 'ALARM' ? 'crossed' : 'not crossed';
  const sides = watchedSides(alarm).map((side) => `${side} thresholds${bounds(side, told)}`);
  if (sides.length > 0) {
    return `Recent datapoints [${listed(told)}] ${crossed} the ${sides.join(' or ')}`;
  }
  const datapoints = told.length === 1 ? 'datapoint' : 'datapoints';
  return `The most recent ${datapoints} which ${crossed} the threshold: [${listed(told)}]`;
}

/** None of the datapoints that count for the new state was received. */
function missing({ EvaluationPeriods, pointName = 'period' }: Reasoned, decision: Treated): string {
  const received = EvaluationPeriods - decision.missingCount;
  const datapoints = received === 0 ? 'no datapoints' : counted(received, 'datapoint');
  const periods = counted(EvaluationPeriods, pointName);
  return (
    `Threshold Crossed: ${datapoints} ${received === 1 ? 'was' : 'were'} received for ` +
    `${periods}${filled(decision)}`
  );
}

function filled(decision: Crossing): string {
  if (decision.kind === 'crossed') return '';
  const { missingCount, treatment } = decision;
  const datapoints = counted(missingCount, 'missing datapoint');
  return ` and ${datapoints} ${were(missingCount)} treated as [${treatmentLabels[treatment]}]`;
}

export const treatmentLabels = {
  missing: 'Missing',
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
} as const;

function prefix(alarm: Reasoned): string {
  return watchedSides(alarm).length === 0 ? 'Threshold Crossed' : 'Thresholds Crossed';
}

function outOf(alarm: Reasoned, count: number): string {
  const { EvaluationPeriods, DatapointsToAlarm, pointName = 'datapoint' } = alarm;
  if (DatapointsToAlarm === undefined) return counted(count, pointName);
  return `${count} out of the last ${EvaluationPeriods} ${pointName}s`;
}

function minimum(
  { EvaluationPeriods, DatapointsToAlarm }: Reasoned,
  StateValue: Crossing['StateValue'],
): string {
  if (DatapointsToAlarm === undefined) return '';
  const isAlarm = StateValue === 'ALARM';
  const count = isAlarm ? DatapointsToAlarm : EvaluationPeriods - DatapointsToAlarm + 1;
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return ` (minimum ${counted(count, 'datapoint')} for ${transition} transition)`;
}

/** One, or of a band that may be left on both sides two. */
function comparison(
  alarm: Reasoned,
  StateValue: Crossing['StateValue'],
  boundsOf: (side: Side) => string,
): string {
  const not = StateValue === 'ALARM' ? '' : 'not ';
  const { ComparisonOperator, Threshold = NaN } = alarm;
  const sides = watchedSides(alarm);
  if (sides.length === 0) {
    const compared = comparedTexts[ComparisonOperator] ?? '';
    return `${not}${compared} the threshold (${formatDouble(Threshold)})`;
  }
  return sides.map((side) => `${not}${sideTexts[side]} thresholds${boundsOf(side)}`).join(' or ');
}

type Side = 'lower' | 'upper';

/** None of an alarm on a threshold. */
export function watchedSides({
  ComparisonOperator,
}: Pick<Reasoned, 'ComparisonOperator'>): readonly Side[] {
  switch (ComparisonOperator) {
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return ['lower', 'upper'];
    case 'LessThanLowerThreshold':
      return ['lower'];
    case 'GreaterThanUpperThreshold':
      return ['upper'];
    default:
      return [];
  }
}

const sideTexts: Readonly<Record<Side, string>> = {
  lower: 'less than the lower',
  upper: 'greater than the upper',
};

const comparedTexts: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

function bounds(side: Side, points: readonly AlarmPoint[]): string {
  return ` [${points.map(({ range }) => formatDouble(range?.[side] ?? NaN)).join(', ')}]`;
}

function listed(points: readonly AlarmPoint[]): string {
  return points
    .map(({ value, startSeconds }) => `${formatDouble(value)} (${shortTime(startSeconds)})`)
    .join(', ');
}

/** `15/05/25 15:29:00`, in UTC. */
export function shortTime(seconds: number): string {
  const told = new Date(seconds * 1000).toISOString().slice(2, 19);
  const [date = '', time = ''] = told.split('T');
  return `${date.split('-').reverse().join('/')} ${time}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

export function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
