/**
 * Forecasts an hourly load from its past: what the same hour of the week and the same hour of the
 * day were like, newer days counting more, and lifted or lowered to the level of the last day. That
 * is a model of ours and not AWS's.
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
  const season = seasonOf(past, nowHour);
  const level = levelOf(past, season, nowHour);
  return Array.from({ length: forecastHours }, (_, ahead) =>
    Math.max(0, level * season(nowHour + ahead)),
  );
}

/** How many days old a value is when it counts half. */
const halfLifeDays = 7;
/** Values of the same hour of the week weigh as much as this many of any day. */
const weeklyWeight = 3;

type Season = (hour: number) => number;

function seasonOf(past: readonly HourlyLoad[], nowHour: number): Season {
  const byHourOfDay = new Map<number, HourlyLoad[]>();
  for (const load of past) {
    const hourOfDay = load.hour % 24;
    const known = byHourOfDay.get(hourOfDay);
    if (known === undefined) byHourOfDay.set(hourOfDay, [load]);
    else known.push(load);
  }
  const overall = mean(past.map(({ value }) => [value, 1]));
  return (hour) => {
    const same = byHourOfDay.get(hour % 24) ?? [];
    if (same.length === 0) return overall;
    return mean(
      same.map((load) => {
        const age = 0.5 ** ((nowHour - load.hour) / 24 / halfLifeDays);
        const isSameDay = (hour - load.hour) % (7 * 24) === 0;
        return [load.value, age * (isSameDay ? 1 + weeklyWeight : 1)];
      }),
    );
  };
}

/** The last day may lie above or below what its season says, but by no more than so much. */
const levelMax = 2;

function levelOf(past: readonly HourlyLoad[], season: Season, nowHour: number): number {
  const lastDay = past.filter(({ hour }) => hour >= nowHour - 24);
  const actual = lastDay.reduce((sum, { value }) => sum + value, 0);
  const expected = lastDay.reduce((sum, { hour }) => sum + season(hour), 0);
  if (expected <= 0 || actual <= 0) return 1;
  return Math.min(levelMax, Math.max(1 / levelMax, actual / expected));
}

function mean(weighted: readonly (readonly [number, number])[]): number {
  const weights = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  return weighted.reduce((sum, [value, weight]) => sum + value * weight, 0) / weights;
}
