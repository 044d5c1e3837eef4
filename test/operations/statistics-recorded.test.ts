import {
  type Datapoint,
  GetMetricStatisticsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { at, sendQueries } from '../support/queries.js';
import { createWorld, type World } from '../support/world.js';

/**
 * What AWS was recorded to answer for odd samples (`statistics` of the public repository
 * radkawar/stackd). Where its own percentiles are those of a histogram, only that there is one is
 * compared.
 */
describe('statistics of odd samples', () => {
  let world: World;

  const samples: Readonly<Record<string, readonly Partial<MetricDatum>[]>> = {
    AllZero: [
      { Values: [1, 2], Counts: [0, 0] },
      { Values: [0], Counts: [0] },
    ],
    Fractional: [
      { Values: [2, 10], Counts: [0.2, 0.3] },
      { Values: [2, 10], Counts: [0.5, 1.5] },
      { Values: [2, 10], Counts: [0.02, 0.03] },
    ],
    General: [set(3, 15, 1, 9), set(3, 22, 7, 7), set(1, 3, 1, 2)],
    Eligible: [set(3, 21, 7, 7), set(2.5, 17.5, 7, 7), set(1, 9, 9, 9)],
  };

  before(async () => {
    world = await createWorld({ now: at(5) });
    const MetricData = Object.entries(samples).flatMap(([MetricName, data]) =>
      data.map((datum, minute) => ({ MetricName, Timestamp: at(minute), ...datum })),
    );
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  });

  after(() => world.close());

  const datapoints = async (
    MetricName: string,
    ExtendedStatistics: string[],
  ): Promise<readonly Datapoint[]> => {
    const { Datapoints = [] } = await world.cloudWatch.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: 'App', MetricName, Period: 60, StartTime: at(0), EndTime: at(3) },
        Statistics: ['SampleCount', 'Sum', 'Minimum', 'Maximum', 'Average'],
        ExtendedStatistics,
      }),
    );
    return Datapoints.sort((a, b) => Number(a.Timestamp) - Number(b.Timestamp));
  };
  /** The basic five of each period, and what else was told. */
  const rows = async (MetricName: string, ...names: string[]): Promise<unknown> =>
    (await datapoints(MetricName, names)).map(
      ({ SampleCount, Sum, Minimum, Maximum, Average, ExtendedStatistics }) => [
        [SampleCount, Sum, Minimum, Maximum, Average],
        ExtendedStatistics,
      ],
    );

  const ranges = ['PR(:5)', 'TM(2:10)', 'TC(2:10)', 'TS(2:10)', 'TM(:100%)', 'TC(:100%)'];

  it('tells the extremes of values that are counted zero times, and no average', async () => {
    expect(await rows('AllZero', 'p0', 'p50', 'p100')).to.deep.equal([
      [[0, 0, 1, 2, NaN], { p0: 1, p100: 2 }],
      [[0, 0, 0, 0, NaN], { p0: 0, p50: 0, p100: 0 }],
    ]);
    expect(await rows('AllZero', 'tm90', 'ts90', 'wm90', ...ranges)).to.deep.equal([
      [[0, 0, 1, 2, NaN], { 'PR(:5)': 0, 'TC(2:10)': 0, 'TS(2:10)': NaN }],
      [[0, 0, 0, 0, NaN], undefined],
    ]);
  });

  it('tells of less than one sample what lies between values', async () => {
    const told = (await datapoints('Fractional', ['p50', 'tm90', ...ranges])).map(
      ({ SampleCount, ExtendedStatistics }) => [
        SampleCount,
        Object.keys(ExtendedStatistics ?? {}).sort(),
      ],
    );
    const ofValues = ['PR(:5)', 'TC(2:10)', 'TM(2:10)', 'TS(2:10)'];
    expect(told).to.deep.equal([
      [0.5, ofValues],
      [2, [...ofValues, 'TC(:100%)', 'TM(:100%)', 'p50', 'tm90'].sort()],
      [0.05, ofValues],
    ]);
  });

  it('tells the extremes of sets that hide their values, and of one all percentiles', async () => {
    expect(await rows('General', 'p0', 'p50', 'p100', 'tm90', ...ranges)).to.deep.equal([
      [[3, 15, 1, 9, 5], { p0: 1, p100: 9 }],
      [[3, 22, 7, 7, 22 / 3], { p0: 7, p50: 7, p100: 7 }],
      [[1, 3, 1, 2, 3], { p0: 1, p100: 2 }],
    ]);
  });

  it('takes sets apart whose values can but be one', async () => {
    const all = ['p1', 'tm90', 'tc90', 'TC(25%:75%)', 'TS(25%:75%)', 'WM(25%:75%)'];
    expect(await rows('Eligible', ...all, 'PR(:5)', 'PR(2:10)', 'TC(2:10)')).to.deep.equal([
      [
        [3, 21, 7, 7, 7],
        {
          ...{ p1: 7, tm90: 7, tc90: 2.7, 'TC(25%:75%)': 1.5, 'TS(25%:75%)': 10.5 },
          ...{ 'WM(25%:75%)': 7, 'PR(:5)': 0, 'PR(2:10)': 100, 'TC(2:10)': 3 },
        },
      ],
      [
        [2.5, 17.5, 7, 7, 7],
        {
          ...{ p1: 7, tm90: 7, tc90: 2.25, 'TC(25%:75%)': 1.25, 'TS(25%:75%)': 8.75 },
          ...{ 'WM(25%:75%)': 7, 'PR(:5)': 0, 'PR(2:10)': 100, 'TC(2:10)': 2.5 },
        },
      ],
      [
        [1, 9, 9, 9, 9],
        {
          ...{ p1: 9, tm90: 9, tc90: 0.9, 'TC(25%:75%)': 0.5, 'TS(25%:75%)': 4.5 },
          ...{ 'WM(25%:75%)': 9, 'PR(:5)': 0, 'PR(2:10)': 100, 'TC(2:10)': 1 },
        },
      ],
    ]);
  });

  it('leaves periods of next to no sample out of GetMetricData', async () => {
    const { MetricDataResults = [] } = await sendQueries(
      world,
      ['AllZero', 'Fractional', 'General'].map((MetricName, index) => ({
        Id: `q${index}`,
        MetricStat: { Metric: { Namespace: 'App', MetricName }, Period: 60, Stat: 'SampleCount' },
      })),
    );
    expect(MetricDataResults.map(({ Values }) => Values)).to.deep.equal([[], [0.5, 2], [3, 3, 1]]);
  });
});

function set(...[SampleCount, Sum, Minimum, Maximum]: readonly [number, number, number, number]) {
  return { StatisticValues: { SampleCount, Sum, Minimum, Maximum } };
}
