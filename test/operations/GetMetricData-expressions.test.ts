import {
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { at, hostLoads, queryRows, sendQueries } from '../support/queries.js';
import { createWorld, type World } from '../support/world.js';

function hidden(Id: string, MetricName: string, host?: string): MetricDataQuery {
  const Dimensions = host === undefined ? [] : [{ Name: 'Host', Value: host }];
  const Metric = { Namespace: 'App', MetricName, Dimensions };
  return { Id, ReturnData: false, MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
}

describe('GetMetricData with expressions', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(5) });
    const rows = { Errors: [1, 2, 3], Requests: [10, 10, 30] };
    const MetricData = Object.entries(rows).flatMap(([MetricName, values]) =>
      values.map((Value, minute) => ({ MetricName, Timestamp: at(minute), Value })),
    );
    await world.cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'App', MetricData: [...MetricData, ...hostLoads] }),
    );
  });

  after(() => world.close());

  const send = (queries: MetricDataQuery[], options: Partial<GetMetricDataCommandInput> = {}) =>
    sendQueries(world, queries, options);
  const rows = (...queries: MetricDataQuery[]) => queryRows(world, queries);
  const [errors, requests] = [hidden('m1', 'Errors'), hidden('m2', 'Requests')];

  const text = 'MetricName="Load"';
  const searches: readonly (readonly [string, string])[] = [
    ['SEARCH()', "Error in expression 'e1': Unsupported operand type(s) for SEARCH: '[]'"],
    [
      `SEARCH('${text}', 'Sum', 60, 7)`,
      "Error in expression 'e1': Unsupported operand type(s) for SEARCH: " +
        "'[String, String, Scalar, Scalar]'",
    ],
    [`search('${text}', 'Sum', 60)`, "Error in expression 'e1': Function 'search' not found"],
    [`SEARCH('${text} AND', 'Sum', 60)`, `Invalid SEARCH parameter: ${text} AND`],
    [
      `SEARCH('${text}', 'Sum', 0)`,
      "Error in expression 'e1': The parameter Period must not equal 0.\n",
    ],
    [
      `SEARCH('${text}', 'Sum', -60)`,
      "SEARCH arguments must be '[String, String, Positive Number]'",
    ],
    [
      `SEARCH('${text}', 'Sum', 61.5)`,
      "Error in expression 'e1': The parameter Period must be a multiple of 60.\n",
    ],
    [
      `SEARCH('${text}', 'Sum', 59.5)`,
      "Error in expression 'e1': The parameter Period must be a value in the set " +
        '[ 1, 5, 10, 20, 30 ].\n',
    ],
    [
      `SEARCH('${text}', 'Sum', 0.5)`,
      "Error in expression 'e1': The parameter Period must not equal 0.\n",
    ],
  ];

  describe('validation', () => {
    const cases: readonly (readonly [string, MetricDataQuery[], string])[] = [
      [
        'an id that nothing has',
        [{ Id: 'e1', Expression: 'm1+m9' }, errors],
        "Error in expression 'e1': ID 'm9' not found",
      ],
      [
        'expressions in a circle',
        [
          { Id: 'e1', Expression: 'e2' },
          { Id: 'e2', Expression: 'e1', ReturnData: false },
        ],
        "Error in expression 'e2': Circular dependency between 'e2' and 'e1'",
      ],
      [
        'a scalar that is to be returned',
        [{ Id: 'e1', Expression: 'SUM(m1)' }, errors],
        "Error in expression 'e1': The return value of the expression must be TimeSeries or " +
          'Array[TimeSeries]',
      ],
      [
        'what is hidden and wrong',
        [errors, { Id: 'e1', Expression: 'm1' }, { Id: 'e2', Expression: 'SUM(1)' }],
        "Error in expression 'e2': Unsupported operand type(s) for SUM: '[Scalar]'",
      ],
      [
        'neither metric nor expression',
        [{ Id: 'e1' }],
        'At least one of the parameters MetricDataQueries.member.1.Expression and ' +
          'MetricDataQueries.member.1.MetricStat must be specified.',
      ],
      [
        'a search without a period',
        [{ Id: 'e1', Expression: "SEARCH('{App,Host}', 'Sum')" }],
        "Error in expression 'e1': Period is a required field when using SEARCH function within " +
          'an expression',
      ],
      // Recorded from AWS.
      ...searches.map(([search, message]): [string, MetricDataQuery[], string] => [
        `the search ${search}`,
        [{ Id: 'e1', Expression: search }],
        message,
      ]),
    ];
    for (const [name, queries, message] of cases) {
      it(`refuses ${name}`, async () => {
        const refusal = { code: 'ValidationError', message };
        expect(await refusalOf(send(queries))).to.deep.equal(refusal);
      });
    }
  });

  describe('behaviour', () => {
    it('evaluates expressions by what they depend on, wherever they stand', async () => {
      const queries = [
        { Id: 'e2', Expression: 'e1*100', Label: 'percent' },
        { Id: 'e1', Expression: 'm1/m2' },
        { ...errors, ReturnData: true },
        requests,
      ];
      expect(await rows(...queries)).to.deep.equal([
        ['m1', 'Errors', [1, 2, 3]],
        ['e2', 'percent', [10, 20, 10]],
        ['e1', 'e1', [0.1, 0.2, 0.1]],
      ]);
    });

    it('gives a result for each series of an array', async () => {
      expect(await rows(errors, requests, { Id: 'e1', Expression: 'METRICS()' })).to.deep.equal([
        ['e1', 'Errors', [1, 2, 3]],
        ['e1', 'Requests', [10, 10, 30]],
      ]);
    });

    it('tells members of an array apart, though their metrics are not returned', async () => {
      const loads = ['a', 'b', 'c'].map((host) => hidden(`m_${host}`, 'Load', host));
      const sorted = { Id: 'e1', Expression: 'SORT(METRICS(),MAX,DESC)' };
      const expected = [
        ['e1', 'c', [3]],
        ['e1', 'a', [2]],
        ['e1', 'b', [1]],
      ];
      expect(await rows(...loads, sorted)).to.deep.equal(expected);
      const [first, ...others] = loads;
      const returned = { ...first, ReturnData: true } as MetricDataQuery;
      expect(await rows(returned, ...others, sorted)).to.deep.equal([
        ['m_a', 'Load', [2]],
        ...expected,
      ]);
      const labelled = { ...returned, Label: 'of ${LABEL}' };
      expect(
        await rows(labelled, ...others.slice(1), { Id: 'e1', Expression: 'METRICS()' }),
      ).to.deep.equal([
        ['m_a', 'of Load', [2]],
        ['e1', 'of a', [2]],
        ['e1', 'c', [3]],
      ]);
    });

    it('writes the values of a metric into its label as a member of an array', async () => {
      const Label = "${PROP('Dim.Host')} ${MAX}";
      const loads = ['a', 'b'].map((host) => ({ ...hidden(`m_${host}`, 'Load', host), Label }));
      expect(await rows(...loads, { Id: 'e1', Expression: 'METRICS()*2' })).to.deep.equal([
        ['e1', 'a 2', [4]],
        ['e1', 'b 1', [2]],
      ]);
    });

    it('finds metrics by SEARCH, ordered and told apart by their labels', async () => {
      const search = "SEARCH('{App,Host} Load', 'Maximum', 60)";
      expect(await rows({ Id: 'e1', Expression: search, Label: 'on' })).to.deep.equal([
        ['e1', 'on a', [2]],
        ['e1', 'on b', [1]],
        ['e1', 'on c', [3]],
      ]);
      expect(
        await rows(
          { Id: 'e1', Expression: `SORT(${search}, MAX, DESC, 1)` },
          { Id: 'e2', Expression: `SUM(${search})` },
        ),
      ).to.deep.equal([
        ['e1', 'c', [3]],
        ['e2', 'e2', [6]],
      ]);
    });

    it('says which results have lost points that are no numbers', async () => {
      const load = hidden('m1', 'Load', 'a');
      const { MetricDataResults = [] } = await send([
        load,
        { Id: 'e1', Expression: 'm1/(m1-m1)' },
        { Id: 'e2', Expression: 'FILL(LOG(0-m1),1)' },
        { Id: 'e3', Expression: 'FILL(e1,2)' },
        { Id: 'e4', Expression: 'TIME_SERIES(1/0)' },
        { Id: 'e5', Expression: 'TIME_SERIES(MAX(e1))' },
        { Id: 'e6', Expression: 'FILL(m1,1/0)' },
        { Id: 'e7', Expression: 'IF(m1,1/0)' },
        { Id: 'e8', Expression: 'SUM([m1*6e307,m1*6e307])' },
        { Id: 'e9', Expression: 'DIFF(IF(MINUTE(m1)==1,-1e308,1e308))' },
        { Id: 'e10', Expression: 'FILL(m1,e1)+IF(m1-m1,m1)' },
      ]);
      const Value =
        'One or more data-points have been dropped due to non-numeric values ' +
        '(NaN, -Infinite, +Infinite)';
      const Messages = [{ Code: 'ArithmeticError', Value }];
      const told = MetricDataResults.map(({ Id, StatusCode, Messages }) => [
        Id,
        StatusCode,
        Messages,
      ]);
      expect(told).to.deep.equal([
        ['e1', 'Complete', Messages],
        ['e2', 'Complete', Messages],
        ['e3', 'Complete', undefined],
        ['e4', 'Complete', Messages],
        ['e5', 'Complete', Messages],
        ['e6', 'Complete', Messages],
        ['e7', 'Complete', Messages],
        ['e8', 'Complete', Messages],
        ['e9', 'Complete', Messages],
        ['e10', 'Complete', undefined],
      ]);
    });

    it('says where a page was too small for what an expression is made of', async () => {
      const { MetricDataResults, NextToken } = await send(
        [errors, requests, { Id: 'e1', Expression: 'm1+m2' }],
        { MaxDatapoints: 4 },
      );
      expect({ MetricDataResults, NextToken }).to.deep.equal({
        NextToken: undefined,
        MetricDataResults: [
          {
            Id: 'e1',
            Label: 'e1',
            Timestamps: [at(0), at(1)],
            Values: [11, 12],
            StatusCode: 'PartialData',
            Messages: [
              {
                Code: 'PartialData',
                Value:
                  'The expression may contain partial data as one or more metrics have ' +
                  "StatusCode 'Paginated'",
              },
            ],
          },
        ],
      });
    });

    it('forbids what depends on metrics of an account that is not linked', async () => {
      const other = { ...errors, AccountId: '1'.repeat(12) };
      const { MetricDataResults } = await send([other, { Id: 'e1', Expression: 'm1+1' }]);
      expect(MetricDataResults?.map(({ Id, StatusCode }) => [Id, StatusCode])).to.deep.equal([
        ['e1', 'Forbidden'],
      ]);
    });

    for (const Expression of [
      "SEARCH('{App,Host}', 'Sum', 60)",
      'SELECT SUM(Load) FROM App',
      'METRICS()',
    ]) {
      it(`forbids ${Expression} of an account that is not linked`, async () => {
        const other = { Id: 'e1', Expression, Period: 60, AccountId: '1'.repeat(12) };
        const { MetricDataResults } = await send([errors, other, { Id: 'e2', Expression: 'e1*2' }]);
        expect(
          MetricDataResults?.map(({ Id, StatusCode, Values }) => [Id, StatusCode, Values]),
        ).to.deep.equal([
          ['e1', 'Forbidden', []],
          ['e2', 'Forbidden', []],
        ]);
        const own = await send([errors, { ...other, AccountId: '000000000000' }]);
        expect(own.MetricDataResults?.[0]?.StatusCode).to.equal('Complete');
      });
    }
  });
});
