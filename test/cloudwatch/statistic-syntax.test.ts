import { expect } from 'chai';
import { parseStatistic, type Statistic } from '../../src/cloudwatch/statistic-syntax.js';

const percents = (low: number, high: number) => ({ unit: 'percent', low, high }) as const;
const values = (low: number, high: number) => ({ unit: 'value', low, high }) as const;

describe('the syntax of statistics', () => {
  const cases: readonly (readonly [string, Statistic])[] = [
    ['Average', { kind: 'basic', name: 'Average' }],
    ['p0', { kind: 'percentile', percent: 0 }],
    ['p0.0', { kind: 'percentile', percent: 0 }],
    ['p99.9999999999', { kind: 'percentile', percent: 99.9999999999 }],
    ['p100', { kind: 'percentile', percent: 100 }],
    ['tm90', { kind: 'range', measure: 'TM', range: percents(0, 90) }],
    ['wm99.5', { kind: 'range', measure: 'WM', range: percents(0, 99.5) }],
    ['tc50', { kind: 'range', measure: 'TC', range: percents(0, 50) }],
    ['ts100', { kind: 'range', measure: 'TS', range: percents(0, 100) }],
    ['IQM', { kind: 'range', measure: 'TM', range: percents(25, 75) }],
    ['TM(10%:90%)', { kind: 'range', measure: 'TM', range: percents(10, 90) }],
    ['TM(:95%)', { kind: 'range', measure: 'TM', range: percents(0, 95) }],
    ['WM(5%:)', { kind: 'range', measure: 'WM', range: percents(5, 100) }],
    ['TC(2:10)', { kind: 'range', measure: 'TC', range: values(2, 10) }],
    ['TS(80:)', { kind: 'range', measure: 'TS', range: values(80, Infinity) }],
    ['PR(:300)', { kind: 'range', measure: 'PR', range: values(-Infinity, 300) }],
    ['PR(1.5e2:2E+3)', { kind: 'range', measure: 'PR', range: values(150, 2000) }],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${text}`, () => expect(parseStatistic(text)).to.deep.equal(expected));
  }

  const refused = [
    ...['', 'average', 'P90', 'p', 'p101', 'p100.1', 'p-1', 'p99.99999999999', 'p1e1', 'TM90'],
    ...[
      'tm(10%:90%)',
      'TM(10%:90)',
      'TM(10:90%)',
      'TM(:)',
      'TM(90%:10%)',
      'TM(101%:)',
      'TM(1:2:3)',
    ],
    ...[
      'PR(10%:90%)',
      'PR(:)',
      'pr(1:2)',
      'PR(-1:2)',
      'TM( 1:2)',
      'IQM(1:2)',
      ' p90',
      'p90 ',
      'p٩',
    ],
  ];
  for (const text of refused) {
    it(`refuses '${text}'`, () => expect(parseStatistic(text)).to.equal(undefined));
  }
});
