import { expect } from 'chai';
import { parseStatistic } from '../../src/cloudwatch/statistic-syntax.js';
import { statisticOf } from '../../src/cloudwatch/statistics.js';
import {
  type Cell,
  cellOfSet,
  cellOfValue,
  cellOfValues,
  mergeCells,
} from '../../src/datapoints/cell.js';
import { exactValuesMax } from '../../src/datapoints/distribution.js';
import { relativeError } from '../../src/datapoints/sketch.js';
import { Random } from '../support/random.js';
import { naiveBetween, naiveMean, naivePercentile, naiveTrimmedMean } from './naive-statistics.js';

const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('statistics of a distribution', () => {
  const ofTen: readonly (readonly [string, number | undefined])[] = [
    ['p0', 1],
    ['p50', 5],
    ['p95', 9.5],
    ['p100', 10],
    ['tm90', 5],
    ['TM(20%:80%)', 5.5],
    ['IQM', 5.5],
    ['TM(2:4)', 3.5],
    ['TM(20:30)', undefined],
    ['tc90', 9],
    ['TC(2:4)', 2],
    ['TC(20:30)', 0],
    ['ts50', 15],
    ['TS(8:)', 19],
    ['PR(:5)', 50],
    ['PR(5:7)', 20],
    ['wm90', 5.4],
    ['WM(10%:90%)', 5.4],
    ['WM(3:7)', 5.2],
  ];
  for (const [name, expected] of ofTen) {
    it(`tells ${name} of ten samples`, () => {
      const value = told(cellOf(ten), name);
      expect(value === undefined ? value : round(value)).to.equal(expected);
    });
  }

  it('weighs values by their counts', () => {
    const cell = cellOfValues([10, 20], [9, 1]);
    expect([told(cell, 'p50'), told(cell, 'p90'), told(cell, 'p100')]).to.deep.equal([10, 10, 20]);
  });

  const silent: readonly (readonly [string, Cell, Readonly<Record<string, number | undefined>>])[] =
    [
      [
        'a set that hides its values',
        cellOfSet(set(3, 30, 5, 15)),
        { p50: undefined, p0: 5, p100: 15, 'PR(:7)': undefined },
      ],
      ['a set of one sample', cellOfSet(set(1, 7, 7, 7)), { p50: 7, tm90: 7 }],
      ['a set of equal samples', cellOfSet(set(4, 28, 7, 7)), { p99: 7, 'PR(:7)': 100 }],
      [
        'values beside a set that hides its own',
        mergeCells(cellOfValue(1), cellOfSet(set(3, 30, 5, 15))),
        { p50: undefined, 'TC(0:1)': undefined },
      ],
      [
        'negative samples',
        cellOf([-5, 1, 3]),
        { p50: undefined, p0: -5, p100: 3, tm90: undefined, 'TC(0:2)': 1 },
      ],
      [
        'samples that are not negative, beside others',
        cellOf([-5, -1, 0, 1, 3]),
        {
          ...{ 'TM(:5)': 4 / 3, 'TM(0:5)': 2, 'TC(:1)': 2, 'TS(:3)': 4, 'WM(:1)': 2 / 3 },
          ...{ 'PR(:1)': (100 * 2) / 3, 'TM(10%:90%)': undefined, IQM: undefined },
        },
      ],
      [
        'negative samples alone',
        cellOf([-5, -1]),
        { 'TM(:5)': undefined, 'TC(:5)': undefined, 'PR(:5)': undefined, p0: -5, p100: -1 },
      ],
      [
        'less than one sample',
        cellOfValues([4, 6], [0.2, 0.3]),
        { p50: undefined, p0: 4, tm90: undefined, 'TC(:5)': 0.2 },
      ],
    ];
  for (const [name, cell, expected] of silent) {
    it(`tells of ${name} what AWS tells`, () => {
      const values = Object.keys(expected).map((each) => [each, told(cell, each)]);
      expect(Object.fromEntries(values)).to.deep.equal(expected);
    });
  }

  it('is exact while values are few, whatever the order', () => {
    const random = new Random(20260310);
    for (let round = 0; round < 300; round++) {
      const distinct = Array.from({ length: 1 + random.below(exactValuesMax) }, () =>
        random.below(1_000),
      );
      const samples = Array.from({ length: 1 + random.below(200) }, () => random.pick(distinct));
      compare(samples, { random, tolerance: 1e-9, round });
    }
  });

  const distributions: readonly (readonly [string, (random: Random) => number])[] = [
    ['latencies', (random) => Math.exp(3 + 1.2 * normal(random))],
    ['percents', (random) => 100 * random.next()],
    ['counts with many zeros', (random) => (random.next() < 0.4 ? 0 : random.below(5_000))],
    ['two humps', (random) => (random.next() < 0.5 ? 10 : 10_000) * (1 + random.next())],
    ['one spike far out', (random) => (random.next() < 0.999 ? 1 + random.next() : 20_000)],
  ];
  for (const [name, draw] of distributions) {
    it(`is within ${100 * relativeError} % for ${name}`, () => {
      const random = new Random(20260311);
      for (let round = 0; round < 8; round++) {
        const samples = Array.from({ length: 2_000 }, () => draw(random));
        compare(samples, { random, tolerance: relativeError + 1e-9, round });
      }
    });
  }
});

describe('ranges of values over very many distinct ones', () => {
  const low = Array.from({ length: 100 }, (_, index) => 1 + index);
  const high = Array.from({ length: 100 }, (_, index) => 100_000 + index);
  const concentrated = (value: number): readonly number[] => {
    return [...low, ...high, ...Array.from({ length: 10_000 }, () => value)];
  };

  it('are exact where no sample lies near a bound', () => {
    const cell = cellOf(concentrated(500));
    const names = ['TC(:490)', 'TC(490:510)', 'PR(510:)', 'TS(:50.5e3)', 'WM(:1000)'];
    const values = names.map((name) => Number((told(cell, name) ?? NaN).toPrecision(3)));
    expect(values).to.deep.equal([100, 10_000, 0.98, 5_010_000, 501]);
  });

  const draws: readonly (readonly [string, (random: Random) => number])[] = [
    ['latencies', (random) => Math.exp(3 + 1.2 * normal(random))],
    ['counts with many zeros', (random) => (random.next() < 0.4 ? 0 : random.below(2_000))],
    ['one value among others', (random) => (random.next() < 0.9 ? 50 : 1 + 99 * random.next())],
  ];
  for (const [name, draw] of draws) {
    it(`are those of bounds that are ${200 * relativeError} % off at most, for ${name}`, () => {
      const random = new Random(20260312);
      const factor = (1 + relativeError) / (1 - relativeError) + 1e-9;
      for (let round = 0; round < 6; round++) {
        const samples = Array.from({ length: 1_000 }, () => draw(random));
        const cell = cellOf(samples);
        for (const [from, to] of [
          [10, 50],
          [50, 60],
          [20.5, 90],
          [0, 50],
        ] as const) {
          const inner = naiveBetween(samples, [from * factor, to / factor]);
          const outer = naiveBetween(samples, [from / factor, to * factor]);
          const seen = { TC: told(cell, `TC(${from}:${to})`), TS: told(cell, `TS(${from}:${to})`) };
          const what = `${from}:${to} of ${name}, round ${round}`;
          expect(seen.TC, what).to.be.within(inner.length - 1e-6, outer.length + 1e-6);
          const sums = [sumOf(inner) / factor - 1e-6, sumOf(outer) * factor + 1e-6] as const;
          expect(seen.TS, what).to.be.within(...sums);
          expect(told(cell, `PR(${from}:${to})`)).to.be.closeTo((seen.TC ?? NaN) / 10, 1e-6);
          const mean = told(cell, `TM(${from}:${to})`);
          if (seen.TC === 0) expect(mean).to.equal(undefined);
          else expect(mean, what).to.be.within(from, to);
        }
      }
    });
  }
});

/** Samples come in one by one, half of them into another cell that is merged in. */
function compare(
  samples: readonly number[],
  { random, tolerance, round }: { random: Random; tolerance: number; round: number },
): void {
  const half = random.below(samples.length + 1);
  const parts = [samples.slice(0, half), samples.slice(half)].filter((part) => part.length > 0);
  const cell = parts.map(cellOf).reduce(mergeCells);
  const [low, high] = [random.below(50), 51 + random.below(49)];
  const truth: readonly (readonly [string, number])[] = [
    [`p${high}`, naivePercentile(samples, high)],
    [`p${low + 0.5}`, naivePercentile(samples, low + 0.5)],
    [`TM(${low}%:${high}%)`, naiveTrimmedMean(samples, [low, high])],
    [`TS(${low}%:${high}%)`, naiveTrimmedMean(samples, [low, high]) * share(samples, low, high)],
    ['TM(:1e9)', naiveMean(naiveBetween(samples, [-1, 1e9]))],
  ];
  for (const [name, expected] of truth) {
    const error = Math.abs((told(cell, name) ?? NaN) - expected);
    const bound = tolerance * Math.abs(expected) + 1e-9;
    expect(error, `${name} of ${samples.length} samples, round ${round}`).to.be.at.most(bound);
  }
}

function share(samples: readonly number[], low: number, high: number): number {
  return ((high - low) / 100) * samples.length;
}

function cellOf(samples: readonly number[]): Cell {
  return samples.map(cellOfValue).reduce(mergeCells);
}

function sumOf(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0);
}

function set(...[SampleCount, Sum, Minimum, Maximum]: [number, number, number, number]) {
  return { SampleCount, Sum, Minimum, Maximum };
}

function told(cell: Cell, name: string): number | undefined {
  const statistic = parseStatistic(name);
  if (statistic === undefined) throw new Error(`${name} is no statistic.`);
  return statisticOf(cell, statistic);
}

function round(value: number): number {
  return Number(value.toFixed(9));
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
