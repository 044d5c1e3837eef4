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
export interface ScheduleSettings extends Pick<
  Alarm,
  'Period' | 'Metrics' | 'EvaluationPeriods' | 'EvaluationWindow'
> {
  /** Where its window is that of a clock on the wall, and that has been kept. */
  readonly clock?: LocalClock | undefined;
}

/** An alarm on a query in PromQL says itself how often it is evaluated. */
type PaceSettings = ScheduleSettings | Pick<PromQLAlarm, 'EvaluationInterval'>;

/** What the times of evaluations follow from; each evaluation asks, so that a plan keeps it. */
export interface AlarmPace {
  /** From one evaluation to the next; of a clock on the wall, not counting its own changes. */
  readonly stepSeconds: number;
  /** Undefined of an alarm whose window slides. */
  readonly wallClock: WallClock | undefined;
}

export function paceOf(settings: PaceSettings): AlarmPace {
  return { stepSeconds: stepSeconds(settings), wallClock: wallClockOf(settings) };
}

/** The same, and how long its window is, and where it ends. */
export interface AlarmSchedule extends AlarmPace {
  readonly periodSeconds: number;
  readonly windowSeconds: number;
  readonly lagSeconds: number;
}

export function scheduleOf(settings: ScheduleSettings): AlarmSchedule {
  const periodSeconds = alarmPeriod(settings);
  return {
    ...paceOf(settings),
    periodSeconds,
    windowSeconds: windowPeriods(settings, periodSeconds) * periodSeconds,
    lagSeconds: lagSeconds(settings),
  };
}

/** The next evaluation of an alarm, which comes within a minute after its settings have changed. */
export function nextEvaluationOf(
  alarm: MeasuringAlarm,
  { now, offsetMilliseconds }: { readonly now: Date; readonly offsetMilliseconds: number },
): Date {
  const configuredAt = alarm.AlarmConfigurationUpdatedTimestamp;
  return nextSince(paceOf(alarm), now.getTime(), { configuredAt, offsetMilliseconds });
}

export interface AlarmMoment {
  /** When its settings changed. */
  readonly configuredAt: Date;
  readonly offsetMilliseconds: number;
}

/** After an evaluation some time passes at least, though alarms be spread anew meanwhile. */
export function followingEvaluation(pace: AlarmPace, evaluatedAt: Date, moment: AlarmMoment): Date {
  // The end of a mute may have been the cause of one between a period's end and its evaluation.
  const halfDelay = delayMilliseconds(pace) / 2;
  const pause = halfDelay > 0 ? halfDelay : Math.min(pace.stepSeconds, 60) * 500;
  return nextSince(pace, evaluatedAt.getTime() + pause, moment);
}

function nextSince(
  pace: AlarmPace,
  now: number,
  { configuredAt, offsetMilliseconds }: AlarmMoment,
): Date {
  const lateness = offsetMilliseconds + delayMilliseconds(pace);
  const next = nextEvaluation(pace, now, lateness);
  const configured = configuredAt.getTime();
  // That first one is no more than a minute behind the change of the settings.
  if (now - configured > 60_000) return new Date(next);
  const first = nextSlot(configured, 60, lateness);
  return new Date(first > now && first < next ? first : next);
}

function nextEvaluation(
  { wallClock, stepSeconds }: AlarmPace,
  after: number,
  late: number,
): number {
  if (wallClock === undefined) return nextSlot(after, stepSeconds, late);
  return nextBoundary(wallClock, Math.floor((after - late) / 1000)) * 1000 + late;
}

function nextSlot(after: number, stepSeconds: number, late: number): number {
  const step = stepSeconds * 1000;
  return (Math.floor((after - late) / step) + 1) * step + late;
}

/**
 * A period of a clock on the wall is looked at only when it is over, and then no more. What comes
 * in its last seconds needs a moment to arrive; AWS was seen to look about 10 seconds after a
 * minute.
 */
function delayMilliseconds({ wallClock }: AlarmPace): number {
  return wallClock === undefined ? 0 : 10_000;
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
export function evaluationWindow(schedule: AlarmSchedule, now: Date): Window {
  const { wallClock, periodSeconds, windowSeconds } = schedule;
  if (wallClock !== undefined) return wallClockWindow(wallClock, now);
  const unitSeconds = periodSeconds < 60 ? 10 : 60;
  const endSeconds = floorTo(now.getTime() / 1000, unitSeconds) - schedule.lagSeconds;
  return { startSeconds: endSeconds - windowSeconds, endSeconds, periodSeconds };
}

/** Undefined of an alarm whose window slides. */
function wallClockOf(settings: PaceSettings): WallClock | undefined {
  if ('EvaluationInterval' in settings) return undefined;
  const { EvaluationPeriods: count, clock } = settings;
  const timezone = wallTimezone(settings);
  if (timezone === undefined) return undefined;
  return { timezone, periodSeconds: alarmPeriod(settings), count, clock };
}

/** Undefined, too, of an alarm whose window slides. */
export function wallTimezone({
  EvaluationWindow,
}: Pick<Alarm, 'EvaluationWindow'>): string | undefined {
  const { WallClockWindow } = EvaluationWindow ?? {};
  return WallClockWindow && (WallClockWindow.Timezone ?? 'UTC');
}

export function stepSeconds(settings: PaceSettings): number {
  if ('EvaluationInterval' in settings) return settings.EvaluationInterval;
  const Period = alarmPeriod(settings);
  if (wallClockOf(settings) !== undefined) return Period;
  if (Period < 60) return 10;
  return Period * settings.EvaluationPeriods > 86_400 ? 3_600 : 60;
}

/** An alarm on one metric of high resolution leaves the last 10 seconds out (recorded). */
function lagSeconds(settings: ScheduleSettings): number {
  return settings.Metrics === undefined && alarmPeriod(settings) < 60 ? 10 : 0;
}

function windowPeriods(settings: ScheduleSettings, periodSeconds: number): number {
  const count = settings.EvaluationPeriods + lookBackPeriods(settings);
  return isInsightsAlarm(settings)
    ? Math.min(count, Math.floor(insightsSecondsMax / periodSeconds))
    : count;
}

function lookBackPeriods(settings: ScheduleSettings): number {
  const Period = alarmPeriod(settings);
  return Period < 60 ? Math.ceil(60 / Period) : 2;
}
