import { assertNever } from '../assert-never.js';
import type { Cell } from '../datapoints/cell.js';
import { weightedValues } from '../datapoints/distribution.js';
import type { WeightedValues } from '../datapoints/sketch.js';
import type { Measure, SampleRange, Statistic } from './statistic-syntax.js';

/**
 * Percentiles and what is told of the samples in a range. Samples lie in the order of their
 * values; the percentile p of N samples is the sample of rank p/100·N, and between two ranks
 * the straight line between their values. Bounds of values leave out the lower and take in the
 * upper one. p0 and p100 are the least and the greatest, and where these are one, so is every
 * percentile. Else a period has no such statistic where a statistic set hides how its samples are
 * distributed, and of less than one sample only those of ranges of values. Where a sample is
 * negative, only p0, p100 and ranges of values are left, and these are of the samples that are not:
 * of negative ones alone, there is none (all as AWS was seen to answer).
 */
export function distributionStatistic(
  cell: Cell,
  statistic: Exclude<Statistic, { kind: 'basic' }>,
): number | undefined {
  const { distribution, SampleCount, Minimum, Maximum } = cell;
  const isOfValues = statistic.kind === 'range' && statistic.range.unit === 'value';
  if (statistic.kind === 'percentile') {
    const { percent } = statistic;
    if (percent === 0) return Minimum;
    if (percent === 100) return Maximum;
    if (Minimum < 0) return undefined;
    if (Minimum === Maximum) return Minimum;
  }
  if (distribution === undefined || (SampleCount < 1 && !isOfValues)) return undefined;
  const known = weightedValues(distribution);
  const samples = new RankedSamples(known, { Minimum, Maximum });
  if (statistic.kind === 'percentile') return samples.at((statistic.percent / 100) * samples.count);
  const { measure, range } = statistic;
  if (range.unit === 'value') {
    if (SampleCount === 0) return Minimum === Maximum ? undefined : ofNothing[measure];
    const counted =
      Minimum < 0 ? new RankedSamples(notNegative(known), { Minimum, Maximum }) : samples;
    return counted.count > 0 ? measureOf(measure, counted.between(range), counted) : undefined;
  }
  if (Minimum < 0) return undefined;
  return measureOf(measure, samples.ranked(range), samples);
}

/** Of values whose counts are all 0, as AWS was recorded to answer; of WM nothing was seen. */
const ofNothing: Readonly<Record<Measure, number | undefined>> = {
  ...{ PR: 0, TC: 0, TS: NaN, WM: NaN },
  TM: undefined,
};

function notNegative({ weights, valueAt, factor = 1 }: WeightedValues): WeightedValues {
  const first = weights.findIndex((_, place) => valueAt(place) >= 0);
  const from = first < 0 ? weights.length : first;
  return { weights: weights.slice(from), valueAt: (place) => valueAt(place + from), factor };
}

/** The samples in a range, and those on both sides of it with the value that bounds them. */
interface Share {
  readonly count: number;
  readonly sum: number;
  readonly below: Side;
  readonly above: Side;
}

interface Side {
  readonly count: number;
  readonly bound: number;
}

function measureOf(
  measure: Measure,
  { count, sum, below, above }: Share,
  samples: RankedSamples,
): number | undefined {
  switch (measure) {
    case 'TC':
      return count;
    case 'TS':
      return sum;
    case 'PR':
      return (100 * count) / samples.count;
    case 'TM':
      return count > 0 ? sum / count : undefined;
    case 'WM':
      return (sum + replaced(below) + replaced(above)) / samples.count;
    default:
      return assertNever(measure);
  }
}

function replaced({ count, bound }: Side): number {
  return count > 0 ? count * bound : 0;
}

class RankedSamples {
  readonly count: number;

  constructor(
    private readonly samples: WeightedValues,
    private readonly limits: Pick<Cell, 'Minimum' | 'Maximum'>,
  ) {
    this.count = samples.weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** The value at a rank; the first sample has rank 1. */
  at(rank: number): number {
    const { weights, valueAt } = this.samples;
    let before = 0;
    for (let place = 0; place < weights.length; place++) {
      const weight = weights[place] ?? 0;
      if (rank <= before + weight || place === weights.length - 1) {
        const value = valueAt(place);
        const step = Math.min(1, weight);
        if (place === 0 || rank >= before + step) return this.clamped(value);
        const last = valueAt(place - 1);
        return this.clamped(last + ((rank - before) / step) * (value - last));
      }
      before += weight;
    }
    return NaN;
  }

  /** Samples between two percentiles; one that lies across a bound counts in part. */
  ranked({ low, high }: SampleRange): Share {
    const [from, to] = [(low / 100) * this.count, (high / 100) * this.count];
    let sum = 0;
    let before = 0;
    this.samples.weights.forEach((weight, place) => {
      const after = before + weight;
      const inside = Math.min(after, to) - Math.max(before, from);
      if (inside > 0) sum += inside * this.clamped(this.samples.valueAt(place));
      before = after;
    });
    return {
      count: to - from,
      sum,
      below: { count: from, bound: this.at(from) },
      above: { count: this.count - to, bound: this.at(to) },
    };
  }

  /** Samples between two values, none of which is negative; a bin that is cut counts in part. */
  between({ low, high }: SampleRange): Share {
    let [count, sum, below, above] = [0, 0, 0, 0];
    this.samples.weights.forEach((weight, place) => {
      const value = this.samples.valueAt(place);
      const bin = this.binOf(value);
      const [outside, within] = [partUpTo(low, bin), partUpTo(high, bin)];
      const inside = weight * (within - outside);
      const middle = (Math.max(bin.from, low) + Math.min(bin.to, high)) / 2;
      below += weight * outside;
      above += weight * (1 - within);
      count += inside;
      sum += inside * (within - outside < 1 ? middle : this.clamped(value));
    });
    return {
      count,
      sum,
      below: { count: below, bound: low },
      above: { count: above, bound: high },
    };
  }

  /** The values that a value stands for: itself alone, unless it is of a sketch. */
  private binOf(value: number): Bin {
    const { factor = 1 } = this.samples;
    const to = (value * (1 + factor)) / 2;
    return { from: this.clamped(to / factor), to: this.clamped(to) };
  }

  /** A bin of a sketch may reach beyond the samples. */
  private clamped(value: number): number {
    return Math.min(Math.max(value, this.limits.Minimum), this.limits.Maximum);
  }
}

/** Without its lower end. */
interface Bin {
  readonly from: number;
  readonly to: number;
}

/** Which part of a bin does not lie above a value, if its samples lie evenly. */
function partUpTo(value: number, { from, to }: Bin): number {
  if (value >= to) return 1;
  return value <= from ? 0 : (value - from) / (to - from);
}
