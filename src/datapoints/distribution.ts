import {
  mergedSketches,
  type Sketch,
  sketchOf,
  sketchValues,
  type WeightedValues,
} from './sketch.js';

/**
 * How the values of a cell are distributed: exactly, as values with their weights, while they are
 * few, and by a sketch with a bounded relative error beyond. Which of the two depends on the values
 * alone and not on their order, so that merging commutes.
 */
export type Distribution = ExactDistribution | Sketch;

export interface ExactDistribution {
  readonly kind: 'exact';
  /** Ascending, each once. */
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

/** More than the 150 values that one datum may hold. */
export const exactValuesMax = 160;

export function merged(a: Distribution, b: Distribution): Distribution {
  if (a.kind === 'exact' && b.kind === 'exact') return bounded(mergedExact(a, b));
  return mergedSketches(asSketch(a), asSketch(b));
}

export function weightedValues(distribution: Distribution): WeightedValues {
  if (distribution.kind === 'sketch') return sketchValues(distribution);
  const { values, weights } = distribution;
  return { weights, valueAt: (place) => values[place] ?? NaN };
}

/** Values of weight 0 are no part of it. */
export function distributionOf(
  values: readonly number[],
  counts?: readonly number[],
): Distribution {
  const pairs = values
    .map((value, index): readonly [number, number] => [value, counts?.[index] ?? 1])
    .filter(([, weight]) => weight > 0)
    .sort(([a], [b]) => a - b);
  const distinct: number[] = [];
  const weights: number[] = [];
  for (const [value, weight] of pairs) {
    const last = distinct.length - 1;
    if (distinct[last] === value) weights[last] = (weights[last] ?? 0) + weight;
    else {
      distinct.push(value);
      weights.push(weight);
    }
  }
  return bounded({ kind: 'exact', values: distinct, weights });
}

function bounded(exact: ExactDistribution): Distribution {
  return exact.values.length > exactValuesMax ? sketchOf(exact) : exact;
}

function asSketch(distribution: Distribution): Sketch {
  return distribution.kind === 'sketch' ? distribution : sketchOf(distribution);
}

function mergedExact(a: ExactDistribution, b: ExactDistribution): ExactDistribution {
  const values: number[] = [];
  const weights: number[] = [];
  let left = 0;
  let right = 0;
  while (left < a.values.length || right < b.values.length) {
    const fromA = a.values[left] ?? Infinity;
    const fromB = b.values[right] ?? Infinity;
    const value = Math.min(fromA, fromB);
    let weight = 0;
    if (fromA === value) weight += a.weights[left++] ?? 0;
    if (fromB === value) weight += b.weights[right++] ?? 0;
    values.push(value);
    weights.push(weight);
  }
  return { kind: 'exact', values, weights };
}
