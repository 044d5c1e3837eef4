import { expect } from 'chai';
import { evaluate, type Scene } from '../../src/cloudwatch/metric-math/evaluation.js';
import { parseExpression } from '../../src/cloudwatch/metric-math/parser.js';
import { MathError } from '../../src/cloudwatch/metric-math/tree.js';
import type { MathValue, Series } from '../../src/cloudwatch/metric-math/value.js';

/** Minutes of a window of four or five; null is a gap. */
type Row = readonly (number | null)[];

const start = 1_773_144_000;

function series(label: string, row: Row): Series {
  const present = row.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  return {
    label,
    periodSeconds: 60,
    times: present.map(({ index }) => start + index * 60),
    values: present.map(({ value }) => value),
  };
}

function rowOf({ times, values }: Series, length: number): Row {
  const byTime = new Map(times.map((time, index) => [time, values[index] ?? null]));
  return Array.from({ length }, (_, index) => byTime.get(start + index * 60) ?? null);
}

function sceneOf(rows: Readonly<Record<string, Row>>, length: number): Scene {
  const metrics = Object.entries(rows).map(([Id, row]) => {
    return { Id, series: series(Id, row) };
  });
  const own = { startSeconds: start, endSeconds: start + length * 60, periodSeconds: 60 };
  return {
    grids: { own, of: (periodSeconds) => ({ ...own, periodSeconds }) },
    valueOf: (id) => {
      const found = metrics.find(({ Id }) => Id === id);
      return found && { kind: 'series', series: found.series };
    },
    metrics,
    found: () => undefined,
  };
}

function worth(expression: string, rows: Readonly<Record<string, Row>>): MathValue {
  const length = Math.max(...Object.values(rows).map((row) => row.length));
  return evaluate(parseExpression(expression), sceneOf(rows, length));
}

function shown(expression: string, rows: Readonly<Record<string, Row>>): unknown {
  const value = worth(expression, rows);
  const length = Math.max(...Object.values(rows).map((row) => row.length));
  if (value.kind === 'scalar') return value.scalar;
  if (value.kind === 'series') return rowOf(value.series, length);
  if (value.kind === 'array') return value.members.map((member) => rowOf(member, length));
  return value;
}

describe('metric math', () => {
  const pair = { m1: [30, 20, 0, 0], m2: [20, null, 20, null] };
  const three = { m1: [1, 1, 0, 0, null], m2: [30, null, 0, 0, 30], m3: [0, 0, 20, null, 20] };
  const sparse = { m1: [1, null, 4, 9, null] };
  const two = { m1: [1, 2, 3], m2: [5, null, 1] };

  describe('the examples of the user guide', () => {
    const cases: readonly (readonly [string, Readonly<Record<string, Row>>, unknown])[] = [
      ['m1<m2', pair, [0, 0, 1, 0]],
      ['m1>=30', pair, [1, 0, 0, 0]],
      ['m1>15 AND m2>15', pair, [1, 0, 0, 0]],
      ['m1>15 && m2>15', pair, [1, 0, 0, 0]],
      ['m1==0 OR m2==20', pair, [1, 0, 1, 1]],
      ['IF(m1,m2,m3)', three, [30, 0, 20, null, null]],
      ['IF(m1,5,m3)', three, [5, 5, 20, null, null]],
      ['IF(m1,m2,5)', three, [30, 0, 5, 5, null]],
      ['IF(m1,m2)', three, [30, 0, null, null, null]],
    ];
    for (const [expression, rows, expected] of cases) {
      it(expression, () => expect(shown(expression, rows)).to.deep.equal(expected));
    }
  });

  describe('operators', () => {
    const cases: readonly (readonly [string, Readonly<Record<string, Row>>, unknown])[] = [
      ['2+3*4', two, 14],
      ['(2+3)*4', two, 20],
      ['2^3^2', two, 512],
      ['-2^2', two, 4],
      ['10-2-3', two, 5],
      ['1 < 2 == 1', two, 1],
      ['-m1', two, [-1, -2, -3]],
      ['m1+m2', two, [6, 2, 4]],
      ['m1/m2', two, [0.2, null, 3]],
      ['m2/m1', two, [5, 0, 1 / 3]],
      ['100*m1', two, [100, 200, 300]],
      [
        '[m1,m2]/2',
        two,
        [
          [0.5, 1, 1.5],
          [2.5, null, 0.5],
        ],
      ],
      [
        'm1-[m1,m2]',
        two,
        [
          [0, 0, 0],
          [-4, 2, 2],
        ],
      ],
      [
        'METRICS()*m1',
        two,
        [
          [1, 4, 9],
          [5, 0, 3],
        ],
      ],
      ['m1-m1', two, [0, 0, 0]],
    ];
    for (const [expression, rows, expected] of cases) {
      it(expression, () => expect(shown(expression, rows)).to.deep.equal(expected));
    }
  });

  describe('functions', () => {
    const cases: readonly (readonly [string, Readonly<Record<string, Row>>, unknown])[] = [
      [
        'ABS([m1,-m1])',
        two,
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
      ],
      ['CEIL(m1/2)', two, [1, 1, 2]],
      ['FLOOR(m1/2)', two, [0, 1, 1]],
      ['LOG10(m1-1)', two, [null, 0, Math.log10(2)]],
      ['LOG(m1)', { m1: [1, 0] }, [0, null]],
      ['AVG(m1)', sparse, 14 / 5],
      ['SUM(m1)', sparse, 14],
      ['MIN(m1)', sparse, 1],
      ['MAX(m1)', sparse, 9],
      ['DATAPOINT_COUNT(m1)', sparse, 3],
      ['STDDEV(m1)', { m1: [2, 4] }, 1],
      ['STDDEV([m1*1e200,m1*3e200])', { m1: [1, 2] }, [1e200, 2e200]],
      ['STDDEV([m1*1e-200,m1*3e-200])', { m1: [1, 2] }, [1e-200, 2e-200]],
      ['STDDEV([m1*1.7e308,0-m1*1.7e308])', { m1: [1, 0] }, [1.7e308, 0]],
      ['SUM(METRICS())', two, [6, 2, 4]],
      ['AVG([m1,m2])', two, [3, 1, 2]],
      ['MAX([m1,m2])', two, [5, 2, 3]],
      ['DATAPOINT_COUNT([m1,m2])', two, [2, 1, 2]],
      ['METRIC_COUNT(METRICS())', two, 2],
      ['METRICS("2")', two, [[5, null, 1]]],
      ['m1/SUM(m1)', two, [1 / 6, 2 / 6, 3 / 6]],
      ['DIFF(m1)', sparse, [null, null, 3, 5, null]],
      ['DIFF_TIME(m1)', sparse, [null, null, 120, 60, null]],
      ['RATE(m1)', sparse, [null, null, 3 / 120, 5 / 60, null]],
      ['RUNNING_SUM(m1)', sparse, [1, null, 5, 14, null]],
      ['FILL(m1,0)', sparse, [1, 0, 4, 9, 0]],
      ['FILL(m1,REPEAT)', sparse, [1, 1, 4, 9, 9]],
      ['FILL(m1,LINEAR)', sparse, [1, 2.5, 4, 9, null]],
      ['FILL(m2,m1)', two, [5, 2, 1]],
      [
        'FILL([m1,m2],7)',
        two,
        [
          [1, 2, 3],
          [5, 7, 1],
        ],
      ],
      ['FILL(m1,1)', { m1: [null, null] }, [1, 1]],
      ['TIME_SERIES(8)', two, [8, 8, 8]],
      ['REMOVE_EMPTY([m1,m2])', { m1: [1], m2: [null] }, [[1]]],
      ['FIRST([m1,m2])', two, [1, 2, 3]],
      ['LAST([m1,m2])', two, [5, null, 1]],
      ['SLICE([m1,m2,m1],1,2)', two, [[5, null, 1]]],
      ['SLICE([m1,m2],1)', two, [[5, null, 1]]],
      ['SLICE([m1,m2],7)', two, []],
      [
        'SORT([m1,m2],MAX,DESC)',
        two,
        [
          [5, null, 1],
          [1, 2, 3],
        ],
      ],
      ['SORT([m2,m1],SUM,ASC,1)', two, [[5, null, 1]]],
      [
        'SORT([m1,m2],MAX,DESC,SUM(m1)-SUM(m1))',
        two,
        [
          [5, null, 1],
          [1, 2, 3],
        ],
      ],
      ['IF(1>2,m1,m2)', two, [5, null, 1]],
      ['IF(0,m1)', two, [null, null, null]],
      ['PERIOD(m1)', two, 60],
      ['SUM(m1)/PERIOD(m1)', two, 0.1],
      ['MINUTE(m2)', two, [0, 1, 2]],
      ['HOUR(m2)', two, [12, 12, 12]],
      ['DAY(m2)*100+DATE(m2)', two, [210, 210, 210]],
      ['YEAR(m1)*100+MONTH(m1)', two, [202_603, 202_603, 202_603]],
      ['EPOCH(m1)', two, [start, start + 60, start + 120]],
    ];
    for (const [expression, rows, expected] of cases) {
      it(expression, () => expect(shown(expression, rows)).to.deep.equal(expected));
    }
  });

  describe('what it refuses', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['m9', "ID 'm9' not found"],
      ['FOO(m1)', "Function 'FOO' not found"],
      ['SERVICE_QUOTA(m1)', 'Updraft does not serve the function SERVICE_QUOTA yet'],
      ['sum(m1)', "Function 'sum' not found"],
      ['SUM()', "Unsupported operand type(s) for SUM: '[]'"],
      ['IF(m1)', "Unsupported operand type(s) for IF: '[TimeSeries]'"],
      ['SUM(5)', "Unsupported operand type(s) for SUM: '[Scalar]'"],
      ["SUM('m1')", "Unsupported operand type(s) for SUM: '[String]'"],
      ['SORT([m1],MAX,ASC,-1)', "Function 'SORT' takes no number below 1, but -1 was given"],
      ['SORT(m1,MAX,UP)', "Unsupported operand type(s) for SORT: '[TimeSeries, MAX, UP]'"],
      ['SORT([m1],MAX,ASC,0)', "Function 'SORT' takes no number below 1, but 0 was given"],
      ['SLICE([m1],0,-2)', "Function 'SLICE' takes no number below 0, but -2 was given"],
      ['METRICS(5)', "Unsupported operand type(s) for METRICS: '[Scalar]'"],
      [
        'METRICS()+METRICS()',
        "Unsupported operand type(s) for +: '[Array[TimeSeries], Array[TimeSeries]]'",
      ],
      ["'a'+1", "Unsupported operand type(s) for +: '[String, Scalar]'"],
      ['PERIOD(-5)', "Unsupported operand type(s) for PERIOD: '[Scalar]'"],
      [`${'('.repeat(200)}1${')'.repeat(200)}`, 'The expression is nested too deeply'],
      [`${'-'.repeat(5_000)}1`, 'The expression is nested too deeply'],
    ];
    for (const [expression, message] of cases) {
      it(`says of ${expression.slice(0, 30)} what is wrong`, () => {
        expect(() => worth(expression, two)).to.throw(MathError, message);
      });
    }

    const broken: readonly (readonly [string, number])[] = [
      ['', 0],
      ['m1+', 3],
      ['m1 m2', 3],
      ['(m1', 3],
      ['[]', 1],
      ['m1 # m2', 3],
      ["SUM('m1)", 4],
      ['(SELECT AVG(a) FROM b) * 2', 8],
    ];
    for (const [expression, place] of broken) {
      it(`knows that ${expression} breaks the grammar at ${place}`, () => {
        expect(() => worth(expression, two))
          .to.throw(MathError)
          .that.includes({ message: 'Invalid syntax', at: place });
      });
    }
  });
});
