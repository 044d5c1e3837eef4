import {
  EnableMetricsCollectionCommand,
  type AutoScalingClient,
} from '@aws-sdk/client-auto-scaling';
import {
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { shownAlarms } from '../support/alarms.js';
import { createConfiguration, createGroup } from '../support/groups.js';
import { createWorld, type World, worldStart } from '../support/world.js';

/** What recurs goes on at once, and does not wait for the clock to catch up. */
describe('a clock that is set back', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const setClock = async (body: object): Promise<unknown> => {
    const answer = await fetch(`${world.endpoint}/_admin/clock`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return [answer.status, await answer.json()];
  };
  const put = (Value: number): Promise<unknown> =>
    world.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'App',
        MetricData: [{ MetricName: 'Load', Value, Timestamp: world.now() }],
      }),
    );
  const state = async (): Promise<string | undefined> => (await shownAlarms(world))[0]?.StateValue;

  it('lets alarms be evaluated', async () => {
    await world.cloudWatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName: 'hot', Namespace: 'App', MetricName: 'Load', Statistic: 'Maximum' },
        ...{ Period: 60, EvaluationPeriods: 1, Threshold: 60, TreatMissingData: 'notBreaching' },
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    await world.advance('1h');
    expect(await state()).to.equal('OK');
    await setClock({ now: worldStart.toISOString() });
    await put(90);
    await world.advance('2m');
    expect(await state()).to.equal('ALARM');
  });

  it('lets groups tell their metrics', async () => {
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1 });
    await enableMetrics(world.autoScaling);
    await world.advance('1h');
    await setClock({ now: worldStart.toISOString() });
    await world.advance('5m');
    const { Datapoints = [] } = await world.cloudWatch.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: 'AWS/AutoScaling', MetricName: 'GroupMinSize', Period: 60 },
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
        ...{ Statistics: ['SampleCount'], StartTime: worldStart, EndTime: world.now() },
      }),
    );
    // Each of these minutes was told before the clock went back, and again behind it.
    expect(Datapoints.map(({ SampleCount }) => SampleCount)).to.deep.equal([2, 2, 2, 2]);
  });

  it('is not set to a time that no datapoint can have', async () => {
    expect(await setClock({ now: '+275760-01-01T00:00:00Z' })).to.deep.equal([
      400,
      { error: 'That is not between 2000 and 2199.' },
    ]);
  });
});

function enableMetrics(autoScaling: AutoScalingClient): Promise<unknown> {
  const given = { AutoScalingGroupName: 'web', Granularity: '1Minute' };
  return autoScaling.send(new EnableMetricsCollectionCommand(given));
}
