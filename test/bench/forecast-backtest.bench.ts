import {
  forecastHours,
  forecastLoad,
  type HourlyLoad,
} from '../../src/autoscaling/load-forecast.js';
import { Random } from '../support/random.js';
import type { Bench, Row } from './bench.js';

/** A Monday, 00:00 UTC. */
const monday = Date.UTC(2026, 1, 23) / 3_600_000;
const pastHours = 14 * 24;
const seed = 7;
const days = [0, 1, 2, 3, 4, 5, 6];

/**
 * The mean error of two days ahead, as a share of the load, beside that of a flat guess: forecast
 * at the beginning of each day of a week.
 */
const bench: Bench = {
  name: 'forecast-backtest',
  run: () => Promise.resolve(Object.entries(loads).map(([name, load]) => backtest(name, load))),
};

export default bench;

type Load = (hour: number, random: Random) => number;

const loads: Readonly<Record<string, Load>> = {
  'days up and down, quiet weekends': (hour, random) =>
    100 + wave(hour) * (isWeekend(hour) ? 10 : 40) + 5 * normal(random),
  'weekends of a tenth': (hour, random) => office(hour, 0.1) * (1 + 0.05 * normal(random)),
  'weekends of six tenths': (hour, random) => office(hour, 0.6) * (1 + 0.05 * normal(random)),
  'growth of a tenth a week': (hour, random) =>
    (100 + 40 * wave(hour)) * (1 + (0.1 * (hour - monday)) / (7 * 24)) + 3 * normal(random),
  'noise without a season': (_, random) => 50 + 10 * normal(random),
  'a spike every morning': (hour, random) => (hour % 24 === 8 ? 300 : 50) + 3 * normal(random),
};

function backtest(name: string, load: Load): Row {
  const random = new Random(seed);
  const errors = days.map((day) => errorsFrom(monday + 24 * day, load, random));
  const error = mean(errors.map(({ forecast }) => forecast));
  const flatError = mean(errors.map(({ flat }) => flat));
  const worst = Math.max(...errors.map(({ forecast }) => forecast));
  return {
    what: `mean error of a load forecast two days ahead: ${name}`,
    measured:
      `${percent(error)}, ${percent(worst)} on the worst day of the week ` +
      `(a flat guess: ${percent(flatError)})`,
    ratio: error / flatError,
    goal: 'below 1',
  };
}

function errorsFrom(
  start: number,
  load: Load,
  random: Random,
): { readonly forecast: number; readonly flat: number } {
  const hours = Array.from({ length: pastHours }, (_, index): HourlyLoad => {
    const hour = start + index;
    return { hour, value: load(hour, random) };
  });
  const nowHour = start + pastHours;
  const forecast = forecastLoad(hours, nowHour) ?? [];
  const flat = mean(hours.map(({ value }) => value));
  const actual = Array.from({ length: forecastHours }, (_, ahead) => load(nowHour + ahead, random));
  const errorOf = (guess: (ahead: number) => number): number =>
    mean(actual.map((value, ahead) => Math.abs(value - guess(ahead)))) / mean(actual);
  return { forecast: errorOf((ahead) => forecast[ahead] ?? NaN), flat: errorOf(() => flat) };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function wave(hour: number): number {
  return Math.sin((2 * Math.PI * hour) / 24);
}

/** A load of working hours. */
function office(hour: number, weekend: number): number {
  const hourOfDay = hour % 24;
  const base = hourOfDay >= 8 && hourOfDay < 20 ? 1_000 : 200;
  return isWeekend(hour) ? base * weekend : base;
}

function isWeekend(hour: number): boolean {
  return Math.floor((hour - monday) / 24) % 7 >= 5;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
