import type { Alarm, MeasuringAlarm, PromQLAlarm } from './alarm-document.js';
import { insightsSecondsMax, isInsightsAlarm } from './alarm-insights.js';
import { alarmPeriod } from './alarm-metrics.js';
import type { LocalClock } from './local-clock.js';
import { nextBoundary, type WallClock, wallClockWindow } from './wall-clock.js';
import { floorTo, type Window } from './window.js';

/**
 * When an alarm is evaluated, and over which stretch of time: once a minute; every 10 seconds where
 * its period is below a minute; once an hour where it looks back over more than a day; 10 seconds
 * after each period of a clock on the wall, where it has such a window. Any other window ends with
 * the last whole minute (or 10 seconds) and slides with it, not with the period. It holds more
 * periods than EvaluationPeriods, so that late datapoints can still fill a hole: two more, or as
 * many more as lie in a minute (recorded for periods of 10 seconds).
 */
export interface AlarmTiming extends Pick<
  Alarm,
  'Period' | 'Metrics' | 'EvaluationPeriods' | 'EvaluationWindow'
> {
  /** Where its window is that of a clock on the wall, and that has been kept. */
  readonly clock?: LocalClock | undefined;
}

/** An alarm on a query in PromQL says itself how often it is evaluated. */
export type AlarmCadence = AlarmTiming | Pick<PromQLAlarm, 'EvaluationInterval'>;

function nextEvaluation(timing: AlarmCadence, after: Date, offsetMilliseconds: number): Date {
  const wallClock = wallClockOf(timing);
  if (wallClock !== undefined) {
    const lateness = offsetMilliseconds + delayMilliseconds(timing);
    const seconds = Math.floor((after.getTime() - lateness) / 1000);
    return new Date(nextBoundary(wallClock, seconds) * 1000 + lateness);
  }
  return nextSlot(after, stepSeconds(timing), offsetMilliseconds);
}

/** The next evaluation of an alarm, which comes within a minute after its settings have changed. */
export function nextEvaluationOf(
  alarm: MeasuringAlarm,
  { now, offsetMilliseconds }: { readonly now: Date; readonly offsetMilliseconds: number },
): Date {
  const configuredAt = alarm.AlarmConfigurationUpdatedTimestamp;
  return nextSince(alarm, now, { configuredAt, offsetMilliseconds });
}

export interface AlarmMoment {
  /** When its settings changed. */
  readonly configuredAt: Date;
  readonly offsetMilliseconds: number;
}

/** After an evaluation some time passes at least, though alarms be spread anew meanwhile. */
export function followingEvaluation(
  timing: AlarmCadence,
  evaluatedAt: Date,
  moment: AlarmMoment,
): Date {
  // The end of a mute may have been the cause of one between a period's end and its evaluation.
  const halfDelay = delayMilliseconds(timing) / 2;
  const pause = halfDelay > 0 ? halfDelay : Math.min(stepSeconds(timing), 60) * 500;
  return nextSince(timing, new Date(evaluatedAt.getTime() + pause), moment);
}

function nextSince(
  timing: AlarmCadence,
  now: Date,
  { configuredAt, offsetMilliseconds }: AlarmMoment,
): Date {
  const next = nextEvaluation(timing, now, offsetMilliseconds);
  const lateness = offsetMilliseconds + delayMilliseconds(timing);
  // That first one is no more than a minute behind the change of the settings.
  if (now.getTime() - configuredAt.getTime() > 60_000) return next;
  const first = nextSlot(configuredAt, 60, lateness);
  return first > now && first < next ? first : next;
}

function nextSlot(after: Date, stepSeconds: number, offsetMilliseconds: number): Date {
  const step = stepSeconds * 1000;
  const slot = Math.floor((after.getTime() - offsetMilliseconds) / step) + 1;
  return new Date(slot * step + offsetMilliseconds);
}

/**
 * A period of a clock on the wall is looked at only when it is over, and then no more. What comes
 * in its last seconds needs a moment to arrive; AWS was seen to look about 10 seconds after a
 * minute.
 */
function delayMilliseconds(timing: AlarmCadence): number {
  return wallClockOf(timing) === undefined ? 0 : 10_000;
}

/** An alarm's share of the time over which many alarms are spread, the same at every slot. */
export function offsetIn(spreadMilliseconds: number, name: string): number {
  if (spreadMilliseconds === 0) return 0;
  let hash = 0;
  for (let index = 0; index < name.length; index++) {
    hash = (Math.imul(hash, 31) + name.charCodeAt(index)) | 0;
  }
  return Math.floor(((hash >>> 0) / 2 ** 32) * spreadMilliseconds);
}

/** All that an evaluation looks at; its periods are counted back from the end. */
export function evaluationWindow(timing: AlarmTiming, now: Date): Window {
  const periodSeconds = alarmPeriod(timing);
  const wallClock = wallClockOf(timing);
  if (wallClock !== undefined) return wallClockWindow(wallClock, now);
  const unitSeconds = periodSeconds < 60 ? 10 : 60;
  const endSeconds = floorTo(now.getTime() / 1000, unitSeconds) - lagSeconds(timing);
  const periods = windowPeriods(timing, periodSeconds);
  return { startSeconds: endSeconds - periods * periodSeconds, endSeconds, periodSeconds };
}

/** Undefined of an alarm whose window slides. */
function wallClockOf(timing: AlarmCadence): WallClock | undefined {
  if ('EvaluationInterval' in timing) return undefined;
  const { EvaluationPeriods: count, clock } = timing;
  const timezone = wallTimezone(timing);
  if (timezone === undefined) return undefined;
  return { timezone, periodSeconds: alarmPeriod(timing), count, clock };
}

/** Undefined, too, of an alarm whose window slides. */
export function wallTimezone({
  EvaluationWindow,
}: Pick<Alarm, 'EvaluationWindow'>): string | undefined {
  const { WallClockWindow } = EvaluationWindow ?? {};
  return WallClockWindow && (WallClockWindow.Timezone ?? 'UTC');
}

/** From one evaluation to the next; of a clock on the wall, not counting its own changes. */
export function stepSeconds(timing: AlarmCadence): number {
  if ('EvaluationInterval' in timing) return timing.EvaluationInterval;
  const Period = alarmPeriod(timing);
  if (wallClockOf(timing) !== undefined) return Period;
  if (Period < 60) return 10;
  return Period * timing.EvaluationPeriods > 86_400 ? 3_600 : 60;
}

/** An alarm on one metric of high resolution leaves the last 10 seconds out (recorded). */
function lagSeconds(timing: AlarmTiming): number {
  return timing.Metrics === undefined && alarmPeriod(timing) < 60 ? 10 : 0;
}

function windowPeriods(timing: AlarmTiming, periodSeconds: number): number {
  const count = timing.EvaluationPeriods + lookBackPeriods(timing);
  return isInsightsAlarm(timing)
    ? Math.min(count, Math.floor(insightsSecondsMax / periodSeconds))
    : count;
}

function lookBackPeriods(timing: AlarmTiming): number {
  const Period = alarmPeriod(timing);
  return Period < 60 ? Math.ceil(60 / Period) : 2;
}
