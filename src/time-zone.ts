/** How far clocks are ahead of UTC at an instant, both in milliseconds. */
export type OffsetOf = (instant: number) => number;

/** Of a zone by its name in the tz database. */
export function zoneOffsets(timeZone: string): OffsetOf {
  if (timeZone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsets = new Map<number, number>();
  return (instant) => {
    const start = Math.floor(instant / changeEvery) * changeEvery;
    const known = offsets.get(start);
    if (known !== undefined) return known;
    if (offsets.size >= offsetsMax) offsets.clear();
    const offset = shown(format, start) - start;
    offsets.set(start, offset);
    return offset;
  };
}

/** An offset changes at a full quarter of an hour, if it changes at all. */
const changeEvery = 900_000;

/** Of more than ten days; some ask for the latest ones for as long as the process runs. */
const offsetsMax = 1_000;

/** What clocks show, read as if it were UTC. */
function shown(format: Intl.DateTimeFormat, instant: number): number {
  const parts = new Map(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(
    ...([of('year'), of('month') - 1, of('day')] as const),
    ...([of('hour'), of('minute'), of('second')] as const),
  );
}

/** Offsets such as `+05:30`, which some versions of Node take for names, are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
