import {
  DisableMetricsCollectionCommand,
  EnableMetricsCollectionCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('EnableMetricsCollection', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1 });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const group = { AutoScalingGroupName: 'web' };

  const enable = (Metrics?: string[], Granularity = '1Minute'): Promise<unknown> =>
    world.autoScaling.send(new EnableMetricsCollectionCommand({ ...group, Metrics, Granularity }));

  const disable = (Metrics?: string[]): Promise<unknown> =>
    world.autoScaling.send(new DisableMetricsCollectionCommand({ ...group, Metrics }));

  const enabled = async (): Promise<unknown> =>
    (await groupOf(world))?.EnabledMetrics?.map(({ Metric }) => Metric);

  const values = async (MetricName: string): Promise<unknown> => {
    const { Datapoints = [] } = await world.cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/AutoScaling',
        MetricName,
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: 'web' }],
        StartTime: new Date('2026-03-10T12:00:00Z'),
        EndTime: new Date('2026-03-10T13:00:00Z'),
        Period: 60,
        Statistics: ['Average', 'SampleCount'],
      }),
    );
    return Datapoints.map(({ Average, SampleCount }) => [Average, SampleCount]);
  };

  const refusals: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    [
      'an unknown metric',
      () => enable(['GroupMood']),
      /^Valid metrics collection types are: \[GroupMinSize, /,
    ],
    [
      'another granularity',
      () => enable(undefined, '5Minute'),
      /^Valid metrics granularity type is: \[1Minute\]$/,
    ],
  ];
  for (const [name, call, message] of refusals) {
    it(`refuses ${name}`, async () => {
      const refusal = await refusalOf(call());
      expect(refusal.code).to.equal('ValidationError');
      expect(refusal.message).to.match(message);
    });
  }

  it('takes none for all, and what is named away again', async () => {
    await enable(['GroupMinSize']);
    expect(await enabled()).to.deep.equal(['GroupMinSize']);
    await enable();
    expect(await enabled()).to.have.length(22);
    await disable(['GroupMinSize']);
    expect(await enabled()).to.have.length(21);
    await disable();
    expect(await enabled()).to.deep.equal([]);
  });

  it('has each minute of a group counted once', async () => {
    await enable(['GroupDesiredCapacity', 'GroupInServiceInstances', 'WarmPoolTotalCapacity']);
    await world.advance('2m');
    const input = { ...group, DesiredCapacity: 4 };
    await world.autoScaling.send(new SetDesiredCapacityCommand(input));
    await world.advance('150s');
    expect(await values('GroupDesiredCapacity')).to.deep.equal([
      [1, 1],
      [1, 1],
      [4, 1],
      [4, 1],
    ]);
    expect(await values('WarmPoolTotalCapacity')).to.deep.equal([
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    const { Metrics = [] } = await world.cloudWatch.send(new ListMetricsCommand({}));
    expect(Metrics.map(({ MetricName }) => MetricName).sort()).to.deep.equal([
      'GroupDesiredCapacity',
      'GroupInServiceInstances',
      'WarmPoolTotalCapacity',
    ]);
  });
});
