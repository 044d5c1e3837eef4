import { type Grids, Points, type Series, slotCount, smallestPeriod, visitTimes } from './value.js';

/**
 * Functions that make one number of a series, or one series of an array. An average or deviation
 * counts a gap as 0: it divides by the periods of the series, or by the series of the array; all
 * others look at the points that there are.
 */
export type Reducer = (present: readonly number[], slotCount: number) => number;

export const reducers: Readonly<Record<string, Reducer>> = {
  AVG: (present, slotCount) => sum(present) / slotCount,
  SUM: sum,
  MIN: (present) => present.reduce((a, b) => Math.min(a, b), Infinity),
  MAX: (present) => present.reduce((a, b) => Math.max(a, b), -Infinity),
  STDDEV: (present, slotCount) => {
    const scale = magnitudeOf(present);
    const scaled = present.map((value) => value / scale);
    const mean = sum(scaled) / slotCount;
    const gaps = (slotCount - present.length) * mean ** 2;
    const squares = scaled.reduce((total, value) => total + (value - mean) ** 2, gaps);
    return Math.sqrt(squares / slotCount) * scale;
  },
  DATAPOINT_COUNT: (present) => present.length,
};

/** Where a window was too long or a page too small, it has at least as many periods as points. */
export function reduceSeries(
  { periodSeconds, values }: Series,
  reducer: Reducer,
  grids: Grids,
): number {
  return reducer(values, Math.max(slotCount(grids.of(periodSeconds)), values.length));
}

/** The result has a point where at least one of the series has one. */
export function reduceArray(members: readonly Series[], reducer: Reducer, grids: Grids): Series {
  const points = new Points(smallestPeriod(members) ?? grids.own.periodSeconds);
  visitTimes(members, (time, present) => points.add(time, reducer(present, members.length)));
  return points.named('');
}

/** Squares may be too large or too small for a number; a power of two leaves digits as they are. */
function magnitudeOf(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 1 : 2 ** Math.min(1023, Math.floor(Math.log2(largest)));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
