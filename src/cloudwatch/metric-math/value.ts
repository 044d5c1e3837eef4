import type { MessageData, StatusCode } from '@aws-sdk/client-cloudwatch';
import type { PlannedMetric } from '../metric-query.js';

/**
 * What an expression of metric math is worth: a scalar, one series, or an array of series. A series
 * is sparse; a point that would be NaN or infinite is none.
 */
export type MathValue =
  | { readonly kind: 'scalar'; readonly scalar: number }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'array'; readonly members: readonly Series[] }
  /** Of a text or a word, which are no values but parameters of some functions. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'word'; readonly name: string };

export interface Series {
  readonly label: string;
  /** Of the periods of the window in each of which it has a point or a gap. */
  readonly periodSeconds: number;
  /** Epoch seconds, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Whether points were computed that are no number, and dropped. */
  readonly hasDropped?: boolean;
  /** The metric that it is of, which what is made of it alone still is. */
  readonly source?: PlannedMetric | undefined;
  /** What the function that has brought it says of it, if that is more than nothing. */
  readonly told?: SeriesStatus | undefined;
}

export interface SeriesStatus {
  readonly StatusCode: StatusCode;
  readonly Messages: readonly MessageData[];
}

/** The periods of the window, over which gaps are counted and filled. */
export interface Grid {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly periodSeconds: number;
}

/** The window, divided into periods of any length. */
export interface Grids {
  /** Into those of the expression. */
  readonly own: Grid;
  of(periodSeconds: number): Grid;
}

export type ScalarValue = Extract<MathValue, { readonly kind: 'scalar' }>;
export type SeriesValue = Extract<MathValue, { readonly kind: 'series' }>;

export function scalar(value: number): ScalarValue {
  return { kind: 'scalar', scalar: value };
}

export function ofSeries(series: Series): SeriesValue {
  return { kind: 'series', series };
}

export function array(members: readonly Series[]): MathValue {
  return { kind: 'array', members };
}

export function emptySeries(periodSeconds: number): Series {
  return { label: '', periodSeconds, times: [], values: [] };
}

/** What combines series of different periods has the smallest. */
export function smallestPeriod(series: readonly Series[]): number | undefined {
  if (series.length === 0) return undefined;
  return series.reduce((least, { periodSeconds }) => Math.min(least, periodSeconds), Infinity);
}

/** Collects points in the order of time, leaves out what is no number, and notes that it has. */
export class Points {
  private readonly times: number[] = [];
  private readonly values: number[] = [];
  private hasDropped = false;

  constructor(private readonly periodSeconds: number) {}

  /** Nothing where there is no point. */
  add(time: number, value: number | undefined): void {
    if (value === undefined) return;
    if (!Number.isFinite(value)) {
      this.hasDropped = true;
      return;
    }
    this.times.push(time);
    this.values.push(value);
  }

  named(label: string): Series {
    const { periodSeconds, times, values } = this;
    const series = { label, periodSeconds, times, values };
    return this.hasDropped ? { ...series, hasDropped: true } : series;
  }

  /** Under the name of another series, and of the metric that it is of. */
  like({ label, source, told }: Pick<Series, 'label' | 'source' | 'told'>): Series {
    const named = this.named(label);
    const series = source === undefined ? named : { ...named, source };
    return told === undefined ? series : { ...series, told };
  }
}

export function slotCount({ startSeconds, endSeconds, periodSeconds }: Grid): number {
  return Math.max(0, Math.ceil((endSeconds - startSeconds) / periodSeconds));
}

export function slotTimes(grid: Grid): readonly number[] {
  const { startSeconds, periodSeconds } = grid;
  const times: number[] = [];
  for (let slot = 0; slot < slotCount(grid); slot++) {
    times.push(startSeconds + slot * periodSeconds);
  }
  return times;
}

export function mapPoints(series: Series, change: (value: number, time: number) => number): Series {
  const { periodSeconds, times, values } = series;
  const points = new Points(periodSeconds);
  times.forEach((time, index) => points.add(time, change(values[index] ?? NaN, time)));
  return points.like(series);
}

/** Visits each time at which any of the series has a point, with the points that there are. */
export function visitTimes(
  series: readonly Series[],
  visit: (time: number, present: readonly number[]) => void,
): void {
  const [first] = series;
  // Most arrays are of metrics without a gap.
  if (first !== undefined && series.every(({ times }) => areSame(times, first.times))) {
    first.times.forEach((time, index) => {
      visit(
        time,
        series.map(({ values }) => values[index] ?? NaN),
      );
    });
    return;
  }
  const byTime = new Map<number, number[]>();
  for (const { times, values } of series) {
    times.forEach((time, index) => {
      const value = values[index] ?? NaN;
      const present = byTime.get(time);
      if (present === undefined) byTime.set(time, [value]);
      else present.push(value);
    });
  }
  for (const time of [...byTime.keys()].sort((a, b) => a - b)) visit(time, byTime.get(time) ?? []);
}

function areSame(some: readonly number[], others: readonly number[]): boolean {
  if (some === others) return true;
  return some.length === others.length && some.every((time, index) => time === others[index]);
}

/** Visits each time at which one of two series has a point, with their points there. */
export function visitPairs(
  left: Series,
  right: Series,
  visit: (time: number, left: number | undefined, right: number | undefined) => void,
): void {
  let [l, r] = [0, 0];
  while (l < left.times.length || r < right.times.length) {
    const fromLeft = left.times[l] ?? Infinity;
    const fromRight = right.times[r] ?? Infinity;
    const time = Math.min(fromLeft, fromRight);
    visit(
      time,
      fromLeft === time ? left.values[l++] : undefined,
      fromRight === time ? right.values[r++] : undefined,
    );
  }
}
