/**
 * Forecasts an hourly load from its past: what the same hour was like on the same day of the week
 * and on other days, newer days counting more, grown as the load grows from week to week, and
 * lifted or lowered to the level of the last day. How much more the same day of the week says than
 * another is learnt from the past: as much as would have told each of its hours from the others
 * best. That is a model of ours and not AWS's.
 */
export interface HourlyLoad {
  /** Whole hours since 1970. */
  readonly hour: number;
  readonly value: number;
}

export const historyHours = 14 * 24;
export const forecastHours = 48;
/** Less is no season at all. */
export const historyHoursMin = 24;

/** Of each of the hours behind `now`, that of `now` first; undefined with too little of a past. */
export function forecastLoad(
  history: readonly HourlyLoad[],
  nowHour: number,
): readonly number[] | undefined {
  const past = history.filter(({ hour }) => hour < nowHour && hour >= nowHour - historyHours);
  if (past.length < historyHoursMin) return undefined;
  const trend = trendOf(past, nowHour);
  const steady = past.map(({ hour, value }) => ({ hour, value: value / trend(hour) }));
  // What the last day is compared with must not be made from it.
  const before = steady.filter(({ hour }) => hour < nowHour - dayHours);
  const known = before.length < historyHoursMin ? steady : before;
  const season = seasonOf(known, nowHour);
  const lastDay = steady.filter(({ hour }) => hour >= nowHour - dayHours);
  const level = levelOf(lastDay, season);
  return Array.from({ length: forecastHours }, (_, ahead) =>
    Math.max(0, level * season(nowHour + ahead) * trend(nowHour + ahead)),
  );
}

const dayHours = 24;
const weekHours = 7 * dayHours;

/** A week may be so much more or less than the one before it. */
const growthMax = 2;

/** By how much the load at an hour differs from that of now, as weeks tell. */
function trendOf(past: readonly HourlyLoad[], nowHour: number): (hour: number) => number {
  const byHour = new Map(past.map(({ hour, value }) => [hour, value]));
  const pairs = past.flatMap(({ hour, value }) => {
    const earlier = byHour.get(hour - weekHours);
    return earlier === undefined ? [] : [{ earlier, value }];
  });
  const growth = ratioWithin(
    growthMax,
    pairs.reduce((sum, { value }) => sum + value, 0),
    pairs.reduce((sum, { earlier }) => sum + earlier, 0),
  );
  return (hour) => growth ** ((hour - nowHour) / weekHours);
}

type Season = (hour: number) => number;

/** How many days old a value is when it counts half. */
const halfLifeDays = 7;
/** Values of the same day of the week may weigh as much as this many of another day. */
const sameDayWeights = [1, 4, 30, 1_000_000];

function seasonOf(past: readonly HourlyLoad[], nowHour: number): Season {
  const byHourOfDay = new Map<number, HourlyLoad[]>();
  for (const load of past) {
    const hourOfDay = load.hour % dayHours;
    const known = byHourOfDay.get(hourOfDay);
    if (known === undefined) byHourOfDay.set(hourOfDay, [load]);
    else known.push(load);
  }
  const overall = mean(past.map(({ value }) => [value, 1]));
  const guess = (hour: number, sameDayWeight: number, without?: HourlyLoad): number => {
    const same = (byHourOfDay.get(hour % dayHours) ?? []).filter((load) => load !== without);
    if (same.length === 0) return overall;
    return mean(
      same.map((load) => {
        const age = 0.5 ** ((nowHour - load.hour) / dayHours / halfLifeDays);
        const isSameDay = (hour - load.hour) % weekHours === 0;
        return [load.value, age * (isSameDay ? sameDayWeight : 1)];
      }),
    );
  };
  const errorOf = (weight: number): number =>
    past.reduce((sum, load) => sum + Math.abs(load.value - guess(load.hour, weight, load)), 0);
  const errors = sameDayWeights.map(errorOf);
  const best = sameDayWeights[errors.indexOf(Math.min(...errors))] ?? 1;
  return (hour) => guess(hour, best);
}

/** The last day may lie above or below what its season says, but by no more than so much. */
const levelMax = 2;

function levelOf(lastDay: readonly HourlyLoad[], season: Season): number {
  const actual = lastDay.reduce((sum, { value }) => sum + value, 0);
  const expected = lastDay.reduce((sum, { hour }) => sum + season(hour), 0);
  return ratioWithin(levelMax, actual, expected);
}

function ratioWithin(max: number, actual: number, expected: number): number {
  if (expected <= 0 || actual <= 0) return 1;
  return Math.min(max, Math.max(1 / max, actual / expected));
}

function mean(weighted: readonly (readonly [number, number])[]): number {
  const weights = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  return weighted.reduce((sum, [value, weight]) => sum + value * weight, 0) / weights;
}
