import { PutScalingPolicyCommand, SuspendProcessesCommand } from '@aws-sdk/client-auto-scaling';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

/** Two policies that track metrics of their own: the larger capacity is the one that counts. */
describe('a group with several target tracking policies', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1, MaxSize: 10, DesiredCapacity: 4 });
    await track('Load');
    await track('Queue');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const track = (MetricName: string): Promise<unknown> =>
    world.autoScaling.send(
      new PutScalingPolicyCommand({
        AutoScalingGroupName: 'web',
        PolicyName: MetricName,
        PolicyType: 'TargetTrackingScaling',
        EstimatedInstanceWarmup: 30,
        TargetTrackingConfiguration: {
          TargetValue: 50,
          CustomizedMetricSpecification: { Namespace: 'App', MetricName, Statistic: 'Average' },
        },
      }),
    );

  const live = async (minutes: number, load: number, queue: number): Promise<void> => {
    const MetricData = [
      { MetricName: 'Load', Value: load },
      { MetricName: 'Queue', Value: queue },
    ];
    for (let minute = 0; minute < minutes; minute++) {
      await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
      await world.advance('1m');
    }
  };

  const desired = async (): Promise<number | undefined> => (await groupOf(world))?.DesiredCapacity;

  it('scales out when one of them asks for it', async () => {
    await live(3, 75, 10);
    expect(await desired()).to.equal(6);
  });

  it('does not scale in while one of them is content', async () => {
    await live(20, 48, 10);
    expect(await desired()).to.equal(4);
  });

  it('does not scale in below what one of them needs', async () => {
    // At 44 of 50 the alarm for scaling in is in ALARM, and yet three would be too few.
    await live(20, 44, 10);
    expect(await desired()).to.equal(4);
  });

  it('scales in when both agree', async () => {
    await live(17, 10, 10);
    expect(await desired()).to.be.below(4);
  });

  it('stays as it is while AlarmNotification is suspended', async () => {
    const ScalingProcesses = ['AlarmNotification'];
    await world.autoScaling.send(
      new SuspendProcessesCommand({ AutoScalingGroupName: 'web', ScalingProcesses }),
    );
    await live(5, 90, 90);
    expect(await desired()).to.equal(4);
  });
});
