import { GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const minute = 60_000;

function at(minutes: number): Date {
  return new Date(worldStart.getTime() + minutes * minute);
}

describe('GetMetricData with Metrics Insights', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(5) });
    const hosts = [
      ['a', 'east', 1],
      ['b', 'east', 4],
      ['c', 'west', 10],
    ] as const;
    const MetricData = hosts.flatMap(([host, zone, Value]) =>
      [0, 1].map((minutes) => ({
        MetricName: 'Load',
        Dimensions: [
          { Name: 'Host', Value: host },
          { Name: 'Zone', Value: zone },
        ],
        Timestamp: at(minutes),
        Value: Value + minutes,
      })),
    );
    const bare = { MetricName: 'Load', Timestamp: at(0), Value: 100 };
    await world.cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'App', MetricData: [...MetricData, bare] }),
    );
  });

  after(() => world.close());

  const send = (Expression: string, given: { Period?: number; days?: number } = { Period: 60 }) =>
    world.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'q1', Expression, Period: given.Period }],
        StartTime: at(-(given.days ?? 0) * 1_440),
        EndTime: at(3),
        ScanBy: 'TimestampAscending',
      }),
    );

  const cases: readonly (readonly [string, unknown])[] = [
    ['SELECT SUM(Load) FROM App', [['q1', [115, 18]]]],
    ['SELECT COUNT(Load) FROM App', [['q1', [4, 3]]]],
    ['SELECT AVG(Load) FROM SCHEMA(App, Zone, Host)', [['q1', [5, 6]]]],
    ['SELECT MAX(Load) FROM SCHEMA(App)', [['q1', [100]]]],
    ["SELECT MIN(Load) FROM App WHERE Zone = 'east'", [['q1', [1, 2]]]],
    ["SELECT SUM(Load) FROM App WHERE Zone != 'east'", [['q1', [110, 11]]]],
    ["SELECT SUM(Load) FROM App WHERE Zone = 'none'", [['q1', []]]],
    [
      'SELECT SUM(Load) FROM App GROUP BY Zone',
      [
        ['Other', [100]],
        ['east', [5, 7]],
        ['west', [10, 11]],
      ],
    ],
    [
      'SELECT SUM(Load) FROM SCHEMA(App, Host, Zone) GROUP BY Zone, Host ' +
        'ORDER BY MAX() DESC LIMIT 2',
      [
        ['1 - west c', [10, 11]],
        ['2 - east b', [4, 5]],
      ],
    ],
  ];
  for (const [query, expected] of cases) {
    it(`answers ${query}`, async () => {
      const { MetricDataResults = [] } = await send(query);
      const shown = MetricDataResults.map(({ Label, Values }) => [Label, Values]);
      expect(shown).to.deep.equal(expected);
    });
  }

  it('takes periods below a minute for a minute', async () => {
    const { MetricDataResults } = await send('SELECT SUM(Load) FROM App', { Period: 10 });
    expect(MetricDataResults?.[0]?.Values).to.deep.equal([115, 18]);
  });

  it('says when the window begins too early', async () => {
    const { Messages } = await send('SELECT SUM(Load) FROM App', { Period: 3_600, days: 20 });
    expect(Messages).to.deep.equal([
      { Code: 'MaxQueryTimeRangeExceeded', Value: 'Max time window exceeded for query' },
    ]);
  });

  it('wants a period', async () => {
    expect((await refusalOf(send('SELECT SUM(Load) FROM App', {}))).message).to.equal(
      "Error in expression 'q1': Period is a required field when using query within an expression",
    );
  });

  it('lets expressions build on its groups', async () => {
    const { MetricDataResults = [] } = await world.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          { Id: 'e1', Expression: 'MAX(q1)' },
          {
            Id: 'q1',
            Expression: 'SELECT SUM(Load) FROM App GROUP BY Zone',
            Period: 60,
            ReturnData: false,
          },
        ],
        StartTime: at(0),
        EndTime: at(3),
        ScanBy: 'TimestampAscending',
      }),
    );
    expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).to.deep.equal([
      ['e1', [100, 11]],
    ]);
  });
});
