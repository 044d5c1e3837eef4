import {
  type AnomalyModel,
  type Band,
  bandAround,
  type Expected,
  expectations,
  faded,
  learnedPeriodSeconds,
} from './anomaly-model.js';
import { hoursOfWeek } from './anomaly-seasons.js';
import { localClock } from './local-clock.js';

/**
 * What is expected of a statistic that adds up (Sum, SampleCount) in periods of any length, from
 * what was learned of five minutes. Of a longer period it is the sum over its hours, each with as
 * many of its five minutes as have had data; of a shorter one, its share of the minutes that have
 * had data. A period that is compared has data, so that it has one such stretch at least. The
 * spread of longer periods adds up as well, since much of it is common to all five minutes of an
 * hour: one week is busier than another. Shorter ones differ among themselves, which the square
 * root tells.
 */
export interface Density {
  /** For each hour of the week, the part of its five minutes that have had data. */
  readonly hours: readonly number[];
  /** How many of five minutes with data have had some themselves. */
  readonly filledMinutes: number;
}

export interface SumRequest {
  readonly periodSeconds: number;
  readonly deviations: number;
}

const hour = 3_600;

/** A period costs as much as so many short ones. */
export function partCount(periodSeconds: number): number {
  return Math.ceil(periodSeconds / hour);
}

export interface LearnedSums {
  readonly model: AnomalyModel;
  /** Undefined of data without a gap. */
  readonly density?: Density | undefined;
}

export function sumBand(
  { model, density = dense }: LearnedSums,
  starts: readonly number[],
  { periodSeconds, deviations }: SumRequest,
): Band {
  const summed = summing(model, density, periodSeconds);
  const bounds = starts.map((start) => bandAround(model, summed(start), deviations));
  return { upper: bounds.map(([upper]) => upper), lower: bounds.map(([, lower]) => lower) };
}

function summing(
  model: AnomalyModel,
  density: Density,
  periodSeconds: number,
): (start: number) => Expected {
  const expected = expectations(model);
  const clock = localClock(model.timezone);
  const parts = partCount(periodSeconds);
  const share = Math.max(1, periodSeconds / parts / learnedPeriodSeconds);
  const short = shortShare(periodSeconds, density);
  return (start) => {
    let [middle, spread, spike, filled] = [0, 0, 0, 0];
    for (let part = 0; part < parts; part++) {
      const time = start + ((part + 0.5) / parts) * periodSeconds;
      const here = expected(time);
      const count = share > 1 ? share * faded(density.hours, time, clock) : 1;
      middle += count * here.middle;
      spread += count * here.spread;
      spike += count * here.spike;
      filled += count;
    }
    const scale = 1 / Math.min(1, filled);
    return {
      middle: short * scale * middle,
      spread: Math.sqrt(short) * scale * spread,
      spike: Math.sqrt(short) * scale * spike,
    };
  };
}

const dense: Density = {
  hours: Array.from({ length: hoursOfWeek }, () => 1),
  filledMinutes: learnedPeriodSeconds / 60,
};

/** What a period of less than five minutes has of what these have; all of it from there on. */
function shortShare(periodSeconds: number, { filledMinutes }: Density): number {
  if (periodSeconds >= learnedPeriodSeconds) return 1;
  const minutes = Math.max(1, (periodSeconds / learnedPeriodSeconds) * filledMinutes);
  return (minutes / filledMinutes) * Math.min(1, periodSeconds / 60);
}

export interface Occasions {
  readonly timezone: string;
  /** The middles of all five minutes that could have had data. */
  readonly possible: readonly number[];
  /** Of those that have. */
  readonly filled: readonly number[];
  /** How many minutes have data. */
  readonly minuteCount: number;
}

/** So many five minutes of an hour weigh as much as what is known of all hours. */
const leanCount = 12;

export function learnDensity({ timezone, possible, filled, minuteCount }: Occasions): Density {
  const clock = localClock(timezone);
  const countsOf = (times: readonly number[]): readonly number[] => {
    const counts = Array.from({ length: hoursOfWeek }, () => 0);
    for (const time of times) {
      const index = Math.floor(clock.hourOfWeek(time));
      counts[index] = (counts[index] ?? 0) + 1;
    }
    return counts;
  };
  const overall = possible.length > 0 ? Math.min(1, filled.length / possible.length) : 1;
  const had = countsOf(filled);
  const hours = countsOf(possible).map((could, index) => {
    return Math.min(1, ((had[index] ?? 0) + leanCount * overall) / (could + leanCount));
  });
  const perFilled = filled.length > 0 ? minuteCount / filled.length : 1;
  return { hours, filledMinutes: Math.min(learnedPeriodSeconds / 60, Math.max(1, perFilled)) };
}
