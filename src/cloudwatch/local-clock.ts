/** What a clock on the wall of a time zone shows. */
export interface LocalClock {
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

export function localClock(timezone: string): LocalClock {
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
  const offsetAt = (seconds: number): number => {
    const quarter = Math.floor(seconds / 900) * 900;
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = localSeconds(format, quarter) - quarter;
    offsets.set(quarter, offset);
    return offset;
  };
  return {
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
