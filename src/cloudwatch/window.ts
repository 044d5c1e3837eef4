/**
 * The stretch of time that a read looks at. AWS rounds its start down by its age: up to three hours
 * to the period if that is below a minute, up to 15 days to the minute, up to 63 days to 5 minutes,
 * beyond to the hour (GetMetricStatistics in the API reference, "StartTime"). Its end goes down to
 * the minute, or to a period below one (recorded from AWS).
 */
export interface Window {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly periodSeconds: number;
  /**
   * Where its periods begin and the last one ends, if they are of different lengths, as days are
   * when clocks change. The times above are then as if all were alike.
   */
  readonly boundaries?: readonly number[] | undefined;
}

export interface RequestedWindow {
  readonly StartTime: Date;
  readonly EndTime: Date;
  readonly Period: number;
}

export function windowOf({ StartTime, EndTime, Period }: RequestedWindow, now: Date): Window {
  const unit = roundingSeconds(StartTime, Period, now);
  return {
    startSeconds: floorTo(StartTime.getTime() / 1000, unit),
    endSeconds: floorTo(EndTime.getTime() / 1000, Math.min(Period, 60)),
    periodSeconds: Period,
  };
}

export function periodCount({ startSeconds, endSeconds, periodSeconds }: Window): number {
  return Math.max(0, Math.ceil((endSeconds - startSeconds) / periodSeconds));
}

/** 1, 5, 10, 20 and 30 seconds, and whole minutes. */
export function isPeriod(seconds: number): boolean {
  return seconds > 0 && (seconds % 60 === 0 || [1, 5, 10, 20, 30].includes(seconds));
}

/**
 * What AWS says of a period that it does not take; undefined of one that it takes. GetMetricData
 * and GetMetricStatistics write the set differently.
 */
export function periodComplaint(
  seconds: number,
  parameter = 'Period',
  shortPeriods = '[ 1, 5, 10, 20, 30 ]',
): string | undefined {
  if (isPeriod(seconds)) return undefined;
  return seconds < 60
    ? `The parameter ${parameter} must be a value in the set ${shortPeriods}.`
    : `The parameter ${parameter} must be a multiple of 60.`;
}

export function floorTo(seconds: number, unit: number): number {
  return Math.floor(seconds / unit) * unit;
}

const hour = 3_600;
const day = 86_400;

function roundingSeconds(start: Date, Period: number, now: Date): number {
  const ageSeconds = (now.getTime() - start.getTime()) / 1000;
  if (ageSeconds <= 3 * hour) return Math.min(Period, 60);
  if (ageSeconds <= 15 * day) return 60;
  return ageSeconds <= 63 * day ? 300 : hour;
}
