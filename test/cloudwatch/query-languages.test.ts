import { expect } from 'chai';
import { parseExpression } from '../../src/cloudwatch/metric-math/parser.js';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import { parsePromQL } from '../../src/cloudwatch/promql/parser.js';
import { PromQLError } from '../../src/cloudwatch/promql/tree.js';
import { parseInsightsQuery } from '../../src/cloudwatch/metrics-insights/query-text.js';
import { parseSearch } from '../../src/cloudwatch/search/search-text.js';
import { Random } from '../support/random.js';

const seed = 20_261_124;

/** Bits of all four languages, from which texts are put together that are nearly right. */
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
  ...['Load', 'rate', 'sum', 'topk', 'by', 'on', 'bool', 'offset', '5m', '=~', '!~', '>', '@', ':'],
  ...['"(a*)*"', '[5m]', 'and', 'unless', '%', '`', 'absent'],
];

describe('the languages of queries', () => {
  const parsers: Readonly<Record<string, (text: string) => unknown>> = {
    'metric math': parseExpression,
    SEARCH: parseSearch,
    'Metrics Insights': parseInsightsQuery,
    PromQL: parsePromQL,
  };
  for (const [name, parse] of Object.entries(parsers)) {
    it(`reads or refuses any text of ${name} (seed ${seed})`, () => {
      const random = new Random(seed);
      let readCount = 0;
      for (let round = 0; round < 10_000; round++) {
        const length = 1 + random.below(12);
        const text = Array.from({ length }, () => random.pick(scraps)).join(
          random.next() < 0.5 ? ' ' : '',
        );
        try {
          parse(text);
          readCount += 1;
        } catch (error) {
          const isRefusal = error instanceof MathError || error instanceof PromQLError;
          expect(isRefusal, `${JSON.stringify(text)}: ${String(error)}`).to.equal(true);
        }
      }
      if (name !== 'Metrics Insights') expect(readCount).to.be.above(20);
    });
  }
});
