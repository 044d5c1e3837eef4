import { expect } from 'chai';
import { parseExpression } from '../../src/cloudwatch/metric-math/parser.js';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import { parseInsightsQuery } from '../../src/cloudwatch/metrics-insights/query-text.js';
import { parseSearch } from '../../src/cloudwatch/search/search-text.js';
import { Random } from '../support/random.js';

const seed = 20_261_124;

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
});
