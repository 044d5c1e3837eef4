import { logAlarmInput } from '../support/log-alarms.js';
import { worldStart } from '../support/world.js';

/** What an owner has in its account, and what others try to reach it by. */
const group = { AutoScalingGroupName: 'web' };
const policy = { ...group, PolicyName: 'out' };
const hook = {
  ...{ ...group, LifecycleHookName: 'boot' },
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
};
const foreseen = {
  MetricSpecifications: [
    {
      TargetValue: 50,
      PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' },
    },
  ],
};
const topic = { ...group, TopicARN: 'arn:aws:sns:us-east-1:111111111111:owner' };
const alarm = {
  AlarmName: 'hot',
  Namespace: 'App',
  MetricName: 'Load',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 60,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;
const hostsAlarm = {
  ...{ AlarmName: 'hot-hosts', EvaluationPeriods: 1, Threshold: 1 },
  ComparisonOperator: 'GreaterThanThreshold',
  Metrics: [
    {
      Id: 'q1',
      Expression: 'SELECT MAX(Load) FROM App GROUP BY Host ORDER BY MAX() DESC',
      Period: 60,
    },
  ],
} as const;
const window = { StartTime: worldStart, EndTime: new Date(worldStart.getTime() + 3_600_000) };
const alarmArn = 'arn:aws:cloudwatch:us-east-1:111111111111:alarm:hot';
const tag = { ...{ ResourceId: 'web', ResourceType: 'auto-scaling-group' }, Key: 'k', Value: 'v' };
const action = { ...group, ScheduledActionName: 'night' };
const template = { LaunchConfigurationName: 'web-1', ImageId: 'ami-1', InstanceType: 'm5.large' };

const detector = {
  SingleMetricAnomalyDetector: { Namespace: 'App', MetricName: 'Load', Stat: 'Sum' },
};

const nightly = { Expression: 'cron(0 2 * * *)', Duration: 'PT4H' };
const muteRule = { Name: 'night', Rule: { Schedule: nightly } };

/** Of each operation that we serve: an input that would touch, or show, what the owner has. */
export const attempts: Readonly<Record<string, object>> = {
  // Those that show something.
  DescribeAlarms: {},
  DescribeAlarmsForMetric: { Namespace: 'App', MetricName: 'Load' },
  DescribeAlarmHistory: {},
  DescribeAlarmContributors: { AlarmName: 'hot-hosts' },
  ListMetrics: {},
  ListTagsForResource: { ResourceARN: alarmArn },
  GetMetricStatistics: {
    ...{ Namespace: 'App', MetricName: 'Load', Period: 60, Statistics: ['Sum'] },
    ...window,
  },
  GetMetricData: {
    ...window,
    MetricDataQueries: [
      { Id: 'e1', Expression: "SEARCH('Load', 'Sum', 60)" },
      { Id: 'q1', Expression: 'SELECT SUM(Load) FROM App GROUP BY Host', Period: 60 },
    ],
  },
  DescribeAutoScalingGroups: {},
  DescribeAutoScalingInstances: {},
  DescribeLaunchConfigurations: {},
  DescribePolicies: {},
  DescribeScalingActivities: {},
  DescribeScheduledActions: {},
  DescribeTags: {},
  GetPredictiveScalingForecast: { ...group, PolicyName: 'foresee', ...window },
  DescribeNotificationConfigurations: {},
  DescribeLifecycleHooks: group,
  DescribeAnomalyDetectors: {},
  ListAlarmMuteRules: {},
  GetAlarmMuteRule: { AlarmMuteRuleName: 'night' },
  // Those that change something, the gentle ones first.
  PutMetricData: { Namespace: 'Mine', MetricData: [{ MetricName: 'Mine', Value: 1 }] },
  SetAlarmState: { AlarmName: 'hot', StateValue: 'ALARM', StateReason: 'x' },
  EnableAlarmActions: { AlarmNames: ['hot'] },
  DisableAlarmActions: { AlarmNames: ['hot'] },
  TagResource: { ResourceARN: alarmArn, Tags: [{ Key: 'a', Value: 'b' }] },
  UntagResource: { ResourceARN: alarmArn, TagKeys: ['owner'] },
  UpdateAutoScalingGroup: { ...group, MaxSize: 9 },
  SetDesiredCapacity: { ...group, DesiredCapacity: 0 },
  LaunchInstances: { ...group, RequestedCapacity: 1, ClientToken: 'owned' },
  ExecutePolicy: { ...group, PolicyName: 'out' },
  PutScalingPolicy: { ...policy, AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 3 },
  PutScheduledUpdateGroupAction: { ...action, MinSize: 0, Recurrence: '0 0 * * *' },
  BatchPutScheduledUpdateGroupAction: {
    ...{ ...group, ScheduledUpdateGroupActions: [{ ScheduledActionName: 'x', MinSize: 0 }] },
  },
  PutLifecycleHook: { ...hook, HeartbeatTimeout: 60 },
  CompleteLifecycleAction: {
    ...{ ...group, LifecycleHookName: 'boot', InstanceId: 'OWNED' },
    LifecycleActionResult: 'ABANDON',
  },
  RecordLifecycleActionHeartbeat: {
    ...{ ...group, LifecycleHookName: 'boot', InstanceId: 'OWNED' },
  },
  PutNotificationConfiguration: { ...topic, NotificationTypes: [] },
  DeleteNotificationConfiguration: topic,
  EnterStandby: {
    ...{ ...group, InstanceIds: ['OWNED'], ShouldDecrementDesiredCapacity: true },
  },
  ExitStandby: { ...group, InstanceIds: ['OWNED'] },
  DetachInstances: {
    ...{ ...group, InstanceIds: ['OWNED'], ShouldDecrementDesiredCapacity: true },
  },
  AttachInstances: { ...group, InstanceIds: ['OWNED'] },
  BatchDeleteScheduledAction: { ...group, ScheduledActionNames: ['x'] },
  DeleteLifecycleHook: { ...group, LifecycleHookName: 'boot' },
  SuspendProcesses: group,
  ResumeProcesses: group,
  EnableMetricsCollection: { ...group, Granularity: '1Minute' },
  DisableMetricsCollection: group,
  CreateOrUpdateTags: { Tags: [{ ...tag, PropagateAtLaunch: false }] },
  DeleteTags: { Tags: [tag] },
  SetInstanceHealth: { InstanceId: 'OWNED', HealthStatus: 'Unhealthy' },
  SetInstanceProtection: { ...group, InstanceIds: ['OWNED'], ProtectedFromScaleIn: true },
  TerminateInstanceInAutoScalingGroup: {
    ...{ InstanceId: 'OWNED', ShouldDecrementDesiredCapacity: true },
  },
  DeletePolicy: policy,
  DeleteScheduledAction: action,
  DeleteAlarms: { AlarmNames: ['hot'] },
  DeleteAutoScalingGroup: { ...group, ForceDelete: true },
  DeleteLaunchConfiguration: { LaunchConfigurationName: 'web-1' },
  DeleteAlarmMuteRule: { AlarmMuteRuleName: 'night' },
  // Those that the other may do under the same name.
  PutAlarmMuteRule: muteRule,
  DeleteAnomalyDetector: detector,
  PutAnomalyDetector: { ...detector, Configuration: { AdaptationSpeed: 'FAST' } },
  PutMetricAlarm: { ...alarm, Threshold: 1 },
  PutCompositeAlarm: { AlarmName: 'any-hot', AlarmRule: 'ALARM(hot)' },
  PutLogAlarm: { ...logAlarmInput, AlarmName: 'hot' },
  CreateLaunchConfiguration: { ...template, ImageId: 'ami-2' },
  CreateAutoScalingGroup: {
    ...group,
    ...{ LaunchConfigurationName: 'web-1', MinSize: 0, MaxSize: 0 },
    AvailabilityZones: ['us-east-1a'],
  },
};

/** They tell of the service, the same to everybody. */
export const impersonal = /^Describe(AccountLimits|AdjustmentTypes|.*(Types|Type))$/;

/** What the owner makes, in this order. */
export const possessions: readonly (readonly [string, object])[] = [
  ['CreateLaunchConfiguration', template],
  [
    'CreateAutoScalingGroup',
    {
      ...group,
      ...{ LaunchConfigurationName: 'web-1', MinSize: 1, MaxSize: 5, DesiredCapacity: 2 },
      AvailabilityZones: ['us-east-1a', 'us-east-1b'],
      Tags: [{ Key: 'owner-tag', Value: 'x', PropagateAtLaunch: true }],
    },
  ],
  ['PutScalingPolicy', { ...policy, AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 }],
  ['PutLifecycleHook', hook],
  [
    'PutNotificationConfiguration',
    { ...topic, NotificationTypes: ['autoscaling:EC2_INSTANCE_LAUNCH'] },
  ],
  [
    'PutScalingPolicy',
    {
      ...{ ...group, PolicyName: 'foresee', PolicyType: 'PredictiveScaling' },
      PredictiveScalingConfiguration: foreseen,
    },
  ],
  ['PutScheduledUpdateGroupAction', { ...action, MinSize: 1, Recurrence: '0 3 * * *' }],
  ['PutAnomalyDetector', detector],
  ['PutMetricAlarm', hostsAlarm],
  ['PutMetricAlarm', { ...alarm, Tags: [{ Key: 'owner', Value: 'owner-tag' }] }],
  ['PutAlarmMuteRule', { ...muteRule, MuteTargets: { AlarmNames: ['hot'] } }],
  [
    'PutMetricData',
    { Namespace: 'App', MetricData: [{ MetricName: 'Load', Value: 5, Timestamp: worldStart }] },
  ],
];
