import type { TrainingPoint } from './anomaly-model.js';

/**
 * The way that a metric has gone, which is taken off before its seasons are learned. Its days,
 * counted back from the last point, speak by their medians. Where these lie at two or three levels,
 * each held for some days, and nothing else explains them half as well, its level has shifted: what
 * was before counts as if it had been at the last level. Else it goes along a line, Theil and
 * Sen's, if there are four days to see one and the line leaves a quarter less to be explained.
 */
export interface Course {
  /** Per second. */
  readonly slope: number;
  /** How far the last level lies above that of a moment. */
  readonly liftAt: (seconds: number) => number;
}

interface Day {
  /** 0 is the last one, that before it -1. */
  readonly number: number;
  readonly median: number;
  readonly points: readonly TrainingPoint[];
}

const daySeconds = 86_400;
const trendDaysMin = 4;
/** Weekends are shorter. */
const levelDaysMin = 3;

/** A shift is followed when it has held for so many days, three at least. */
export function courseOf(points: readonly TrainingPoint[], settleDays: number): Course {
  const days = daysOf(points);
  const steady: Course = { slope: 0, liftAt: () => 0 };
  if (days.length < trendDaysMin) return steady;
  const slope = lineSlope(days);
  const straightened = days.map(({ number, median }) => median - slope * number * daySeconds);
  const flat = unexplained(days.map(({ median }) => median));
  const line = unexplained(straightened);
  const [ofWeek, ofWeekAndLine] = [unexplainedByWeek(days, 0), unexplainedByWeek(days, slope)];
  const levels = bestLevels(days, settleDays);
  if (levels && levels.cost < Math.min(flat, line, ofWeek, ofWeekAndLine) / 2) {
    return { slope: 0, liftAt: liftsOf(levels.stretches) };
  }
  const isLine = line < 0.75 * flat || ofWeekAndLine < 0.75 * ofWeek;
  return isLine ? { ...steady, slope } : steady;
}

function daysOf(points: readonly TrainingPoint[]): readonly Day[] {
  const last = points.at(-1)?.seconds ?? 0;
  const byNumber = new Map<number, TrainingPoint[]>();
  for (const point of points) {
    const number = Math.ceil((point.seconds - last) / daySeconds) || 0;
    const known = byNumber.get(number);
    if (known === undefined) byNumber.set(number, [point]);
    else known.push(point);
  }
  return [...byNumber].map(([number, own]) => {
    return { number, median: medianOf(own.map(({ value }) => value)), points: own };
  });
}

/** The median of the slopes between any two days. */
function lineSlope(days: readonly Day[]): number {
  const slopes = days.flatMap((a, index) =>
    days.slice(index + 1).map((b) => (b.median - a.median) / ((b.number - a.number) * daySeconds)),
  );
  return medianOf(slopes);
}

function unexplained(values: readonly number[]): number {
  const middle = medianOf(values);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}

/** What is left when each day is told by the one a week before; endless of less than a week. */
function unexplainedByWeek(days: readonly Day[], slope: number): number {
  const byNumber = new Map(days.map(({ number, median }) => [number, median]));
  const distances = days.flatMap(({ number, median }) => {
    const before = byNumber.get(number - 7);
    return before === undefined ? [] : Math.abs(median - before - 7 * slope * daySeconds);
  });
  return distances.length > 0 ? distances.reduce((sum, each) => sum + each) : Infinity;
}

interface Levels {
  readonly stretches: readonly (readonly Day[])[];
  readonly cost: number;
}

/** Three levels only where they leave less than half of what two leave. */
function bestLevels(days: readonly Day[], settleDays: number): Levels | undefined {
  const lastMin = Math.max(levelDaysMin, settleDays);
  let [two, three]: (Levels | undefined)[] = [];
  for (let first = levelDaysMin; first <= days.length - lastMin; first++) {
    two = cheaper(two, levelsBetween(days, [first]));
    for (let second = first + levelDaysMin; second <= days.length - lastMin; second++) {
      three = cheaper(three, levelsBetween(days, [first, second]));
    }
  }
  return two && three && three.cost < two.cost / 2 ? three : two;
}

function cheaper(known: Levels | undefined, other: Levels): Levels {
  return known !== undefined && known.cost <= other.cost ? known : other;
}

function levelsBetween(days: readonly Day[], cuts: readonly number[]): Levels {
  const stretches = [0, ...cuts].map((from, index) => days.slice(from, cuts[index]));
  const costs = stretches.map((stretch) => unexplained(stretch.map(({ median }) => median)));
  return { stretches, cost: costs.reduce((sum, cost) => sum + cost, 0) };
}

function liftsOf(stretches: Levels['stretches']): Course['liftAt'] {
  const levels = stretches.map((stretch) => medianOf(stretch.map(({ median }) => median)));
  const last = levels.at(-1) ?? 0;
  const ends = stretches.slice(1).map((after, index) => ({
    untilSeconds: shiftSeconds(
      [...(stretches[index]?.at(-1)?.points ?? []), ...(after[0]?.points ?? [])],
      [levels[index] ?? 0, levels[index + 1] ?? 0],
    ),
    lift: last - (levels[index] ?? 0),
  }));
  return (seconds) => ends.find(({ untilSeconds }) => seconds <= untilSeconds)?.lift ?? 0;
}

/** The last of the points of two days that is more of the level before than of that after. */
function shiftSeconds(
  points: readonly TrainingPoint[],
  [before, after]: readonly [number, number],
): number {
  let [sum, lowest, found] = [0, 0, -Infinity];
  for (const { seconds, value } of points) {
    sum += Math.abs(value - before) - Math.abs(value - after);
    if (sum < lowest) [lowest, found] = [sum, seconds];
  }
  return found;
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
