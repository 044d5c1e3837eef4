import {
  DescribeScalingActivitiesCommand,
  ExecutePolicyCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('a launch whose instance warms up', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ flags: ['--launcher-options', 'start=3s,stop=2s'] });
    await createConfiguration(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  /** Status, progress and end of the latest activity. */
  const latest = async (): Promise<readonly unknown[]> => {
    const { Activities = [] } = await world.autoScaling.send(
      new DescribeScalingActivitiesCommand({ AutoScalingGroupName: 'web' }),
    );
    const [first] = Activities;
    return [first?.StatusCode, first?.Progress, first?.EndTime?.toISOString()];
  };

  it('waits for the warm-up of its group', async () => {
    await createGroup(world, { DesiredCapacity: 1, DefaultInstanceWarmup: 60 });
    await world.advance('3s');
    expect(await latest()).to.deep.equal(['WaitingForInstanceWarmup', 50, undefined]);
    await world.advance('59s');
    expect(await latest()).to.deep.equal(['WaitingForInstanceWarmup', 50, undefined]);
    await world.advance('1s');
    expect(await latest()).to.deep.equal(['Successful', 100, '2026-03-10T12:01:03.000Z']);
  });

  it('waits for the warm-up of the policy that asked for it', async () => {
    await createGroup(world, { DefaultInstanceWarmup: 600 });
    const names = { AutoScalingGroupName: 'web', PolicyName: 'out' };
    await world.autoScaling.send(
      new PutScalingPolicyCommand({
        ...{ ...names, PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity' },
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
        EstimatedInstanceWarmup: 30,
      }),
    );
    await world.autoScaling.send(
      new ExecutePolicyCommand({ ...names, MetricValue: 2, BreachThreshold: 1 }),
    );
    await world.advance('10s');
    expect(await latest()).to.deep.equal(['WaitingForInstanceWarmup', 50, undefined]);
    await world.advance('30s');
    expect(await latest()).to.deep.equal(['Successful', 100, '2026-03-10T12:00:33.000Z']);
  });

  it('is done at once where nothing says how long that takes', async () => {
    await createGroup(world, { DesiredCapacity: 1 });
    await world.advance('3s');
    expect(await latest()).to.deep.equal(['Successful', 100, '2026-03-10T12:00:03.000Z']);
  });
});
