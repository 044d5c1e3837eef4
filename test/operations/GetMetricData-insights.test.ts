import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const minute = 60_000;

function at(minutes: number): Date {
  return new Date(worldStart.getTime() + minutes * minute);
}

type Sample = readonly [minutes: number, Values: number[], Counts: number[]];

/** Metrics that were put to AWS, whose answers to the queries below were recorded. */
const load: readonly (readonly [Record<string, string>, ...Sample[]])[] = [
  [{}, [0, [100], [1]], [2, [200], [1]]],
  [{ Team: 'A' }, [0, [2, 8], [3, 1]], [1, [6], [1]]],
  [{ Team: 'B' }, [0, [20], [1]], [2, [40], [2]]],
  [{ Team: 'A', Zone: 'west' }, [0, [50], [2]], [1, [10], [1]]],
  [{ Team: 'A', Zone: 'east' }, [1, [30], [3]]],
  [{ Zone: 'west' }, [0, [70], [1]]],
];

function data(
  MetricName: string,
  dimensions: Record<string, string>,
  [minutes, Values, Counts]: Sample,
) {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Timestamp = new Date(at(minutes).getTime() + 10_000);
  return { MetricName, Dimensions, Timestamp, Values, Counts };
}

describe('GetMetricData with Metrics Insights', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(5) });
    const MetricData = [
      ...load.flatMap(([dimensions, ...samples]) =>
        samples.map((sample) => data('Load', dimensions, sample)),
      ),
      data('Bytes"Input"', { 'fleet.name': "O'Reilly\\blue" }, [0, [13], [2]]),
      data('LIMIT', { Team: 'Case' }, [0, [17], [1]]),
    ];
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'a/b', MetricData }));
  });

  after(() => world.close());

  const get = (queries: MetricDataQuery[], input: Partial<GetMetricDataCommandInput> = {}) =>
    world.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: at(0),
        EndTime: at(3),
        ScanBy: 'TimestampAscending',
        ...input,
      }),
    );
  const send = (
    Expression: string,
    input: Partial<GetMetricDataCommandInput> = {},
    query: Partial<MetricDataQuery> = { Period: 60 },
  ) => get([{ Id: 'q', Expression, ...query }], input);

  const from = 'FROM "a/b"';
  const average = `SELECT AVG(Load) ${from}`;
  const all = [33.77777777777778, 21.2, 93.33333333333333];
  const teams = { A: [19, 21.2], B: [20, 40], Other: [85, 200] };
  const inOrder = (...names: (keyof typeof teams)[]) =>
    names.map((name, index) => [`${index + 1} - ${name}`, teams[name]]);
  const zones = {
    'A east': [30],
    'A west': [50, 10],
    'A Other': [3.5, 6],
    'B Other': [20, 40],
    'Other west': [70],
    'Other Other': [100, 200],
  };

  const cases: readonly (readonly [string, unknown])[] = [
    [average, [['q', all]]],
    [`select count(Load) from "a/b"`, [['q', [9, 5, 3]]]],
    [`SELECT MIN(Load) ${from}`, [['q', [2, 6, 40]]]],
    [`SELECT MAX("Load") ${from}`, [['q', [100, 30, 200]]]],
    [`SELECT SUM(Load) ${from}`, [['q', [304, 106, 280]]]],
    [`SELECT AVG(load) ${from}`, [['q', []]]],
    [`SELECT AVG("LIMIT") ${from}`, [['q', [17]]]],
    [`SELECT SUM(Load) FROM SCHEMA("a/b")`, [['q', [100, 200]]]],
    [`SELECT AVG(Load) FROM SCHEMA("a/b", Team, Team)`, [['q', [6.8, 6, 40]]]],
    [`SELECT SUM(Load) FROM SCHEMA("a/b", "Zone", Team)`, [['q', [100, 100]]]],
    [`${average} WHERE Team = 'A'`, [['q', teams.A]]],
    [`${average} WHERE Team = 'a'`, [['q', []]]],
    [`${average} WHERE Team = 'A' AND "Zone" != 'east'`, [['q', [19, 8]]]],
    [`${average} WHERE Missing = 'x'`, [['q', []]]],
    [`${average} WHERE Missing != 'x'`, [['q', all]]],
    [
      `SELECT SUM("Bytes\\"Input\\"") ${from} WHERE "fleet.name" = 'O\\'Reilly\\blue'`,
      [['q', [26]]],
    ],
    [
      `SELECT SUM("Bytes\\"Input\\"") ${from} WHERE "fleet.name" = 'O\\'Reilly\\\\blue'`,
      [['q', []]],
    ],
    [`${average} WHERE AWS.AccountId = current_account_id()`, [['q', all]]],
    [`${average} WHERE AWS.AccountId != '111122223333'`, [['q', all]]],
    [`${average} WHERE Team = CURRENT_ACCOUNT_ID()`, [['q', []]]],
    [`${average} GROUP BY AWS.AccountId`, [['000000000000', all]]],
    [`${average} WHERE tag.env = 'prod'`, [['q', []]]],
    [`${average} WHERE tag.env != 'prod' AND Team = 'A'`, [['q', teams.A]]],
    [`${average} GROUP BY tag."env", AWS.AccountId`, [['Other 000000000000', all]]],
    [`${average} GROUP BY Team`, Object.entries(teams)],
    [`${average} GROUP BY Team LIMIT 501`, Object.entries(teams)],
    [`${average} GROUP BY Team LIMIT 1`, [['A', teams.A]]],
    [`${average} GROUP BY Missing`, [['Other', all]]],
    [`${average} WHERE Team = 'none' GROUP BY Team`, []],
    [`${average} GROUP BY Team, "Zone"`, Object.entries(zones)],
    [`${average} ORDER BY MAX() DESC`, [['q', all]]],
    // What is ranked are the values that are returned, of which COUNT counts the periods.
    [`${average} GROUP BY Team ORDER BY MAX()`, inOrder('A', 'B', 'Other')],
    [`${average} GROUP BY Team ORDER BY SUM() ASC`, inOrder('A', 'B', 'Other')],
    [`${average} GROUP BY Team ORDER BY MIN() DESC`, inOrder('Other', 'B', 'A')],
    [`${average} GROUP BY Team ORDER BY AVG() DESC LIMIT 2`, inOrder('Other', 'B')],
    [`${average} GROUP BY Team ORDER BY COUNT() ASC`, inOrder('Other', 'A', 'B')],
    [
      `${average} GROUP BY Team, "Zone" ORDER BY COUNT() DESC`,
      [
        ['1 - Other Other', zones['Other Other']],
        ['2 - A Other', zones['A Other']],
        ['3 - B Other', zones['B Other']],
        ['4 - A west', zones['A west']],
        ['5 - Other west', zones['Other west']],
        ['6 - A east', zones['A east']],
      ],
    ],
  ];
  for (const [query, expected] of cases) {
    it(`answers ${query}`, async () => {
      const { MetricDataResults = [], Messages } = await send(query);
      const shown = MetricDataResults.map(({ Label, Values }) => [Label, Values]);
      expect([shown, Messages]).to.deep.equal([expected, []]);
      const codes = MetricDataResults.map(({ Id, StatusCode }) => [Id, StatusCode]);
      expect(codes).to.deep.equal(MetricDataResults.map(() => ['q', 'Complete']));
    });
  }

  const periods: readonly (readonly [number, number[], number[]])[] = [
    [1, [0, 1, 2], all],
    [120, [0, 2], [29.285714285714285, 93.33333333333333]],
    [300, [0], [40.588235294117645]],
  ];
  for (const [Period, minutes, Values] of periods) {
    it(`counts periods of ${Period} seconds, a minute at least, from the start`, async () => {
      const { MetricDataResults } = await send(average, {}, { Period });
      const Timestamps = minutes.map(at);
      expect(MetricDataResults).to.deep.equal([
        { Id: 'q', Label: 'q', Timestamps, Values, StatusCode: 'Complete' },
      ]);
    });
  }

  const windows: readonly (readonly [string, number, number, number[]])[] = [
    ['ends within the first minute', 0, 0.5, []],
    ['ends within a later minute', 0, 1.5, all.slice(0, 1)],
    ['begins and ends within minutes', 35 / 60, 95 / 60, all.slice(0, 1)],
    ['lies in the future', 6, 8, []],
  ];
  for (const [what, start, end, expected] of windows) {
    it(`takes whole minutes of a window that ${what}`, async () => {
      const { MetricDataResults } = await send(average, { StartTime: at(start), EndTime: at(end) });
      expect(MetricDataResults?.map(({ Values }) => Values)).to.deep.equal([expected]);
    });
  }

  const tooEarly = {
    Code: 'MaxQueryTimeRangeExceeded',
    Value: 'Max time window exceeded for query',
  };
  const day = 1_440;

  it('says when the window begins too early', async () => {
    const { MetricDataResults, Messages } = await send(average, { StartTime: at(-15 * day) });
    expect(MetricDataResults?.map(({ Values }) => Values)).to.deep.equal([all]);
    expect(Messages).to.deep.equal([tooEarly]);
  });

  it('begins with a whole period then, as metrics beside it do', async () => {
    const Metric = {
      ...{ Namespace: 'a/b', MetricName: 'LIMIT' },
      Dimensions: [{ Name: 'Team', Value: 'Case' }],
    };
    const { MetricDataResults } = await get(
      [
        { Id: 'q', Expression: `SELECT SUM("LIMIT") ${from}`, Period: 420 },
        { Id: 'm', MetricStat: { Metric, Stat: 'Sum', Period: 420 } },
      ],
      { StartTime: at(-15 * day), EndTime: at(5) },
    );
    const stamps = MetricDataResults?.map(({ Timestamps }) => Timestamps);
    expect(stamps).to.deep.equal([[at(-5)], [at(-5)]]);
  });

  it('fails where the window as a whole lies too early', async () => {
    const window = { StartTime: at(-16 * day), EndTime: at(-15 * day) };
    const { MetricDataResults, Messages } = await send(average, window);
    const Value = 'An unexpected error occurred during the evaluation of the expression';
    expect(MetricDataResults).to.deep.equal([
      {
        ...{ Id: 'q', Timestamps: [], Values: [], StatusCode: 'InternalError' },
        Messages: [{ Code: 'InternalError', Value }],
      },
    ]);
    expect(Messages).to.deep.equal([tooEarly]);
  });

  const refusals: readonly (readonly [number | undefined, string])[] = [
    [undefined, 'Period is a required field when using query within an expression'],
    [7, 'The parameter Period must be a value in the set [ 1, 5, 10, 20, 30 ].\n'],
    [59, 'The parameter Period must be a value in the set [ 1, 5, 10, 20, 30 ].\n'],
    [90, 'The parameter Period must be a multiple of 60.\n'],
  ];
  for (const [Period, message] of refusals) {
    it(`refuses a period of ${Period ?? 'nothing'}`, async () => {
      expect(await refusalOf(send(average, {}, { Period }))).to.deep.equal({
        code: 'ValidationError',
        message: `Error in expression 'q': ${message}`,
      });
    });
  }

  it('puts a given label before those of groups, and has one token of no use', async () => {
    const Label = 'mine';
    const labels = async (query: string, input = {}): Promise<unknown> =>
      (await send(query, input, { Period: 60, Label })).MetricDataResults?.map(
        (each) => each.Label,
      );
    const page = { MaxDatapoints: 1, NextToken: 'no token' };
    expect(await labels(average, page)).to.deep.equal(['mine']);
    expect(await labels(`${average} GROUP BY Team ORDER BY MAX() DESC`, page)).to.deep.equal([
      'mine 1 - Other',
      'mine 2 - B',
      'mine 3 - A',
    ]);
  });

  it('takes one query in a call, hidden or not', async () => {
    const queries = ['q', 'r'].map((Id) => {
      return { Id, Expression: average, Period: 60, ReturnData: false };
    });
    const call = get([...queries, { Id: 'e', Expression: 'q+r' }]);
    expect((await refusalOf(call)).message).to.equal('Maximum number of queries (1) exceeded');
  });

  it('goes with metrics, whose pages are their own, and with expressions', async () => {
    const Metric = {
      Namespace: 'a/b',
      MetricName: 'Load',
      Dimensions: [{ Name: 'Team', Value: 'A' }],
    };
    const grouped = `${average} GROUP BY Team`;
    const queries = [
      { Id: 'q', Expression: grouped, Period: 60, ReturnData: false },
      { Id: 'e', Expression: 'SUM(q)', Period: 60 },
      { Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Average' } },
    ];
    const { MetricDataResults, NextToken } = await get(queries, { MaxDatapoints: 1 });
    const shown = MetricDataResults?.map(({ Id, Label, Values, StatusCode }) => {
      return [Id, Label, Values, StatusCode];
    });
    expect([shown, NextToken]).to.deep.equal([
      [
        ['m', 'Load', [3.5], 'PartialData'],
        ['e', 'e', [124, 21.2, 240], 'Complete'],
      ],
      undefined,
    ]);
  });
});
