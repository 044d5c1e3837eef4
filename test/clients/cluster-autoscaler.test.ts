import {
  type Activity,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  type DescribeAutoScalingGroupsCommandInput,
  DescribeLaunchConfigurationsCommand,
  DescribeScalingActivitiesCommand,
  SetDesiredCapacityCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf, lifecycleOf } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

/** The calls of Kubernetes' cluster-autoscaler, in the order in which it makes them. */
describe('cluster-autoscaler', () => {
  const AutoScalingGroupName = 'nodes';
  const room = 'start=30s,stop=5s,capacity.us-east-1a=3';
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ flags: ['--launcher-options', room] });
    await createConfiguration(world);
    await createGroup(world, {
      AutoScalingGroupName,
      AvailabilityZones: ['us-east-1a'],
      DesiredCapacity: 1,
      Tags: [
        { Key: 'k8s.io/cluster-autoscaler/enabled' },
        { Key: 'k8s.io/cluster-autoscaler/shop', Value: 'owned', PropagateAtLaunch: true },
      ],
    });
    await createGroup(world, {
      AutoScalingGroupName: 'others',
      Tags: [{ Key: 'k8s.io/cluster-autoscaler/enabled' }],
    });
    await world.advance('1m');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const discover = async (
    input: DescribeAutoScalingGroupsCommandInput,
  ): Promise<AutoScalingGroup[]> => {
    const command = new DescribeAutoScalingGroupsCommand({ ...input, MaxRecords: 100 });
    return (await world.autoScaling.send(command)).AutoScalingGroups ?? [];
  };
  const resize = (DesiredCapacity: number) =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({
        ...{ AutoScalingGroupName, DesiredCapacity, HonorCooldown: false },
      }),
    );
  const activities = async (): Promise<Activity[]> => {
    const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName });
    return (await world.autoScaling.send(command)).Activities ?? [];
  };
  /** It gives a group up in which an activity failed since the group was last seen changed. */
  const isAvailable = async (since: Date): Promise<boolean> => {
    const recent = (await activities()).filter(({ StartTime = since }) => StartTime >= since);
    return recent.every(({ StatusCode }) => StatusCode !== 'Failed');
  };

  it('discovers its groups by tags, and what their nodes are like', async () => {
    const Filters = [
      { Name: 'tag-key', Values: ['k8s.io/cluster-autoscaler/enabled'] },
      { Name: 'tag:k8s.io/cluster-autoscaler/shop', Values: ['owned'] },
    ];
    const [group, ...others] = await discover({ Filters });
    expect(others).to.deep.equal([]);
    const { MinSize, MaxSize, DesiredCapacity, LaunchConfigurationName = '' } = group ?? {};
    expect([MinSize, MaxSize, DesiredCapacity]).to.deep.equal([0, 10, 1]);
    const { LaunchConfigurations = [] } = await world.autoScaling.send(
      new DescribeLaunchConfigurationsCommand({
        ...{ LaunchConfigurationNames: [LaunchConfigurationName], MaxRecords: 50 },
      }),
    );
    expect(LaunchConfigurations.map(({ InstanceType }) => InstanceType)).to.deep.equal([
      't3.micro',
    ]);
    const names = Array.from({ length: 99 }, (_, index) => `gone-${index}`);
    const named = await discover({ AutoScalingGroupNames: [AutoScalingGroupName, ...names] });
    expect(named).to.deep.equal([group]);
  });

  it('adds nodes, and counts those that have not come yet', async () => {
    const since = world.now();
    await resize(3);
    await world.advance('1s');
    const { DesiredCapacity, Instances = [] } = (await groupOf(world, AutoScalingGroupName)) ?? {};
    expect([DesiredCapacity, Instances.length]).to.deep.equal([3, 3]);
    expect(await isAvailable(since)).to.equal(true);
    await world.advance('1m');
    expect(await lifecycleOf(world, AutoScalingGroupName)).to.deep.equal({ InService: 3 });
  });

  it('gives up a group that has no room for its nodes, and takes the wish back', async () => {
    await resize(3);
    await world.advance('1m');
    const since = world.now();
    await resize(5);
    await world.advance('10s');
    expect(await isAvailable(since)).to.equal(false);
    const [newest] = await activities();
    expect(newest?.StatusCode).to.equal('Failed');
    expect(newest?.Progress).to.equal(100);
    expect(newest?.Description).to.match(/^Launching a new EC2 instance/);
    expect(newest?.StatusMessage).to.match(/^We currently do not have sufficient .*capacity/);
    await resize(3);
    const withdrawn = world.now();
    await world.advance('1h');
    expect(await isAvailable(withdrawn)).to.equal(true);
    expect(await lifecycleOf(world, AutoScalingGroupName)).to.deep.equal({ InService: 3 });
  });

  it('removes the node that it has drained, and no other comes in its place', async () => {
    await resize(3);
    await world.advance('1m');
    const { Instances: [drained, ...rest] = [] } =
      (await groupOf(world, AutoScalingGroupName)) ?? {};
    const { Activity: activity } = await world.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: drained?.InstanceId,
        ShouldDecrementDesiredCapacity: true,
      }),
    );
    expect(activity?.Description).to.equal(`Terminating EC2 instance: ${drained?.InstanceId}`);
    await world.advance('1h');
    const { DesiredCapacity, Instances } = (await groupOf(world, AutoScalingGroupName)) ?? {};
    expect(DesiredCapacity).to.equal(2);
    expect(Instances).to.deep.equal(rest);
  });
});
