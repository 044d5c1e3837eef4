import { validationError } from './errors.js';

/**
 * When the query of a log alarm runs: at the multiples of its rate, as AWS's examples show times,
 * and not counted from when the alarm was put.
 */
export function rateSecondsOf(ScheduleExpression: string): number {
  const [, count = '', unit = ''] =
    /^rate\(\s*([1-9]\d{0,4})\s+(minute|hour|day)s?\s*\)$/.exec(ScheduleExpression) ?? [];
  const seconds = Number(count) * (unitSeconds[unit] ?? 0);
  if (seconds === 0 || seconds > rateSecondsMax) {
    throw validationError(
      `Invalid ScheduleExpression ${ScheduleExpression}. It must be rate(VALUE UNIT), with ` +
        'minutes, hours or days, of at most 30 days',
    );
  }
  return seconds;
}

const unitSeconds: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };
const rateSecondsMax = 30 * 86_400;

/** The next time after this one. */
export function nextScheduled(rateSeconds: number, after: Date): Date {
  return new Date(timeBefore(rateSeconds, after).getTime() + rateSeconds * 1000);
}

/** The latest time up to this one; of those that were missed, the others are passed over. */
export function timeBefore(rateSeconds: number, at: Date): Date {
  const milliseconds = rateSeconds * 1000;
  return new Date(Math.floor(at.getTime() / milliseconds) * milliseconds);
}
