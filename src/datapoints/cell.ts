import { type Distribution, merged } from './distribution.js';

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
