import { expect } from 'chai';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import { GroupFold } from '../../src/cloudwatch/metrics-insights/query-fold.js';
import {
  type InsightsQuery,
  isInsightsQuery,
  parseInsightsQuery,
} from '../../src/cloudwatch/metrics-insights/query-text.js';
import { cellOfValues } from '../../src/datapoints/cell.js';

const plain: InsightsQuery = {
  aggregate: 'AVG',
  MetricName: 'CPUUtilization',
  Namespace: 'AWS/EC2',
  dimensionNames: undefined,
  conditions: [],
  groupKeys: [],
  order: undefined,
  limit: 500,
};

describe('a query of Metrics Insights', () => {
  describe('is read', () => {
    const cases: readonly (readonly [string, Partial<InsightsQuery>])[] = [
      ['SELECT AVG(CPUUtilization) FROM "AWS/EC2"', {}],
      ['select avg ( "CPUUtilization" ) from "AWS/EC2"', {}],
      [
        'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)',
        { dimensionNames: ['InstanceId'] },
      ],
      ['SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2")', { dimensionNames: [] }],
      [
        `SELECT MAX(CPUUtilization) FROM "AWS/EC2" WHERE InstanceId = 'i-1' AND "a b" != 'x\\'y'`,
        {
          aggregate: 'MAX',
          conditions: [
            { key: { kind: 'dimension', name: 'InstanceId' }, isEqual: true, value: 'i-1' },
            { key: { kind: 'dimension', name: 'a b' }, isEqual: false, value: "x'y" },
          ],
        },
      ],
      [
        'SELECT AVG(CPUUtilization) FROM "AWS/EC2" GROUP BY InstanceId, "Zone" ' +
          'ORDER BY MAX() DESC LIMIT 10',
        {
          groupKeys: [
            { kind: 'dimension', name: 'InstanceId' },
            { kind: 'dimension', name: 'Zone' },
          ],
          order: { aggregate: 'MAX', isDescending: true },
          limit: 10,
        },
      ],
      [
        'SELECT AVG(CPUUtilization) FROM "AWS/EC2" WHERE AWS.AccountId = CURRENT_ACCOUNT_ID() ' +
          'GROUP BY AWS.AccountId ORDER BY SUM()',
        {
          conditions: [{ key: { kind: 'account' }, isEqual: true, value: undefined }],
          groupKeys: [{ kind: 'account' }],
          order: { aggregate: 'SUM', isDescending: false },
        },
      ],
      [
        `SELECT AVG(CPUUtilization) FROM "AWS/EC2" WHERE tag.env != 'a\\\\b' GROUP BY tag."a b"`,
        {
          conditions: [{ key: { kind: 'tag', name: 'env' }, isEqual: false, value: 'a\\\\b' }],
          groupKeys: [{ kind: 'tag', name: 'a b' }],
        },
      ],
      [
        'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", Team, Team) LIMIT 10000',
        { dimensionNames: ['Team'], limit: 500 },
      ],
    ];
    for (const [text, expected] of cases) {
      it(text, () => {
        expect(isInsightsQuery(text)).to.equal(true);
        expect(parseInsightsQuery(text)).to.deep.equal({ ...plain, ...expected });
      });
    }
  });

  describe('is refused', () => {
    const from = 'SELECT AVG(a) FROM b';
    const cases: readonly (readonly [string, string])[] = [
      ['SELECT', 'Invalid syntax'],
      ['SELECT * FROM b', 'Invalid syntax'],
      ['SELECT AVG(a)', "Invalid syntax near 'AVG(a)'"],
      ['SELECT COUNT(*) FROM b', "Invalid syntax near '*) FROM b'"],
      ['SELECT AVG(a), SUM(a) FROM b', "Invalid syntax near ', SUM(a) FROM b'"],
      ['SELECT MEDIAN(a) FROM b', "Invalid syntax. 'MEDIAN' is not a valid aggregate function"],
      ['SELECT AVG(a) FROM AWS/EC2', "Invalid syntax near '/EC2'"],
      ['SELECT AVG(a) FROM SCHEMA()', "Invalid syntax near '()'"],
      ['SELECT AVG(limit) FROM b', "Invalid syntax near 'limit) FROM b'"],
      [
        `${from} GROUP BY Zone`,
        "Invalid syntax. Reserved keyword 'Zone' must be surrounded by double quotes",
      ],
      [`${from} GROUP BY END-EXEC`, "Invalid syntax near '-EXEC'"],
      [
        `${from} WHERE c = d`,
        'Invalid syntax. Comparing identifiers is not supported. ' +
          'Values must be surrounded by single quotes',
      ],
      [`${from} WHERE c > 'd'`, "Invalid syntax near '> 'd''"],
      [`${from} WHERE Zone > 'd'`, "Invalid syntax near '> 'd''"],
      [`${from} WHERE c = 'd' OR c = 'e'`, "Invalid syntax near 'OR c = 'e''"],
      [`${from} WHERE c IN ('d')`, "Invalid syntax near 'IN ('d')'"],
      [`${from} WHERE c = 'd''e'`, "Invalid syntax near ''e''"],
      [`${from} WHERE AWS.AccountId = 012`, "Invalid syntax near '012'"],
      [`${from} LIMIT 0`, 'Invalid syntax. LIMIT must be greater than 0'],
      [`${from} LIMIT -1`, "Invalid syntax near '-1'"],
      [`${from} LIMIT 1.5`, "Invalid syntax near '.5'"],
      [`${from} GROUP c`, "Invalid syntax near 'c'"],
      [`${from} GROUP BY c HAVING AVG() > 1`, "Invalid syntax near 'HAVING AVG() > 1'"],
      [`${from} ORDER BY AVG(a)`, "Invalid syntax near '(a)'"],
      [`${from} ORDER BY MEDIAN()`, "Invalid syntax. 'MEDIAN' is not a valid ORDER BY function"],
      [`${from};`, "Invalid syntax near ';'"],
      [`${from} ${'x'.repeat(40)}`, `Invalid syntax near '${'x'.repeat(30)}...'`],
    ];
    for (const [text, message] of cases) {
      it(text.slice(0, 60), () => {
        expect(() => parseInsightsQuery(text))
          .to.throw(MathError)
          .with.property('message', message);
      });
    }

    const places: readonly (readonly [string, string])[] = [
      ['SELECT', ''],
      ['SELECT * FROM b', '* FROM b'],
      ['SELECT MEDIAN(a) FROM b', 'MEDIAN(a) FROM b'],
      ['SELECT AVG(a), SUM(a) FROM b', ', SUM(a) FROM b'],
      [`${from} GROUP BY Zone`, 'Zone'],
      [`${from} WHERE c = d`, 'd'],
      [`${from} LIMIT 0`, '0'],
      [`${from} WHERE`, ''],
    ];
    for (const [text, rest] of places) {
      it(`where it breaks the grammar: ${text}`, () => {
        expect(() => parseInsightsQuery(text))
          .to.throw(MathError)
          .with.property('at', text.length - rest.length);
      });
    }
  });

  it('ranks a group whose values all count for nothing, and so show none, by 0', () => {
    const query = parseInsightsQuery('SELECT AVG(M) FROM App GROUP BY H ORDER BY AVG() DESC');
    const fold = new GroupFold(query);
    const scope = { account: '000000000000', region: 'us-east-1', Namespace: 'App' };
    const groups = [
      ['1', 1, 1],
      ['2', 5, 0],
      ['3', 7, 1],
      ['4', -7, 1],
    ] as const;
    for (const [Value, value, count] of groups) {
      const metric = { ...scope, MetricName: 'M', Dimensions: [{ Name: 'H', Value }] };
      fold.add(metric, [{ number: 0, cell: cellOfValues([value], [count]) }]);
    }
    const ranked = fold.groups({ startSeconds: 0, periodSeconds: 60 });
    expect(ranked.map(({ series }) => [series.label, series.values])).to.deep.equal([
      ['1 - 3', [7]],
      ['2 - 1', [1]],
      ['3 - 2', []],
      ['4 - 4', [-7]],
    ]);
  });
});
