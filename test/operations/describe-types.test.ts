import {
  DescribeAccountLimitsCommand,
  DescribeAdjustmentTypesCommand,
  DescribeAutoScalingNotificationTypesCommand,
  DescribeLifecycleHookTypesCommand,
  DescribeMetricCollectionTypesCommand,
  DescribeScalingProcessTypesCommand,
  DescribeTerminationPolicyTypesCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('what Auto Scaling has types of', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  after(() => world.close());

  it('DescribeAdjustmentTypes lists', async () => {
    const answer = await world.autoScaling.send(new DescribeAdjustmentTypesCommand({}));
    const types = answer.AdjustmentTypes?.map(({ AdjustmentType }) => AdjustmentType);
    expect(types).to.deep.equal(['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity']);
  });

  it('DescribeTerminationPolicyTypes lists', async () => {
    const answer = await world.autoScaling.send(new DescribeTerminationPolicyTypesCommand({}));
    expect(answer.TerminationPolicyTypes).to.deep.equal([
      'AllocationStrategy',
      'ClosestToNextInstanceHour',
      'Default',
      'NewestInstance',
      'OldestInstance',
      'OldestLaunchConfiguration',
      'OldestLaunchTemplate',
    ]);
  });

  it('DescribeScalingProcessTypes lists', async () => {
    const answer = await world.autoScaling.send(new DescribeScalingProcessTypesCommand({}));
    expect(answer.Processes?.map(({ ProcessName }) => ProcessName)).to.deep.equal([
      'AZRebalance',
      'AddToLoadBalancer',
      'AlarmNotification',
      'HealthCheck',
      'InstanceRefresh',
      'Launch',
      'ReplaceUnhealthy',
      'ScheduledActions',
      'Terminate',
    ]);
  });

  it('DescribeAutoScalingNotificationTypes lists', async () => {
    const command = new DescribeAutoScalingNotificationTypesCommand({});
    const answer = await world.autoScaling.send(command);
    expect(answer.AutoScalingNotificationTypes).to.deep.equal([
      'autoscaling:EC2_INSTANCE_LAUNCH',
      'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
      'autoscaling:EC2_INSTANCE_TERMINATE',
      'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
      'autoscaling:TEST_NOTIFICATION',
    ]);
  });

  it('DescribeLifecycleHookTypes lists', async () => {
    const answer = await world.autoScaling.send(new DescribeLifecycleHookTypesCommand({}));
    expect(answer.LifecycleHookTypes).to.deep.equal([
      'autoscaling:EC2_INSTANCE_LAUNCHING',
      'autoscaling:EC2_INSTANCE_TERMINATING',
    ]);
  });

  it('DescribeMetricCollectionTypes lists', async () => {
    const answer = await world.autoScaling.send(new DescribeMetricCollectionTypesCommand({}));
    expect(answer.Granularities).to.deep.equal([{ Granularity: '1Minute' }]);
    expect(answer.Metrics).to.have.length(22);
    expect(answer.Metrics?.[0]).to.deep.equal({ Metric: 'GroupMinSize' });
  });

  it('DescribeAccountLimits counts', async () => {
    await createConfiguration(world, 'lc');
    await createConfiguration(world, 'lc-2');
    await createGroup(world);
    const { $metadata: metadata, ...limits } = await world.autoScaling.send(
      new DescribeAccountLimitsCommand({}),
    );
    expect(metadata.httpStatusCode).to.equal(200);
    expect(limits).to.deep.equal({
      MaxNumberOfAutoScalingGroups: 500,
      MaxNumberOfLaunchConfigurations: 200,
      NumberOfAutoScalingGroups: 1,
      NumberOfLaunchConfigurations: 2,
    });
  });
});
