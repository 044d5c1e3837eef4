import {
  GetMetricDataCommand,
  type GetMetricDataInput,
  type MetricDataQuery,
  PutMetricAlarmCommand,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const minute = 60_000;
const hour = 60 * minute;

/** One sample a minute of about a hundred, over three days before the world began. */
async function fillMinutes(world: World): Promise<void> {
  const samples = Array.from({ length: 3 * 1_440 }, (_, index): Sample => {
    return {
      metric: {
        ...{ account: '000000000000', region: 'us-east-1' },
        ...{ Namespace: 'App', MetricName: 'Bytes', Dimensions: [] },
      },
      Unit: 'None',
      Timestamp: new Date(worldStart.getTime() - (index + 1) * minute),
      StorageResolution: 60,
      cell: cellOfValue(98 + ((index * 7) % 5)),
    };
  });
  await world.updraft.storage.datapoints.append(samples, world.now());
}

function bytes(Period: number, Stat: string): MetricDataQuery {
  const Metric = { Namespace: 'App', MetricName: 'Bytes', Dimensions: [] };
  return { Id: 'm1', MetricStat: { Metric, Period, Stat }, ReturnData: true };
}

describe('GetMetricData with anomaly bands', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const read = async (
    MetricDataQueries: MetricDataQuery[],
    more: Partial<GetMetricDataInput> = {},
  ) => {
    const { MetricDataResults = [] } = await world.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        StartTime: new Date(worldStart.getTime() - 12 * hour),
        EndTime: worldStart,
        ...more,
      }),
    );
    return MetricDataResults;
  };
  const band: MetricDataQuery = { Id: 'b1', Expression: 'ANOMALY_DETECTION_BAND(m1)' };

  const expected: readonly (readonly [string, number, number])[] = [
    ...(['Sum', 'TS(0:)'] as const).flatMap((Stat) => [
      [Stat, 60, 100] as const,
      [Stat, 300, 500] as const,
      [Stat, 3_600, 6_000] as const,
    ]),
    ['SampleCount', 60, 1],
    ['SampleCount', 3_600, 60],
    ['Average', 60, 100],
    ['Average', 3_600, 100],
  ];
  for (const [Stat, Period, middle] of expected) {
    it(`lies around what ${Stat} has in ${Period} seconds`, async () => {
      await fillMinutes(world);
      const queries = [bytes(Period, Stat), band];
      await read(queries);
      await world.advance('1s');
      const [metric, upper, lower] = await read(queries);
      expect(metric?.Values).to.have.length((12 * 3_600) / Period);
      expect(((upper?.Values?.[1] ?? 0) + (lower?.Values?.[1] ?? 0)) / 2).to.be.within(
        0.97 * middle,
        1.03 * middle,
      );
      for (const [index, value] of (metric?.Values ?? []).entries()) {
        expect(value).to.be.within(lower?.Values?.[index] ?? NaN, upper?.Values?.[index] ?? NaN);
      }
    });
  }

  it('lets an alarm on the sum of a minute hold normal data for normal', async () => {
    await fillMinutes(world);
    await world.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'Odd',
        EvaluationPeriods: 1,
        ThresholdMetricId: 'b1',
        ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
        Metrics: [bytes(60, 'Sum'), { ...band, ReturnData: true }],
      }),
    );
    const stateAfter = async (Value: number): Promise<unknown> => {
      const MetricData = [{ MetricName: 'Bytes', Value }];
      await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
      await world.advance('1m');
      const { MetricAlarms = [] } = await world.cloudWatch.send(new DescribeAlarmsCommand({}));
      return MetricAlarms[0]?.StateValue;
    };
    expect(await stateAfter(100)).to.equal('OK');
    expect(await stateAfter(500)).to.equal('ALARM');
  });
});
