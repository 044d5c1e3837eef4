import { expect } from 'chai';
import { evaluate } from '../../src/cloudwatch/metric-math/evaluation.js';
import { parseExpression } from '../../src/cloudwatch/metric-math/parser.js';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import { parseInsightsQuery } from '../../src/cloudwatch/metrics-insights/query-text.js';
import { parseSearch } from '../../src/cloudwatch/search/search-text.js';
import { Random } from '../support/random.js';
import { NaiveMath, type Row } from './naive-math.js';

const seed = 20_261_124;
const minutes = 6;

/** Bits of all three languages, from which texts are put together that are nearly right. */
const scraps = [
  ...['m1', 'm2', 'SUM', 'IF', 'METRICS', 'FILL', 'REPEAT', '(', ')', '[', ']', ',', '+', '-', '*'],
  ...[
    '/',
    '^',
    '==',
    '<=',
    '&&',
    'AND',
    'OR',
    'NOT',
    "'x'",
    '"x"',
    '1',
    '0.5',
    '1e9',
    '{',
    '}',
    '=',
  ],
  ...[
    'SELECT',
    'AVG',
    'FROM',
    'SCHEMA',
    'WHERE',
    'GROUP',
    'BY',
    'ORDER',
    'LIMIT',
    'DESC',
    '!=',
    '.',
  ],
  ...[
    ' ',
    '\\',
    "'",
    '"',
    '\u0000',
    '𝒳',
    '__proto__',
    'constructor',
    '#',
    '\n',
    '1e400',
    'MetricName',
  ],
];

describe('the languages of queries', () => {
  const parsers: Readonly<Record<string, (text: string) => unknown>> = {
    'metric math': parseExpression,
    SEARCH: parseSearch,
    'Metrics Insights': parseInsightsQuery,
  };
  for (const [name, parse] of Object.entries(parsers)) {
    it(`reads or refuses any text of ${name} (seed ${seed})`, () => {
      const random = new Random(seed);
      let readCount = 0;
      for (let round = 0; round < 20_000; round++) {
        const length = 1 + random.below(12);
        const text = Array.from({ length }, () => random.pick(scraps)).join(
          random.next() < 0.5 ? ' ' : '',
        );
        try {
          parse(text);
          readCount += 1;
        } catch (error) {
          expect(error, JSON.stringify(text)).to.be.instanceOf(MathError);
        }
      }
      if (name !== 'Metrics Insights') expect(readCount).to.be.above(20);
    });
  }

  it(`are worth what a naive model says (seed ${seed})`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 3_000; round++) {
      const rows = Object.fromEntries(['m1', 'm2', 'm3'].map((id) => [id, randomRow(random)]));
      const { expression, value } = new NaiveMath(rows, random).series(1 + random.below(3));
      const told = evaluate(parseExpression(expression), {
        grid: { startSeconds: 0, endSeconds: minutes * 60, periodSeconds: 60 },
        metrics: [],
        found: () => undefined,
        valueOf: (id) => ({ kind: 'series', series: seriesOf(rows[id] ?? []) }),
      });
      if (told.kind !== 'series') throw new Error(`${expression} is no series.`);
      const { times, values } = told.series;
      const shown = Array.from({ length: minutes }, (_, index) => {
        const place = times.indexOf(index * 60);
        return place < 0 ? null : rounded(values[place] ?? NaN);
      });
      const wanted = value.map((each) => (each === null ? null : rounded(each)));
      expect(shown, `${expression} of ${JSON.stringify(rows)}`).to.deep.equal(wanted);
    }
  });
});

function randomRow(random: Random): Row {
  return Array.from({ length: minutes }, () => (random.next() < 0.3 ? null : random.below(10) - 3));
}

function seriesOf(row: Row): { label: string; times: number[]; values: number[] } {
  const present = row.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  return {
    label: '',
    times: present.map(({ index }) => index * 60),
    values: present.map(({ value }) => value),
  };
}

/** Sums come in another order, and 0 may have a sign. */
function rounded(value: number): number {
  return Number(value.toPrecision(9)) + 0;
}
