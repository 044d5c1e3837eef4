import { expect } from 'chai';
import { aggregationOf, groupsOf, type ResultRow } from '../../src/cloudwatch/log-aggregation.js';

describe('the aggregation of a log alarm', () => {
  const cases: readonly (readonly [string, object])[] = [
    ['count(*)', { stats: 'count(*)', fields: [], sort: undefined, isCount: true }],
    ['COUNT( * )', { stats: 'COUNT( * )', fields: [], sort: undefined, isCount: true }],
    ['count(code)', { stats: 'count(code)', fields: [], sort: undefined, isCount: false }],
    [
      'sum(if(status >= 500, 1, 0)) as errors by host, `my-zone` | sort DESC',
      {
        stats: 'sum(if(status >= 500, 1, 0)) as errors by host, `my-zone`',
        ...{ fields: ['host', 'my-zone'], sort: 'desc', isCount: false },
      },
    ],
    [
      'max(a) by replace(b, ",", "|") | sort asc',
      {
        stats: 'max(a) by replace(b, ",", "|")',
        ...{ fields: ['replace(b, ",", "|")'], sort: 'asc', isCount: false },
      },
    ],
  ];
  for (const [expression, expected] of cases) {
    it(`reads ${expression}`, () => {
      expect(aggregationOf(expression)).to.deep.equal(expected);
    });
  }

  for (const expression of ['', 'count', 'count(*', 'count(*) by', 'count(*) where a', 'a(*)']) {
    it(`refuses '${expression}'`, () => {
      expect(() => aggregationOf(expression)).to.throw();
    });
  }

  const rows: readonly ResultRow[] = [
    { '@ptr': 'x', host: 'b', n: '2' },
    { host: 'c', n: '10' },
    { n: '3', host: 'a' },
    { host: 'd', n: '' },
    { host: 'e', n: 'many' },
  ];
  const orders: readonly (readonly [string, readonly (readonly [string, number])[]])[] = [
    [
      'max(n) by host',
      [
        ['a', 3],
        ['b', 2],
        ['c', 10],
      ],
    ],
    [
      'max(n) by host | sort asc',
      [
        ['b', 2],
        ['a', 3],
        ['c', 10],
      ],
    ],
    [
      'max(n) by host | sort desc',
      [
        ['c', 10],
        ['a', 3],
        ['b', 2],
      ],
    ],
  ];
  for (const [expression, expected] of orders) {
    it(`makes groups of rows by ${expression}`, () => {
      const { groups, isCut } = groupsOf(rows, aggregationOf(expression));
      const found = groups.map(({ attributes, value }) => [attributes.host, value]);
      expect([found, isCut]).to.deep.equal([expected, false]);
    });
  }

  it('makes one number of a row', () => {
    const groups = (row: ResultRow, expression: string): readonly object[] =>
      groupsOf([row], aggregationOf(expression)).groups;
    expect(groups({ 'avg(ms)': '1.5E2' }, 'avg(ms)')).to.deep.equal([
      { attributes: {}, value: 150 },
    ]);
    expect(groups({ 'avg(ms)': '' }, 'avg(ms)')).to.deep.equal([]);
    expect(groupsOf([], aggregationOf('avg(ms)')).groups).to.deep.equal([]);
    expect(groupsOf([], aggregationOf('count(*)')).groups[0]?.value).to.equal(0);
  });
});
