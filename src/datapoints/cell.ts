import { type Distribution, distributionOf, merged } from './distribution.js';

/**
 * What is known of one metric in one stretch of time: a statistic set, and how its values are
 * distributed where that is known. Merging commutes, so samples may come late and in any order, and
 * several writers may each keep a part of a cell.
 */
export interface Cell {
  readonly SampleCount: number;
  readonly Sum: number;
  readonly Minimum: number;
  readonly Maximum: number;
  /** Undefined where a statistic set came in whose distribution nobody knows. */
  readonly distribution: Distribution | undefined;
}

export function mergeCells(a: Cell, b: Cell): Cell {
  return {
    SampleCount: a.SampleCount + b.SampleCount,
    Sum: a.Sum + b.Sum,
    Minimum: Math.min(a.Minimum, b.Minimum),
    Maximum: Math.max(a.Maximum, b.Maximum),
    distribution:
      a.distribution === undefined || b.distribution === undefined
        ? undefined
        : merged(a.distribution, b.distribution),
  };
}

export function cellOfValue(value: number): Cell {
  return {
    SampleCount: 1,
    Sum: value,
    Minimum: value,
    Maximum: value,
    distribution: { kind: 'exact', values: [value], weights: [1] },
  };
}

/**
 * `counts` are weights and may be fractions; without them each value counts once. A value with the
 * count 0 adds nothing, yet moves Minimum and Maximum: AWS was seen to do so.
 */
export function cellOfValues(values: readonly number[], counts?: readonly number[]): Cell {
  let SampleCount = 0;
  let Sum = 0;
  let Minimum = Infinity;
  let Maximum = -Infinity;
  values.forEach((value, index) => {
    const count = counts?.[index] ?? 1;
    SampleCount += count;
    Sum += value * count;
    Minimum = Math.min(Minimum, value);
    Maximum = Math.max(Maximum, value);
  });
  return { SampleCount, Sum, Minimum, Maximum, distribution: distributionOf(values, counts) };
}

export type StatisticValues = Omit<Cell, 'distribution'>;

/** A statistic set is believed as it is, even if no values could have made it. */
export function cellOfSet({ SampleCount, Sum, Minimum, Maximum }: StatisticValues): Cell {
  const value = onlyValueOf({ SampleCount, Sum, Minimum, Maximum });
  const distribution = value === undefined ? undefined : distributionOf([value], [SampleCount]);
  return { SampleCount, Sum, Minimum, Maximum, distribution };
}

/** A set tells how its values are distributed only where they can but be one and the same. */
function onlyValueOf(set: StatisticValues): number | undefined {
  const { SampleCount, Sum, Minimum, Maximum } = set;
  if (SampleCount === 1 && Sum >= Minimum && Sum <= Maximum) return Sum;
  return Minimum === Maximum && Sum === Minimum * SampleCount ? Minimum : undefined;
}
