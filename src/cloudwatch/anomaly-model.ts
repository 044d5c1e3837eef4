import { type LocalClock, localClock } from './local-clock.js';

/**
 * What is expected of a metric, learned from two weeks of it. This is not AWS's model. A straight
 * trend is taken off, if there are four days to see one; then each hour of the week has a middle
 * and a spread, the weighted median and median deviation of its points, of which younger ones weigh
 * more. Hours with few points lean on that hour of all days, and those on all points. Points far
 * out are cut back to a bound and everything is taken once more.
 */
export interface AnomalyModel {
  readonly timezone: string;
  /** Per second, from `trendStart` on. */
  readonly slope: number;
  readonly trendStart: number;
  /** For each hour of the week, from Monday's first. */
  readonly middles: readonly number[];
  readonly spreads: readonly number[];
  /** How far points went above the middle, where spikes are part of the metric; else 0. */
  readonly spikes: readonly number[];
  /** Nothing is expected beyond what such a metric can be. */
  readonly range: readonly [min: number, max: number];
}

/** What a model of a metric learns from; one of an expression learns from its own periods. */
export const learnedPeriodSeconds = 300;

export interface TrainingPoint {
  /** The middle of its period. */
  readonly seconds: number;
  readonly value: number;
}

export interface TrainingSettings {
  readonly timezone: string;
  readonly halfLifeDays: number;
  /** Points are cut back to so many spreads from the middle. */
  readonly clip: number;
  readonly hasSpikes: boolean;
  readonly isPercent: boolean;
  readonly nowSeconds: number;
}

export type TrainingState = 'PENDING_TRAINING' | 'TRAINED_INSUFFICIENT_DATA' | 'TRAINED';

const hour = 3_600;
const day = 24 * hour;
export const trainingSeconds = 14 * day;
const pendingBelowSeconds = 3 * hour;
const trendDaysMin = 4;
const pointsMin = 30;

/** The spread of a normal distribution, by its median deviation. */
const deviationFactor = 1.4826;
/** So many points of an hour weigh as much as what the hour would be without them. */
const leanPoints = 12;

export function trainingState(points: readonly TrainingPoint[]): TrainingState {
  const [first, last] = [points[0], points.at(-1)];
  const span = first && last ? last.seconds - first.seconds : 0;
  if (span < pendingBelowSeconds) return 'PENDING_TRAINING';
  return span < day || points.length < pointsMin ? 'TRAINED_INSUFFICIENT_DATA' : 'TRAINED';
}

/** The points come in the order of time. */
export function trainModel(
  points: readonly TrainingPoint[],
  settings: TrainingSettings,
): AnomalyModel {
  const clock = localClock(settings.timezone);
  const trendStart = points[0]?.seconds ?? 0;
  const slope = trendOf(points);
  const flat = points.map(({ seconds, value }) => ({
    hourOfWeek: Math.floor(clock.hourOfWeek(seconds)),
    value: value - slope * (seconds - trendStart),
    weight: 0.5 ** ((settings.nowSeconds - seconds) / (settings.halfLifeDays * day)),
  }));
  const first = learn(flat);
  const clipped = flat.map((point) => {
    const middle = first.middles[point.hourOfWeek] ?? 0;
    const reach = settings.clip * (first.spreads[point.hourOfWeek] ?? 0);
    return { ...point, value: Math.min(Math.max(point.value, middle - reach), middle + reach) };
  });
  const { middles, spreads } = learn(clipped);
  const spikes = middles.map((middle, index) =>
    settings.hasSpikes ? highest(flat, index) - middle : 0,
  );
  const isNatural = points.every(({ value }) => value >= 0);
  const range = [isNatural ? 0 : -Infinity, settings.isPercent ? 100 : Infinity] as const;
  const { timezone } = settings;
  return { timezone, slope, trendStart, middles, spreads, spikes, range };
}

export interface Band {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
}

/** The band of so many spreads around what is expected at a moment. */
export function anomalyBand(
  model: AnomalyModel,
  times: readonly number[],
  deviations: number,
): Band {
  const expected = expectations(model);
  const bounds = times.map((time) => bandAround(model, expected(time), deviations));
  return { upper: bounds.map(([upper]) => upper), lower: bounds.map(([, lower]) => lower) };
}

/** What is expected at a moment; the spike is how far above the middle it may go. */
export interface Expected {
  readonly middle: number;
  readonly spread: number;
  readonly spike: number;
}

export function expectations(model: AnomalyModel): (time: number) => Expected {
  const clock = localClock(model.timezone);
  return (time) => ({
    middle: faded(model.middles, time, clock) + model.slope * (time - model.trendStart),
    spread: faded(model.spreads, time, clock),
    spike: faded(model.spikes, time, clock),
  });
}

export function bandAround(
  { range: [min, max] }: AnomalyModel,
  { middle, spread, spike }: Expected,
  deviations: number,
): readonly [upper: number, lower: number] {
  const within = (value: number): number => Math.min(Math.max(value, min), max);
  const reach = deviations * spread;
  return [within(middle + Math.max(reach, spike)), within(middle - reach)];
}

/** Hours fade into each other: what lies on the line between the centres of two of them. */
export function faded(values: readonly number[], time: number, clock: LocalClock): number {
  const place = clock.hourOfWeek(time) - 0.5;
  const before = Math.floor(place);
  const share = place - before;
  const of = (index: number): number => values[(index + values.length) % values.length] ?? 0;
  return of(before) * (1 - share) + of(before + 1) * share;
}

/** Theil and Sen's line: the median of the slopes between the medians of days. */
function trendOf(points: readonly TrainingPoint[]): number {
  const days = new Map<number, number[]>();
  for (const { seconds, value } of points) {
    const number = Math.floor(seconds / day);
    const values = days.get(number);
    if (values === undefined) days.set(number, [value]);
    else values.push(value);
  }
  const medians = [...days].map(([number, values]) => ({
    number,
    median: weightedMedian(values.map((value) => ({ value, weight: 1 }))),
  }));
  if (medians.length < trendDaysMin) return 0;
  const slopes = medians.flatMap((a, index) =>
    medians.slice(index + 1).map((b) => ({
      value: (b.median - a.median) / ((b.number - a.number) * day),
      weight: 1,
    })),
  );
  return weightedMedian(slopes);
}

interface Weighted {
  readonly value: number;
  readonly weight: number;
}

interface FlatPoint extends Weighted {
  readonly hourOfWeek: number;
}

interface Learned {
  readonly middles: readonly number[];
  readonly spreads: readonly number[];
}

export const hoursOfWeek = 168;

function learn(points: readonly FlatPoint[]): Learned {
  const all = estimate(points);
  const floor = Math.max(1e-9, Math.abs(all.middle) / 100);
  const byHour = Array.from({ length: 24 }, (_, hourOfDay) =>
    leaning(
      points.filter(({ hourOfWeek }) => hourOfWeek % 24 === hourOfDay),
      all,
    ),
  );
  const slots = Array.from({ length: hoursOfWeek }, (_, index) =>
    leaning(
      points.filter(({ hourOfWeek }) => hourOfWeek === index),
      byHour[index % 24] ?? all,
    ),
  );
  return {
    middles: slots.map(({ middle }) => middle),
    spreads: slots.map(({ spread }) => Math.max(spread, floor)),
  };
}

interface Estimate {
  readonly middle: number;
  readonly spread: number;
}

function leaning(points: readonly FlatPoint[], on: Estimate): Estimate {
  if (points.length === 0) return on;
  const own = estimate(points);
  const share = points.length / (points.length + leanPoints);
  return {
    middle: share * own.middle + (1 - share) * on.middle,
    spread: share * own.spread + (1 - share) * on.spread,
  };
}

function estimate(points: readonly Weighted[]): Estimate {
  const middle = weightedMedian(points);
  const distances = points.map(({ value, weight }) => ({
    value: Math.abs(value - middle),
    weight,
  }));
  return { middle, spread: deviationFactor * weightedMedian(distances) };
}

function weightedMedian(points: readonly Weighted[]): number {
  const sorted = [...points].sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let passed = 0;
  for (const { value, weight } of sorted) {
    passed += weight;
    if (passed >= half) return value;
  }
  return 0;
}

/** The value that one point of twenty of an hour exceeds. */
function highest(points: readonly FlatPoint[], index: number): number {
  const values = points.filter(({ hourOfWeek }) => hourOfWeek === index).map(({ value }) => value);
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(values.length * 0.95))] ?? -Infinity;
}
