import {
  forecastHours,
  forecastLoad,
  type HourlyLoad,
} from '../../src/autoscaling/load-forecast.js';
import { Random } from '../support/random.js';
import type { Bench, Row } from './bench.js';

/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 1, 23) / 3_600_000;
const nowHour = monday + 14 * 24;
const seed = 7;

/** The mean error of two days ahead, as a share of the load, beside that of a flat guess. */
const bench: Bench = {
  name: 'forecast-backtest',
  run: () => Promise.resolve(Object.entries(loads).map(([name, load]) => backtest(name, load))),
};

export default bench;

type Load = (hour: number, random: Random) => number;

const loads: Readonly<Record<string, Load>> = {
  'days up and down, quiet weekends': (hour, random) =>
    100 + wave(hour) * (isWeekend(hour) ? 10 : 40) + 5 * normal(random),
  'growth of a tenth a week': (hour, random) =>
    (100 + 40 * wave(hour)) * (1 + (0.1 * (hour - monday)) / (7 * 24)) + 3 * normal(random),
  'noise without a season': (_, random) => 50 + 10 * normal(random),
  'a spike every morning': (hour, random) => (hour % 24 === 8 ? 300 : 50) + 3 * normal(random),
};

function backtest(name: string, load: Load): Row {
  const random = new Random(seed);
  const hours = Array.from({ length: 14 * 24 }, (_, index): HourlyLoad => {
    const hour = monday + index;
    return { hour, value: load(hour, random) };
  });
  const forecast = forecastLoad(hours, nowHour) ?? [];
  const flat = hours.reduce((sum, { value }) => sum + value, 0) / hours.length;
  const actual = Array.from({ length: forecastHours }, (_, ahead) => load(nowHour + ahead, random));
  const total = actual.reduce((sum, value) => sum + value, 0);
  const errorOf = (guess: (ahead: number) => number): number =>
    actual.reduce((sum, value, ahead) => sum + Math.abs(value - guess(ahead)), 0) / total;
  const error = errorOf((ahead) => forecast[ahead] ?? NaN);
  const flatError = errorOf(() => flat);
  return {
    what: `mean error of a load forecast two days ahead: ${name}`,
    measured: `${(100 * error).toFixed(1)} % (a flat guess: ${(100 * flatError).toFixed(1)} %)`,
    ratio: error / flatError,
    goal: 'below 1',
  };
}

function wave(hour: number): number {
  return Math.sin((2 * Math.PI * hour) / 24);
}

function isWeekend(hour: number): boolean {
  return Math.floor((hour - monday) / 24) % 7 >= 5;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
