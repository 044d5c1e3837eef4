import {
  anomalyBand,
  type TrainingPoint,
  type TrainingSettings,
  trainingSteps,
} from '../../src/cloudwatch/anomaly-model.js';
import { atOnce } from '../../src/turns.js';
import { Random } from '../support/random.js';
import type { Bench, Row } from './bench.js';

const day = 86_400;
const periodSeconds = 300;
/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 1, 23) / 1000;
const trainedUntil = monday + 14 * day;
const seed = 7;

const settings: TrainingSettings = {
  timezone: 'UTC',
  halfLifeDays: 7,
  clip: 4,
  hasSpikes: false,
  isPercent: false,
  nowSeconds: trainedUntil,
};

/** How much of the day after two weeks lies within the band of two deviations; normal is 95 %. */
const bench: Bench = {
  name: 'anomaly-backtest',
  run: () => Promise.resolve(Object.entries(loads).map(([name, load]) => backtest(name, load))),
};

export default bench;

type Load = (seconds: number, random: Random) => number;

const loads: Readonly<Record<string, Load>> = {
  'days up and down, quiet weekends': (seconds, random) =>
    100 + wave(seconds) * (isWeekend(seconds) ? 10 : 40) + 5 * normal(random),
  'growth of a tenth a week': (seconds, random) =>
    100 * (1 + (0.1 * (seconds - monday)) / (7 * day)) + 3 * normal(random),
  'noise without a season': (_, random) => 50 + 10 * normal(random),
  'days with one outlier in fifty': (seconds, random) => {
    const value = 100 + wave(seconds) * 30 + 5 * normal(random);
    return random.next() < 0.02 ? value * 5 : value;
  },
};

function backtest(name: string, load: Load): Row {
  const random = new Random(seed);
  const points = pointsBetween(monday, trainedUntil, load, random);
  const model = atOnce(trainingSteps(points, settings));
  const next = pointsBetween(trainedUntil, trainedUntil + day, load, random);
  const band = anomalyBand(
    model,
    next.map(({ seconds }) => seconds),
    2,
  );
  const inside = next.filter(({ value }, index) => {
    return value <= (band.upper[index] ?? NaN) && value >= (band.lower[index] ?? NaN);
  });
  return {
    what: `coverage of an anomaly band (2 deviations) a day ahead: ${name}`,
    measured: `${((100 * inside.length) / next.length).toFixed(1)} %`,
    ratio: undefined,
    goal: 'about 95 %',
  };
}

function pointsBetween(
  ...[from, to, load, random]: [number, number, Load, Random]
): readonly TrainingPoint[] {
  return Array.from({ length: (to - from) / periodSeconds }, (_, index) => {
    const seconds = from + index * periodSeconds;
    return { seconds, value: load(seconds, random) };
  });
}

function wave(seconds: number): number {
  return Math.sin((2 * Math.PI * seconds) / day);
}

function isWeekend(seconds: number): boolean {
  return Math.floor((seconds - monday) / day) % 7 >= 5;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
