/**
 * What a clock on the wall of a time zone shows. A zone is one of IANA's names, or an offset such
 * as `+05:30` or `UTC-08:00`.
 */
export interface LocalClock {
  /** How far it is ahead of UTC. */
  offsetSeconds(seconds: number): number;
  /** From 0, which is Monday's midnight, up to 168, with the fraction of the hour. */
  hourOfWeek(seconds: number): number;
}

export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** Of a zone that is written as an offset. */
export function fixedOffsetSeconds(timezone: string): number | undefined {
  if (/^(Z|UTC|GMT)$/.test(timezone)) return 0;
  const [, sign, hours, minutes] = /^(?:UTC|GMT)?([+-])(\d\d):([0-5]\d)$/.exec(timezone) ?? [];
  if (hours === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60);
}

export function localClock(timezone: string): LocalClock {
  const fixed = fixedOffsetSeconds(timezone);
  return clockOf(fixed === undefined ? offsetsIn(timezone) : () => fixed);
}

type Offsets = (seconds: number) => number;

function offsetsIn(timezone: string): Offsets {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // An offset changes at a full quarter of an hour, if it changes at all.
  const offsets = new Map<number, number>();
  return (seconds) => {
    const quarter = Math.floor(seconds / 900) * 900;
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = localSeconds(format, quarter) - quarter;
    offsets.set(quarter, offset);
    return offset;
  };
}

function clockOf(offsetAt: Offsets): LocalClock {
  return {
    offsetSeconds: offsetAt,
    hourOfWeek: (seconds) => {
      const local = seconds + offsetAt(seconds);
      const weekSeconds = 7 * 86_400;
      // The epoch began on a Thursday.
      const sinceMonday = (((local + 3 * 86_400) % weekSeconds) + weekSeconds) % weekSeconds;
      return sinceMonday / 3_600;
    },
  };
}

function localSeconds(format: Intl.DateTimeFormat, seconds: number): number {
  const parts = new Map(
    format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) / 1000
  );
}
