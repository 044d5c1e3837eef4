import type { Steps } from '../turns.js';

/**
 * What is usual in each hour of the week: a middle and a spread, the weighted median and median
 * deviation of its points. Hours with few points lean on that hour of all days, and those on all
 * points. Of two weeks, the one that is less like other days does not count in an hour where they
 * are far apart, and where two weeks are no more alike than days are, hours of the day are all that
 * is learned.
 */
export interface Seasons {
  /** For each hour of the week, from Monday's first. */
  readonly middles: readonly number[];
  readonly spreads: readonly number[];
  /** The points of each hour, in the order of their values. */
  readonly hours: readonly (readonly SeasonPoint[])[];
}

export interface SeasonPoint {
  readonly seconds: number;
  readonly hourOfWeek: number;
  readonly value: number;
  readonly weight: number;
}

export const hoursOfWeek = 168;

/** The spread of a normal distribution, by its median deviation. */
const deviationFactor = 1.4826;
/** So many points of an hour weigh as much as what the hour would be without them. */
const leanPoints = 12;

/** Pauses after each passage through all points. */
export function* seasonSteps(points: readonly SeasonPoint[]): Steps<Seasons> {
  const sorted = [...points].sort((a, b) => a.value - b.value);
  yield;
  const all = estimate(sorted);
  yield;
  const hours = Array.from({ length: hoursOfWeek }, (): SeasonPoint[] => []);
  const hoursOfDay = Array.from({ length: 24 }, (): SeasonPoint[] => []);
  for (const point of sorted) {
    hours[point.hourOfWeek]?.push(point);
    hoursOfDay[point.hourOfWeek % 24]?.push(point);
  }
  yield;
  const byDay = hoursOfDay.map((own) => leaning(own, all));
  yield;
  const counted = hoursThatCount(hours, byDay);
  yield;
  const learned = counted.map((own, index) => leaning(own, byDay[index % 24] ?? all));
  const floor = Math.max(1e-9, Math.abs(all.middle) / 100);
  return {
    middles: learned.map(({ middle }) => middle),
    spreads: learned.map(({ spread }) => Math.max(spread, floor)),
    hours,
  };
}

interface Estimate {
  readonly middle: number;
  readonly spread: number;
}

interface TwoWeeks {
  readonly younger: readonly SeasonPoint[];
  readonly older: readonly SeasonPoint[];
  /** How far they are apart, and how far each is from that hour of all days. */
  readonly apart: number;
  readonly youngerAstray: number;
  readonly olderAstray: number;
}

/** Two weeks are compared by half of their hours at least. */
const pairsMin = hoursOfWeek / 2;
/** Weeks of noise alone are 0.73 times as far apart as their days are from each other. */
const likenessMax = 0.6;
const apartSpreads = 4;

function hoursThatCount(
  hours: readonly (readonly SeasonPoint[])[],
  byDay: readonly Estimate[],
): readonly (readonly SeasonPoint[])[] {
  const last = hours.reduce(
    (latest, own) => own.reduce((max, { seconds }) => Math.max(max, seconds), latest),
    -Infinity,
  );
  const weeks = hours.map((own, index) => twoWeeks(own, last, byDay[index % 24]?.middle ?? 0));
  const known = weeks.filter((each) => each !== undefined);
  if (known.length < pairsMin) return hours;
  const distances = Float64Array.from(known.map(({ apart }) => apart)).sort();
  const usual = distances[distances.length >> 1] ?? 0;
  const isFarApart = ({ apart }: TwoWeeks): boolean =>
    apart > apartSpreads * deviationFactor * usual;
  const [ofWeek, ofDay] = known
    .filter((each) => !isFarApart(each))
    .reduce(
      ([weekly, daily], { apart, youngerAstray, olderAstray }) => {
        return [weekly + apart, daily + youngerAstray + olderAstray];
      },
      [0, 0],
    );
  if (ofWeek >= likenessMax * ofDay) return hours.map(() => []);
  return hours.map((own, index) => {
    const each = weeks[index];
    if (each === undefined || !isFarApart(each)) return own;
    return each.youngerAstray <= each.olderAstray ? each.younger : each.older;
  });
}

function twoWeeks(own: readonly SeasonPoint[], last: number, ofDay: number): TwoWeeks | undefined {
  const younger = own.filter(({ seconds }) => last - seconds < 7 * 86_400);
  const older = own.filter(({ seconds }) => last - seconds >= 7 * 86_400);
  if (younger.length === 0 || older.length === 0) return undefined;
  const [a, b] = [weightedMedian(younger), weightedMedian(older)];
  return {
    ...{ younger, older, apart: Math.abs(a - b) },
    ...{ youngerAstray: Math.abs(a - ofDay), olderAstray: Math.abs(b - ofDay) },
  };
}

function leaning(sorted: readonly SeasonPoint[], on: Estimate): Estimate {
  if (sorted.length === 0) return on;
  const own = estimate(sorted);
  const share = sorted.length / (sorted.length + leanPoints);
  return {
    middle: share * own.middle + (1 - share) * on.middle,
    spread: share * own.spread + (1 - share) * on.spread,
  };
}

function estimate(sorted: readonly SeasonPoint[]): Estimate {
  const middle = weightedMedian(sorted);
  return { middle, spread: deviationFactor * medianDistance(sorted, middle) };
}

function weightedMedian(sorted: readonly SeasonPoint[]): number {
  const half = weightOf(sorted) / 2;
  let passed = 0;
  for (const { value, weight } of sorted) {
    passed += weight;
    if (passed >= half) return value;
  }
  return 0;
}

/** How far half of the points are from the middle, which is one of them: seen from it outwards. */
function medianDistance(sorted: readonly SeasonPoint[], middle: number): number {
  const half = weightOf(sorted) / 2;
  let right = sorted.findIndex(({ value }) => value >= middle);
  let left = right - 1;
  let passed = 0;
  for (;;) {
    const below = sorted[left];
    const above = sorted[right];
    const isBelow =
      below !== undefined && (above === undefined || middle - below.value < above.value - middle);
    const next = isBelow ? below : above;
    if (next === undefined) return 0;
    if (isBelow) left--;
    else right++;
    passed += next.weight;
    if (passed >= half) return Math.abs(next.value - middle);
  }
}

function weightOf(points: readonly SeasonPoint[]): number {
  return points.reduce((sum, { weight }) => sum + weight, 0);
}
