import {
  AttachInstancesCommand,
  DeleteAutoScalingGroupCommand,
  DescribeScalingActivitiesCommand,
  DetachInstancesCommand,
  EnterStandbyCommand,
  ExecutePolicyCommand,
  ExitStandbyCommand,
  PutScalingPolicyCommand,
  SetDesiredCapacityCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createConfiguration, createGroup, groupOf } from '../support/groups.js';
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

  const leave = { AutoScalingGroupName: 'web', ShouldDecrementDesiredCapacity: true };
  const ends: Readonly<Record<string, (InstanceId: string) => Promise<unknown>>> = {
    'is terminated': (InstanceId) =>
      world.autoScaling.send(
        new TerminateInstanceInAutoScalingGroupCommand({
          ...{ InstanceId, ShouldDecrementDesiredCapacity: true },
        }),
      ),
    'is put into standby': (InstanceId) =>
      world.autoScaling.send(new EnterStandbyCommand({ ...leave, InstanceIds: [InstanceId] })),
    'is detached': (InstanceId) =>
      world.autoScaling.send(new DetachInstancesCommand({ ...leave, InstanceIds: [InstanceId] })),
    'goes with its group': () =>
      world.autoScaling.send(
        new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: 'web', ForceDelete: true }),
      ),
  };
  for (const [what, end] of Object.entries(ends)) {
    it(`is done when its instance ${what}`, async () => {
      await createGroup(world, { DesiredCapacity: 1, DefaultInstanceWarmup: 600 });
      await world.advance('10s');
      await end((await groupOf(world))?.Instances?.[0]?.InstanceId ?? '');
      await world.advance('10s');
      const launch = (await activitiesOf(world)).map(({ StatusCode, Progress, EndTime }) => {
        return [StatusCode, Progress, EndTime?.toISOString()];
      })[0];
      expect(launch).to.deep.equal(['Successful', 100, '2026-03-10T12:00:10.000Z']);
    });
  }

  it('is done at once where nothing says how long that takes', async () => {
    await createGroup(world, { DesiredCapacity: 1 });
    await world.advance('3s');
    expect(await latest()).to.deep.equal(['Successful', 100, '2026-03-10T12:00:03.000Z']);
  });
});

describe('an instance that comes back into service', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ flags: ['--launcher-options', 'start=3s,stop=2s'] });
    await createConfiguration(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const AutoScalingGroupName = 'web';
  const ways = {
    'from standby': async (InstanceIds: string[]): Promise<void> => {
      const names = { AutoScalingGroupName, InstanceIds };
      await world.autoScaling.send(
        new EnterStandbyCommand({ ...names, ShouldDecrementDesiredCapacity: true }),
      );
      await world.advance('5s');
      await world.autoScaling.send(new ExitStandbyCommand(names));
    },
    'by being attached': async (InstanceIds: string[]): Promise<void> => {
      const names = { AutoScalingGroupName, InstanceIds };
      await world.autoScaling.send(
        new DetachInstancesCommand({ ...names, ShouldDecrementDesiredCapacity: true }),
      );
      await world.advance('5s');
      await world.autoScaling.send(new AttachInstancesCommand(names));
    },
  };
  const pasts = [
    { past: 'with which the group began', index: 0, age: '20m', left: 2 },
    { past: 'that was launched later and is warm', index: 2, age: '20m', left: 2 },
    { past: 'that was launched later and is not warm yet', index: 2, age: '1m', left: 3 },
  ];
  for (const [way, comeBack] of Object.entries(ways)) {
    for (const { past, index, age, left } of pasts) {
      const what = left === 3 ? 'warms up' : 'does not warm up';
      it(`${way} ${what} if it is one ${past}`, async () => {
        await createGroup(world, { DesiredCapacity: 2, DefaultInstanceWarmup: 600 });
        await world.advance('20m');
        const desired = { AutoScalingGroupName, DesiredCapacity: 3 };
        await world.autoScaling.send(new SetDesiredCapacityCommand(desired));
        await world.advance(age);
        const { Instances = [] } = (await groupOf(world)) ?? {};
        await comeBack([Instances[index]?.InstanceId ?? '']);
        await world.advance('5s');
        const names = { AutoScalingGroupName, PolicyName: 'in' };
        await world.autoScaling.send(
          new PutScalingPolicyCommand({
            ...{ ...names, PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity' },
            StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: -1 }],
          }),
        );
        await world.autoScaling.send(
          new ExecutePolicyCommand({ ...names, MetricValue: 1, BreachThreshold: 2 }),
        );
        expect((await groupOf(world))?.DesiredCapacity).to.equal(left);
      });
    }
  }
});
