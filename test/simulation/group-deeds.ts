import { processNames } from '../../src/autoscaling/process.js';
import type { Random } from '../support/random.js';
import { type Choice, deed, type WeightedDeed } from './deed.js';

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

/** What clients do to groups, their policies, schedules and hooks. */
export const groupDeeds: readonly WeightedDeed[] = [
  deed(4, 'CreateAutoScalingGroup', create),
  deed(4, 'UpdateAutoScalingGroup', update),
  deed(1, 'DeleteAutoScalingGroup', remove),
  deed(10, 'SetDesiredCapacity', ({ group, random, scale }) => ({
    AutoScalingGroupName: group,
    DesiredCapacity: random.below(14) * scale,
    HonorCooldown: random.next() < 0.2,
  })),
  deed(2, 'SuspendProcesses', suspend),
  deed(3, 'ResumeProcesses', ({ group, random }) => ({
    AutoScalingGroupName: group,
    ...(random.next() < 0.3 && { ScalingProcesses: [random.pick(processNames)] }),
  })),
  deed(4, 'PutScalingPolicy', putPolicy),
  deed(1, 'DeletePolicy', ({ group, random }) => ({
    AutoScalingGroupName: group,
    PolicyName: policyName(random),
  })),
  deed(4, 'ExecutePolicy', ({ group, random }) => ({
    ...{ AutoScalingGroupName: group, PolicyName: policyName(random) },
    ...(random.next() < 0.5 && { MetricValue: random.below(100), BreachThreshold: 50 }),
    ...(random.next() < 0.2 && { HonorCooldown: true }),
  })),
  deed(3, 'PutScheduledUpdateGroupAction', putSchedule),
  deed(1, 'DeleteScheduledAction', ({ group, random }) => ({
    AutoScalingGroupName: group,
    ScheduledActionName: `at-${random.below(3)}`,
  })),
  deed(2, 'PutLifecycleHook', putHook),
  deed(2, 'DeleteLifecycleHook', ({ group, random }) => ({
    AutoScalingGroupName: group,
    LifecycleHookName: hookName(random),
  })),
  deed(1, 'EnableMetricsCollection', ({ group }) => ({
    AutoScalingGroupName: group,
    Granularity: '1Minute',
  })),
  deed(1, 'DisableMetricsCollection', ({ group }) => ({ AutoScalingGroupName: group })),
  deed(1, 'PutNotificationConfiguration', ({ group }) => ({
    AutoScalingGroupName: group,
    TopicARN: 'arn:aws:sns:us-east-1:000000000000:told',
    NotificationTypes: ['autoscaling:EC2_INSTANCE_LAUNCH', 'autoscaling:EC2_INSTANCE_TERMINATE'],
  })),
];

function create({ group, random, scale, isWild, isRemixed }: Choice): object {
  const MinSize = random.below(3) * scale;
  const isMixed = random.next() < (scale > 1 || isRemixed ? 0.8 : 0.25);
  return {
    AutoScalingGroupName: group,
    ...{ MinSize, MaxSize: MinSize + random.below(12) * scale },
    AvailabilityZones: someZones(random),
    ...(isMixed
      ? { MixedInstancesPolicy: mixedPolicy(random, scale) }
      : { LaunchConfigurationName: random.pick(['old', 'new']) }),
    ...(random.next() < 0.5 && { DefaultCooldown: random.pick([0, 30, 300]) }),
    ...(random.next() < 0.3 && { DefaultInstanceWarmup: random.pick([0, 60, 300]) }),
    ...(random.next() < 0.2 && { NewInstancesProtectedFromScaleIn: true }),
    ...(random.next() < 0.2 && { HealthCheckGracePeriod: random.pick([0, 120]) }),
    ...(random.next() < 0.1 && { MaxInstanceLifetime: 86_400 }),
    ...(random.next() < 0.3 && { TerminationPolicies: [random.pick(terminationPolicies)] }),
    ...(random.next() < 0.2 && { AvailabilityZoneDistribution: distribution(random) }),
    ...(isWild && random.next() < 0.5 && { CapacityRebalance: true }),
  };
}

function distribution(random: Random): object {
  const strategies = ['balanced-only', 'balanced-best-effort'];
  return { CapacityDistributionStrategy: random.pick(strategies) };
}

const terminationPolicies = [
  'OldestInstance',
  'NewestInstance',
  'OldestLaunchConfiguration',
  'ClosestToNextInstanceHour',
  'AllocationStrategy',
  'Default',
];

function mixedPolicy(random: Random, scale: number): object {
  const hasWeights = random.next() < 0.5 || scale > 1;
  const isHeavy = scale > 1 && random.next() < 0.7;
  const override = (InstanceType: string, WeightedCapacity: string): object =>
    hasWeights ? { InstanceType, WeightedCapacity } : { InstanceType };
  return {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: 'template' },
      Overrides: [
        ...(isHeavy ? [override('m5.2xlarge', '4'), override('m5.8xlarge', '16')] : []),
        override('m5.large', '1'),
        override('m5.xlarge', '2'),
        override('m5.4xlarge', '8'),
      ],
    },
    InstancesDistribution: {
      OnDemandBaseCapacity: random.below(3),
      OnDemandPercentageAboveBaseCapacity: random.pick([0, 30, 100]),
    },
  };
}

function update({ group, random, scale }: Choice): object {
  const MinSize = random.below(4) * scale;
  return {
    AutoScalingGroupName: group,
    ...(random.next() < 0.6 && { MinSize, MaxSize: MinSize + random.below(14) * scale }),
    ...(random.next() < 0.3 && { AvailabilityZones: someZones(random) }),
    ...(random.next() < 0.2 && { LaunchConfigurationName: random.pick(['old', 'new']) }),
    ...(random.next() < 0.2 && { DesiredCapacity: random.below(10) * scale }),
    ...(random.next() < 0.1 && { NewInstancesProtectedFromScaleIn: random.next() < 0.5 }),
  };
}

function remove({ group, random }: Choice): object {
  return { AutoScalingGroupName: group, ForceDelete: random.next() < 0.5 };
}

function suspend({ group, random }: Choice): object {
  return { AutoScalingGroupName: group, ScalingProcesses: [random.pick(processNames)] };
}

function putPolicy({ group, random, isWild }: Choice): object {
  const PolicyName = policyName(random);
  const EstimatedInstanceWarmup = random.pick([0, 60, 300]);
  const AdjustmentType = random.pick(['ChangeInCapacity', 'PercentChangeInCapacity']);
  const kinds: readonly object[] = [
    {
      ...{ AdjustmentType, ScalingAdjustment: random.pick([-50, -1, 1, 2, 50]) },
      Cooldown: random.pick([0, 60]),
    },
    {
      ...{ PolicyType: 'StepScaling', AdjustmentType, EstimatedInstanceWarmup },
      StepAdjustments: [
        { MetricIntervalUpperBound: -10, ScalingAdjustment: -2 },
        { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
        { MetricIntervalLowerBound: 10, ScalingAdjustment: isWild ? 100 : 3 },
      ],
    },
    {
      ...{ PolicyType: 'TargetTrackingScaling', EstimatedInstanceWarmup },
      TargetTrackingConfiguration: {
        TargetValue: 50,
        CustomizedMetricSpecification: {
          ...{ Namespace: 'World', MetricName: 'Load', Statistic: 'Average' },
          Dimensions: [{ Name: 'Group', Value: group }],
        },
        DisableScaleIn: random.next() < 0.2,
      },
    },
  ];
  return { AutoScalingGroupName: group, PolicyName, ...random.pick(kinds) };
}

function policyName(random: Random): string {
  return `policy-${random.below(3)}`;
}

function putSchedule({ group, random, now, isWild }: Choice): object {
  const soon = new Date(now.getTime() + random.below(1_800) * 1000);
  const MinSize = random.below(3);
  const sizes = random.pick([
    { DesiredCapacity: random.below(10) },
    { MinSize, MaxSize: MinSize + random.below(10) },
    { MinSize, MaxSize: MinSize + 5, DesiredCapacity: MinSize + random.below(5) },
  ]);
  // Several groups have some at the same second.
  const quarter = new Date(Math.ceil((now.getTime() + 1) / 900_000) * 900_000);
  const time = random.pick<object>([
    { StartTime: isWild ? quarter : soon },
    { Recurrence: '*/7 * * * *' },
    { Recurrence: '0 * * * *', TimeZone: 'Europe/Berlin' },
  ]);
  const ScheduledActionName = `at-${random.below(3)}`;
  return { AutoScalingGroupName: group, ScheduledActionName, ...sizes, ...time };
}

function putHook({ group, random }: Choice): object {
  return {
    AutoScalingGroupName: group,
    LifecycleHookName: hookName(random),
    LifecycleTransition: random.pick([
      'autoscaling:EC2_INSTANCE_LAUNCHING',
      'autoscaling:EC2_INSTANCE_TERMINATING',
    ]),
    HeartbeatTimeout: random.pick([30, 60, 600]),
    DefaultResult: random.pick(['CONTINUE', 'CONTINUE', 'ABANDON']),
  };
}

export function hookName(random: Random): string {
  return random.pick(['one', 'two']);
}

export function someZones(random: Random): readonly string[] {
  const some = zones.filter(() => random.next() < 0.7);
  return some.length === 0 ? zones : some;
}
