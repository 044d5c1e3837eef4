/**
 * A DDSketch: values fall into bins whose bounds grow by a constant factor, so that a value is
 * known to within `relativeError` of itself (Masson, Rim, Lee: "DDSketch: A Fast and
 * Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", 2019). When there are too many
 * bins, pairs of neighbours become one, everywhere at once, and the factor is squared (Epicoco et
 * al.: "UDDSketch: Accurate Tracking of Quantiles in Data Streams", 2020). How often that happens
 * depends on the set of values alone, so merging commutes.
 */
export interface Sketch {
  readonly kind: 'sketch';
  /** How often the factor has been squared. */
  readonly collapses: number;
  readonly zeroWeight: number;
  readonly positive: Bins;
  /** Of the absolute values. */
  readonly negative: Bins;
}

/** Bins that hold something, by ascending index. */
export interface Bins {
  readonly indices: readonly number[];
  readonly weights: readonly number[];
}

/** Of a sketch that was never collapsed; 0.5 %. */
export const relativeError = 0.005;
const factor = (1 + relativeError) / (1 - relativeError);
/**
 * Of positive and negative values together. Spans of values up to 28,000-fold keep the error. Wider
 * ones double it, to 1 % up to the square of that and to 2 % up to the square of the square; where
 * negative values span as much as positive ones, it is the product of both that counts. It is 31 %,
 * or 56.5, for all that CloudWatch takes.
 */
export const binsMax = 1_024;

interface Weighted {
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

/** Ascending; each value stands for samples of the weight at its place. */
export interface WeightedValues {
  readonly weights: readonly number[];
  readonly valueAt: (place: number) => number;
  /** Of a sketch: how many times the lower bound of a bin its upper one is. */
  readonly factor?: number;
}

export function sketchOf({ values, weights }: Weighted): Sketch {
  const positive = new Map<number, number>();
  const negative = new Map<number, number>();
  let zeroWeight = 0;
  values.forEach((value, index) => {
    const weight = weights[index] ?? 0;
    if (value === 0) zeroWeight += weight;
    else {
      const bins = value > 0 ? positive : negative;
      const bin = binOf(Math.abs(value));
      bins.set(bin, (bins.get(bin) ?? 0) + weight);
    }
  });
  return bounded({
    kind: 'sketch',
    collapses: 0,
    zeroWeight,
    positive: binsOf(positive),
    negative: binsOf(negative),
  });
}

export function mergedSketches(a: Sketch, b: Sketch): Sketch {
  const collapses = Math.max(a.collapses, b.collapses);
  const [left, right] = [collapsedTo(a, collapses), collapsedTo(b, collapses)];
  return bounded({
    kind: 'sketch',
    collapses,
    zeroWeight: a.zeroWeight + b.zeroWeight,
    positive: mergedBins(left.positive, right.positive),
    negative: mergedBins(left.negative, right.negative),
  });
}

/** The factor between the bounds of a bin. */
export function factorOf({ collapses }: Pick<Sketch, 'collapses'>): number {
  return factor ** (2 ** collapses);
}

/**
 * Each bin stands for the value that is nearest to all in it, by the ratio. A value is worked out
 * when it is asked for: a percentile asks for two of them.
 */
export function sketchValues(sketch: Sketch): WeightedValues {
  const { zeroWeight, positive, negative } = sketch;
  const gamma = factorOf(sketch);
  const valueOf = (bin = NaN): number => (2 * gamma ** bin) / (1 + gamma);
  if (zeroWeight === 0 && negative.indices.length === 0) {
    const { indices, weights } = positive;
    return { weights, valueAt: (place) => valueOf(indices[place]), factor: gamma };
  }
  const belowZero = negative.indices.length;
  const zeros = zeroWeight > 0 ? [zeroWeight] : [];
  return {
    factor: gamma,
    weights: [...[...negative.weights].reverse(), ...zeros, ...positive.weights],
    valueAt: (place) => {
      if (place < belowZero) return -valueOf(negative.indices[belowZero - 1 - place]);
      const above = place - belowZero - zeros.length;
      return above < 0 ? 0 : valueOf(positive.indices[above]);
    },
  };
}

function binOf(magnitude: number): number {
  return Math.ceil(Math.log(magnitude) / Math.log(factor));
}

function bounded(sketch: Sketch): Sketch {
  let small = sketch;
  while (small.positive.indices.length + small.negative.indices.length > binsMax) {
    small = collapsedTo(small, small.collapses + 1);
  }
  return small;
}

function collapsedTo(sketch: Sketch, collapses: number): Sketch {
  const times = 2 ** (collapses - sketch.collapses);
  if (times === 1) return sketch;
  const halved = ({ indices, weights }: Bins): Bins => {
    const bins = new Map<number, number>();
    indices.forEach((index, place) => {
      const bin = Math.ceil(index / times);
      bins.set(bin, (bins.get(bin) ?? 0) + (weights[place] ?? 0));
    });
    return binsOf(bins);
  };
  const [positive, negative] = [halved(sketch.positive), halved(sketch.negative)];
  return { ...sketch, collapses, positive, negative };
}

function mergedBins(a: Bins, b: Bins): Bins {
  if (b.indices.length === 0) return a;
  const indices: number[] = [];
  const weights: number[] = [];
  let left = 0;
  let right = 0;
  while (left < a.indices.length || right < b.indices.length) {
    const fromA = a.indices[left] ?? Infinity;
    const fromB = b.indices[right] ?? Infinity;
    const index = Math.min(fromA, fromB);
    let weight = 0;
    if (fromA === index) weight += a.weights[left++] ?? 0;
    if (fromB === index) weight += b.weights[right++] ?? 0;
    indices.push(index);
    weights.push(weight);
  }
  return { indices, weights };
}

function binsOf(bins: ReadonlyMap<number, number>): Bins {
  const entries = [...bins].sort(([a], [b]) => a - b);
  return { indices: entries.map(([index]) => index), weights: entries.map(([, weight]) => weight) };
}
