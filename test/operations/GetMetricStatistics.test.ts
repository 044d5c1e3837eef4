import {
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const StartTime = worldStart;
const EndTime = new Date(worldStart.getTime() + 120_000);

describe('GetMetricStatistics', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    const set = { SampleCount: 3, Sum: 30, Minimum: 5, Maximum: 15 };
    const Values = Array.from({ length: 10 }, (_, index) => index + 1);
    const hidden = { MetricName: 'Latency', Timestamp: EndTime, StatisticValues: set };
    const MetricData = [
      { MetricName: 'Latency', Timestamp: StartTime, Values },
      { ...hidden, Timestamp: new Date(worldStart.getTime() + 60_000) },
    ];
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  });

  after(() => world.close());

  const get = (given: Partial<GetMetricStatisticsInput>) =>
    world.cloudWatch.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: 'App', MetricName: 'Latency', StartTime, EndTime, Period: 60 },
        ...given,
      }),
    );

  describe('validation', () => {
    const path = 'ExtendedStatistics.member';
    const cases: readonly (readonly [string, Partial<GetMetricStatisticsInput>, string])[] = [
      [
        'neither kind of statistics',
        {},
        'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
      ],
      [
        'empty lists of both',
        { Statistics: [], ExtendedStatistics: [] },
        'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
      ],
      [
        'a percentile beyond 100',
        { ExtendedStatistics: ['p50', 'p101'] },
        `The value p101 for parameter ${path}.2.<list element> is not supported.`,
      ],
      [
        'a basic statistic among the extended ones',
        { ExtendedStatistics: ['Sum'] },
        `The value Sum for parameter ${path}.1.<list element> is not supported.`,
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        expect((await refusalOf(get(given))).message).to.equal(message);
      });
    }
  });

  it('refuses periods in words of its own', async () => {
    const message = (Period: number): Promise<string> =>
      refusalOf(get({ Statistics: ['Sum'], Period })).then((refusal) => refusal.message);
    expect(await message(7)).to.equal(
      'The parameter Period must be a value in the set [1, 5, 10, 20, 30].',
    );
    expect(await message(90)).to.equal('The parameter Period must be a multiple of 60.');
  });

  describe('behaviour', () => {
    // Recorded from AWS: neither end may lie within a minute.
    const windows: readonly (readonly [string, number, number, number])[] = [
      ['begins within a minute', 1, 60, 1],
      ['ends within its first minute', 0, 59, 0],
      ['ends within a later minute', 0, 61, 1],
    ];
    for (const [what, start, end, count] of windows) {
      it(`takes whole minutes of a window that ${what}`, async () => {
        const after = (seconds: number): Date => new Date(StartTime.getTime() + 1_000 * seconds);
        const window = { StartTime: after(start), EndTime: after(end) };
        const { Datapoints } = await get({ Statistics: ['Sum'], ...window });
        expect(Datapoints?.map(({ Timestamp }) => Timestamp)).to.deep.equal(
          [StartTime].slice(0, count),
        );
      });
    }

    it('tells percentiles and trimmed means where the samples are known', async () => {
      const { Label, Datapoints } = await get({
        ExtendedStatistics: ['p50', 'p95', 'TM(20%:80%)', 'PR(:5)', 'TM(90:)'],
      });
      expect({ Label, Datapoints }).to.deep.equal({
        Label: 'Latency',
        Datapoints: [
          {
            Timestamp: StartTime,
            Unit: 'None',
            ExtendedStatistics: { p50: 5, p95: 9.5, 'TM(20%:80%)': 5.5, 'PR(:5)': 50 },
          },
        ],
      });
    });

    it('tells basic statistics of a statistic set too', async () => {
      const { Datapoints } = await get({ Statistics: ['Sum', 'SampleCount'], Period: 120 });
      expect(Datapoints).to.deep.equal([
        { Timestamp: StartTime, Unit: 'None', Sum: 85, SampleCount: 13 },
      ]);
    });

    it('believes a statistic set of one sample', async () => {
      const set = { SampleCount: 1, Sum: 5, Minimum: 1, Maximum: 10 };
      const datum = { MetricName: 'Claimed', Timestamp: StartTime, StatisticValues: set };
      await world.cloudWatch.send(
        new PutMetricDataCommand({ Namespace: 'App', MetricData: [datum] }),
      );
      const { Datapoints } = await get({
        ...{ MetricName: 'Claimed', ExtendedStatistics: ['p50'] },
        Statistics: ['SampleCount', 'Sum', 'Minimum', 'Maximum'],
      });
      expect(Datapoints).to.deep.equal([
        { Timestamp: StartTime, Unit: 'None', ...set, ExtendedStatistics: { p50: 5 } },
      ]);
    });

    // https://github.com/prometheus/cloudwatch_exporter/issues/149: both work on AWS.
    it('tells both kinds of statistics at once', async () => {
      const both: Partial<GetMetricStatisticsInput> = {
        ...{ Statistics: ['Maximum'], ExtendedStatistics: ['p50'] },
      };
      const { Datapoints } = await get(both);
      expect(Datapoints?.[0]).to.deep.equal({
        ...{ Timestamp: StartTime, Unit: 'None', Maximum: 10, ExtendedStatistics: { p50: 5 } },
      });
    });

    it('gives GetMetricData the same percentiles, and no point where there is none', async () => {
      const { MetricDataResults } = await world.cloudWatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: ['p95', 'tm90'].map((Stat, index) => ({
            Id: `m${index}`,
            MetricStat: {
              Metric: { Namespace: 'App', MetricName: 'Latency' },
              Period: 60,
              Stat,
            },
          })),
          StartTime,
          EndTime,
        }),
      );
      const shown = MetricDataResults?.map(({ Label, Values }) => [Label, Values]);
      expect(shown).to.deep.equal([
        ['Latency p95', [9.5]],
        ['Latency tm90', [5]],
      ]);
    });
  });
});
