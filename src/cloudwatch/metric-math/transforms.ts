import { type Grids, mapPoints, Points, type Series, slotTimes } from './value.js';

/** Functions that make of each series another one. */
export type Transform = (series: Series) => Series;

export const transforms: Readonly<Record<string, Transform>> = {
  DIFF: (series) => changes(series, (change) => change),
  DIFF_TIME: (series) => changes(series, (_, seconds) => seconds),
  RATE: (series) => changes(series, (change, seconds) => change / seconds),
  RUNNING_SUM: (series) => {
    let sum = 0;
    return mapPoints(series, (value) => (sum += value));
  },
};

/** From each point to the next that there is; the first has nothing to change from. */
function changes(series: Series, tell: (change: number, seconds: number) => number): Series {
  const { periodSeconds, times, values } = series;
  const points = new Points(periodSeconds);
  for (let index = 1; index < times.length; index++) {
    const [time = NaN, before = NaN] = [times[index], times[index - 1]];
    const change = (values[index] ?? NaN) - (values[index - 1] ?? NaN);
    points.add(time, tell(change, time - before));
  }
  return points.like(series);
}

export const pointwise: Readonly<Record<string, (value: number) => number>> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};

/** Of the start of each period, in UTC; Monday is day 1. */
export const calendar: Readonly<Record<string, (time: Date) => number>> = {
  MINUTE: (time) => time.getUTCMinutes(),
  HOUR: (time) => time.getUTCHours(),
  DAY: (time) => ((time.getUTCDay() + 6) % 7) + 1,
  DATE: (time) => time.getUTCDate(),
  MONTH: (time) => time.getUTCMonth() + 1,
  YEAR: (time) => time.getUTCFullYear(),
  EPOCH: (time) => time.getTime() / 1000,
};

/** What stands in a gap: a number, the point of another series, or what the neighbours say. */
export type Filler =
  | { readonly kind: 'scalar'; readonly scalar: number }
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'linear' };

/** Each period of the series has a point afterwards, as far as the filler has one for it. */
export function filled(series: Series, filler: Filler, grids: Grids): Series {
  const { periodSeconds, times, values } = series;
  const fillers =
    filler.kind === 'series'
      ? new Map(filler.series.times.map((time, index) => [time, filler.series.values[index]]))
      : undefined;
  const points = new Points(periodSeconds);
  let after = 0;
  for (const time of mergedTimes(slotTimes(grids.of(periodSeconds)), times)) {
    while (after < times.length && (times[after] ?? Infinity) < time) after += 1;
    if (times[after] === time) points.add(time, values[after]);
    else if (filler.kind === 'scalar') points.add(time, filler.scalar);
    else if (fillers !== undefined) points.add(time, fillers.get(time));
    else if (filler.kind === 'repeat') points.add(time, values[after - 1]);
    else points.add(time, between(series, after, time));
  }
  return points.like(series);
}

function between({ times, values }: Series, after: number, time: number): number | undefined {
  const [before, next] = [times[after - 1], times[after]];
  if (before === undefined || next === undefined) return undefined;
  const [from = NaN, to = NaN] = [values[after - 1], values[after]];
  return from + ((time - before) / (next - before)) * (to - from);
}

/** The times of both, ascending as they are, each once. */
function mergedTimes(slots: readonly number[], times: readonly number[]): readonly number[] {
  const merged: number[] = [];
  let next = 0;
  for (const slot of slots) {
    for (let time = times[next]; time !== undefined && time <= slot; time = times[++next]) {
      if (time < slot) merged.push(time);
    }
    merged.push(slot);
  }
  return merged.concat(times.slice(next));
}
