import { assertNever } from '../assert-never.js';
import type { Alarm } from './alarm-document.js';
import type { AlarmPoint } from './alarm-evaluation.js';
import {
  type ChangeDecision,
  counted,
  crossing,
  type Reasoned,
  watchedSides,
  were,
} from './alarm-crossing.js';
import { Double, javaJson, type JavaValue } from './java-json.js';
import { trueStart } from './wall-clock.js';
import type { Window } from './window.js';

/** Why an alarm changed its state, in AWS's words and as AWS's data. */
export function stateReason(alarm: Reasoned, decision: ChangeDecision): string {
  switch (decision.kind) {
    case 'unknown': {
      const { EvaluationPeriods: count, pointName = 'datapoint' } = alarm;
      return `Insufficient Data: ${counted(count, pointName)} ${were(count)} unknown.`;
    }
    case 'crossed':
    case 'treated':
      return `${crossing(alarm, decision)}.`;
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
    ...counting.map((point) => ({
      position: point.position,
      timestamp: timeOf(point.startSeconds),
      sampleCount: point.sampleCount === undefined ? undefined : new Double(point.sampleCount),
      value: new Double(point.value),
      threshold: thresholdAt(alarm, point),
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

/** A band that is watched on one side tells of that side alone (seen at AWS). */
function thresholds(alarm: Alarm, points: readonly AlarmPoint[]): Record<string, JavaValue> {
  if (alarm.Threshold !== undefined) return { threshold: new Double(alarm.Threshold) };
  const names = { lower: 'recentLowerThresholds', upper: 'recentUpperThresholds' } as const;
  const recent = watchedSides(alarm).map((side) => {
    return [names[side], slots(points, ({ range }) => range?.[side])] as const;
  });
  return Object.fromEntries(recent);
}

/** Seen at AWS of a band that is watched on one side; of one watched on both nothing was seen. */
function thresholdAt(alarm: Alarm, { range }: AlarmPoint): JavaValue {
  const [side, other] = watchedSides(alarm);
  if (side === undefined || other !== undefined || range === undefined) return undefined;
  return new Double(range[side]);
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
