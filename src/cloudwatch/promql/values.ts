import { type Cell, mergeCells } from '../../datapoints/cell.js';
import type { Labels } from './labels.js';

/**
 * The values of expressions. A sample tells of a minute of a metric. As a number it is the average
 * of what came in the minute; it has the sum and the count besides, as long as nothing has been
 * calculated with it.
 */
export interface Sample {
  readonly value: number;
  readonly set?: StatisticSet | undefined;
}

export interface StatisticSet {
  readonly count: number;
  readonly sum: number;
  /** All that came in, where the query asks how it is distributed. */
  readonly cell?: Cell | undefined;
}

export interface Element extends Sample {
  readonly labels: Labels;
}

export type Vector = readonly Element[];

export interface TimedSample {
  /** When the minute ended. */
  readonly seconds: number;
  readonly value: number;
  readonly set: StatisticSet;
}

/** The samples of a series, the oldest first. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly samples: readonly TimedSample[];
}

export type PromValue =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'vector'; readonly vector: Vector }
  | {
      readonly kind: 'range';
      readonly series: readonly RangeSeries[];
      readonly rangeSeconds: number;
    };

export function setOf(samples: readonly { readonly set: StatisticSet }[]): StatisticSet {
  const [first, ...others] = samples.map(({ set }) => set);
  return others.reduce(added, first ?? { count: 0, sum: 0 });
}

function added(a: StatisticSet, b: StatisticSet): StatisticSet {
  const cell = a.cell && b.cell && mergeCells(a.cell, b.cell);
  return { count: a.count + b.count, sum: a.sum + b.sum, cell };
}

/** Between two ranks the line; beyond the ends an infinity. */
export function quantileOf(share: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(share)) return NaN;
  if (share < 0) return -Infinity;
  if (share > 1) return Infinity;
  const sorted = [...values].sort((a, b) => (Number.isNaN(a) ? -1 : a - b));
  const rank = share * (sorted.length - 1);
  const [low, high] = [Math.floor(rank), Math.ceil(rank)];
  const weight = rank - low;
  return (sorted[low] ?? NaN) * (1 - weight) + (sorted[high] ?? NaN) * weight;
}

export function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the whole, not of a sample of it. */
export function varianceOf(values: readonly number[]): number {
  const average = averageOf(values);
  return averageOf(values.map((value) => (value - average) ** 2));
}
