import { Pace, type Steps } from '../turns.js';
import { courseOf } from './anomaly-course.js';
import { type SeasonPoint, seasonSteps } from './anomaly-seasons.js';
import { type LocalClock, localClock } from './local-clock.js';

/**
 * What is expected of a metric, learned from two weeks of it. This is not AWS's model. The way that
 * the metric has gone is taken off, a straight trend or shifts of its level; then each hour of the
 * week has a middle and a spread, of whose points younger ones weigh more. Points far out are cut
 * back to a bound and everything is taken once more.
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
const pointsMin = 30;

export function trainingState(points: readonly TrainingPoint[]): TrainingState {
  const [first, last] = [points[0], points.at(-1)];
  const span = first && last ? last.seconds - first.seconds : 0;
  if (span < pendingBelowSeconds) return 'PENDING_TRAINING';
  return span < day || points.length < pointsMin ? 'TRAINED_INSUFFICIENT_DATA' : 'TRAINED';
}

/** The points come in the order of time. Pauses whenever others should have a turn. */
export function* trainingSteps(
  points: readonly TrainingPoint[],
  settings: TrainingSettings,
): Steps<AnomalyModel> {
  const { timezone, halfLifeDays, clip, hasSpikes, isPercent, nowSeconds } = settings;
  const trendStart = points[0]?.seconds ?? 0;
  const { slope, liftAt } = courseOf(points, Math.floor(halfLifeDays / 2));
  yield;
  const clock = localClock(timezone);
  const flat: SeasonPoint[] = [];
  const pace = new Pace(pausePoints);
  for (const { seconds, value } of points) {
    flat.push({
      seconds,
      hourOfWeek: Math.floor(clock.hourOfWeek(seconds)),
      value: value - slope * (seconds - trendStart) + liftAt(seconds),
      weight: 0.5 ** ((nowSeconds - seconds) / (halfLifeDays * day)),
    });
    if (pace.isPauseDue(1)) yield;
  }
  const first = yield* seasonSteps(flat);
  const clipped = flat.map((point) => {
    const middle = first.middles[point.hourOfWeek] ?? 0;
    const reach = clip * (first.spreads[point.hourOfWeek] ?? 0);
    return { ...point, value: Math.min(Math.max(point.value, middle - reach), middle + reach) };
  });
  yield;
  const { middles, spreads } = yield* seasonSteps(clipped);
  const spikes = middles.map((middle, index) =>
    hasSpikes ? highest(first.hours[index] ?? []) - middle : 0,
  );
  const isNatural = points.every(({ value }) => value >= 0);
  const range = [isNatural ? 0 : -Infinity, isPercent ? 100 : Infinity] as const;
  return { timezone, slope, trendStart, middles, spreads, spikes, range };
}

const pausePoints = 5_000;

/** The value that one point of twenty exceeds; they come in the order of values. */
function highest(sorted: readonly SeasonPoint[]): number {
  const place = Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95));
  return sorted[place]?.value ?? -Infinity;
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
