import { expect } from 'chai';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import {
  type InsightsQuery,
  isInsightsQuery,
  parseInsightsQuery,
} from '../../src/cloudwatch/metrics-insights/query-text.js';

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
            { key: 'InstanceId', isEqual: true, value: 'i-1' },
            { key: 'a b', isEqual: false, value: "x'y" },
          ],
        },
      ],
      [
        'SELECT AVG(CPUUtilization) FROM "AWS/EC2" GROUP BY InstanceId, Zone ' +
          'ORDER BY MAX() DESC LIMIT 10',
        {
          groupKeys: ['InstanceId', 'Zone'],
          order: { aggregate: 'MAX', isDescending: true },
          limit: 10,
        },
      ],
      [
        'SELECT AVG(CPUUtilization) FROM "AWS/EC2" WHERE AWS.AccountId = CURRENT_ACCOUNT_ID() ' +
          'GROUP BY AWS.AccountId ORDER BY SUM()',
        {
          conditions: [{ key: 'AWS.AccountId', isEqual: true, value: undefined }],
          groupKeys: ['AWS.AccountId'],
          order: { aggregate: 'SUM', isDescending: false },
        },
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
      ['SELECT', 'Invalid syntax, the expression ends too early'],
      ['SELECT * FROM b', "Invalid syntax near '* FROM b'"],
      ['SELECT MEDIAN(a) FROM b', "Invalid syntax. 'MEDIAN' is not a valid aggregate function"],
      ['SELECT AVG(a) FROM AWS/EC2', "Invalid syntax near '/EC2'"],
      [
        'SELECT AVG(group) FROM b',
        "Invalid syntax. Reserved keyword 'group' must be surrounded by double quotes",
      ],
      [
        `${from} WHERE c = d`,
        'Invalid syntax. Comparing identifiers is not supported. ' +
          'Values must be surrounded by single quotes',
      ],
      [`${from} WHERE c > 'd'`, "Invalid syntax near '> 'd''"],
      [`${from} WHERE c = 'd' OR c = 'e'`, "Invalid syntax near 'OR c = 'e''"],
      [`${from} LIMIT 501`, "Invalid syntax near '501'"],
      [`${from} LIMIT 0`, "Invalid syntax near '0'"],
      [`${from} GROUP c`, "Invalid syntax near 'c'"],
      [`${from} ORDER BY AVG(a)`, "Invalid syntax near 'a)'"],
      [`${from} GROUP BY tag.Team`, 'Updraft does not serve the key tag.Team of Metrics Insights'],
      [`${from} ${'x'.repeat(40)}`, `Invalid syntax near '${'x'.repeat(30)}...'`],
    ];
    for (const [text, message] of cases) {
      it(text.slice(0, 60), () => {
        expect(() => parseInsightsQuery(text)).to.throw(MathError, message);
      });
    }
  });
});
