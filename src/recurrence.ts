import { type OffsetOf, zoneOffsets } from './time-zone.js';

/**
 * When a recurring action runs: five cron fields (minute, hour, day of the month, month, day of the
 * week) in a time zone. Where both day fields say something, either of them is enough. A time that
 * a change to summer time leaves out is taken by as much later; one that comes twice runs once, but
 * where each hour has one, each does.
 */
export interface Recurrence {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Both day fields are restricted. */
  readonly isEitherDay: boolean;
}

/** Undefined for a text that is no recurrence. */
export function parseRecurrence(text: string): Recurrence | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const sets = [
    parseField(minute, { min: 0, max: 59 }),
    parseField(hour, { min: 0, max: 23 }),
    parseField(day, { min: 1, max: 31 }),
    parseField(month, { min: 1, max: 12, names: monthNames }),
    parseField(weekday, { min: 0, max: 7, names: weekdayNames }),
  ];
  const [minutes, hours, days, months, found] = sets;
  if (!minutes || !hours || !days || !months || !found) return undefined;
  const weekdays = new Set([...found].map((each) => each % 7));
  const isEitherDay = !day.startsWith('*') && !weekday.startsWith('*');
  return { minutes, hours, days, months, weekdays, isEitherDay };
}

interface FieldRange {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const monthNames = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const weekdayNames = 'SUN MON TUE WED THU FRI SAT'.split(' ');

function parseField(text: string, range: FieldRange): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const parsed = /^(\*|[0-9A-Za-z]+)(?:-([0-9A-Za-z]+))?(?:\/(\d+))?$/.exec(part);
    if (parsed === null) return undefined;
    const [, first = '', last, stepText] = parsed;
    const step = Number(stepText ?? 1);
    const start = first === '*' ? range.min : numberOf(first, range);
    const openEnd = first === '*' || stepText !== undefined ? range.max : start;
    const end = last === undefined ? openEnd : endOf(last, start, range);
    if (start === undefined || end === undefined || step === 0 || start > end) return undefined;
    if (first === '*' && last !== undefined) return undefined;
    for (let number = start; number <= end; number += step) numbers.add(number);
  }
  return numbers;
}

/** A week may end with its Sunday, `MON-SUN`, though Sunday is the day before Monday too. */
function endOf(text: string, start: number | undefined, range: FieldRange): number | undefined {
  const end = numberOf(text, range);
  return end === 0 && (start ?? 0) > 0 && range.names === weekdayNames ? 7 : end;
}

function numberOf(text: string, { min, max, names = [] }: FieldRange): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const number = named >= 0 ? named + (names === monthNames ? 1 : 0) : Number(text);
  return /^\d+$/.test(text) || named >= 0
    ? number >= min && number <= max
      ? number
      : undefined
    : undefined;
}

/** Four years hold every day that there is, the 29th of February too; eight are safe. */
const daysAheadMax = 366 * 8;
const minute = 60_000;
const day = 86_400_000;

/** The first time after another; undefined for a day that never comes, such as February 30th. */
export function nextOccurrence(
  recurrence: Recurrence,
  timeZone: string,
  after: Date,
): Date | undefined {
  const offsetOf = zoneOffsets(timeZone);
  // What clocks leave out on one day may be made up for on the next.
  const first = localDay(after, offsetOf) - 1;
  for (let number = first; number <= first + daysAheadMax; number++) {
    const at = occurrencesOn(recurrence, number, offsetOf).find((each) => each > after.getTime());
    if (at !== undefined) return new Date(at);
  }
  return undefined;
}

export interface Stretch {
  /** Exclusive. */
  readonly after: Date;
  /** Inclusive. */
  readonly until: Date;
}

/** The latest time within a stretch; undefined where there is none. */
export function lastOccurrence(
  recurrence: Recurrence,
  timeZone: string,
  { after, until }: Stretch,
): Date | undefined {
  const offsetOf = zoneOffsets(timeZone);
  const first = localDay(after, offsetOf) - 1;
  for (let number = localDay(until, offsetOf); number >= first; number--) {
    const at = occurrencesOn(recurrence, number, offsetOf)
      .filter((each) => each > after.getTime() && each <= until.getTime())
      .at(-1);
    if (at !== undefined) return new Date(at);
  }
  return undefined;
}

/** The instant of a local time such as `2026-03-29T02:30`; undefined for a day that is none. */
export function localInstant(text: string, timeZone: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return undefined;
  const local = Date.parse(`${text}:00.000Z`);
  // A 30th of February is taken for a 2nd of March.
  if (Number.isNaN(local) || new Date(local).toISOString().slice(0, 16) !== text) return undefined;
  return new Date(Math.min(...instantsOf(local, zoneOffsets(timeZone))));
}

function localDay(instant: Date, offsetOf: OffsetOf): number {
  return Math.floor((instant.getTime() + offsetOf(instant.getTime())) / day);
}

/** The instants of a local day, in their order. */
function occurrencesOn(
  recurrence: Recurrence,
  number: number,
  offsetOf: OffsetOf,
): readonly number[] {
  const midnight = number * day;
  if (!isDay(recurrence, new Date(midnight))) return [];
  const offset = offsetOf(midnight - day);
  const isPlain = offset === offsetOf(midnight + 2 * day);
  const { hours, minutes } = recurrence;
  return [...hours]
    .flatMap((hour) => [...minutes].map((each) => midnight + (hour * 60 + each) * minute))
    .flatMap((local) => {
      if (isPlain) return [local - offset];
      const all = instantsOf(local, offsetOf);
      return hours.size === hoursOfDay ? all : [Math.min(...all)];
    })
    .sort((a, b) => a - b);
}

function isDay({ days, months, weekdays, isEitherDay }: Recurrence, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const [isOfMonth, isOfWeek] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}

const hoursOfDay = 24;

/**
 * The instants at which clocks show a local time, one or two; if none is, the one that they would
 * show had they not been put forward.
 */
function instantsOf(local: number, offsetOf: OffsetOf): readonly number[] {
  const candidates = [local - offsetOf(local - day), local - offsetOf(local + day)];
  const shown = candidates.filter((instant) => instant + offsetOf(instant) === local);
  return shown.length > 0 ? shown : candidates.slice(0, 1);
}
