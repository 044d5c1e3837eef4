import type { Bounds, Rule } from '../wire/rule.js';

/** What XML can hold, as AWS's pattern spells it; every text of this API is held to it. */
const xml = String.raw`[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*`;

/** Most texts: names, ids and ARNs. The model has hardly any other bound for a new one. */
export const otherTexts: Bounds = { length: [1, 255], pattern: xml };

/** How long the other texts may be and what they may hold, from the service model. */
export const texts: readonly Rule[] = [
  {
    pattern: xml,
    at: `
      AutoScalingGroupNamesType: NextToken
      CreateLaunchConfigurationType: SecurityGroups[]
      DescribeAccountSettingsType: NextToken
      DescribeAutoScalingInstancesType: NextToken
      DescribeInstanceRefreshesType: NextToken
      DescribeLoadBalancerTargetGroupsRequest: NextToken
      DescribeLoadBalancersRequest: NextToken
      DescribeNotificationConfigurationsType: NextToken
      DescribePoliciesType: NextToken
      DescribeScalingActivitiesType: ActivityIds[] NextToken
      DescribeScheduledActionsType: NextToken
      DescribeTagsType: NextToken
      DescribeTrafficSourcesRequest: NextToken
      DescribeWarmPoolType: NextToken
      Filter: Name Values[]
      InstancesDistribution: OnDemandAllocationStrategy SpotAllocationStrategy
      LaunchConfigurationNamesType: NextToken
      Tag: ResourceId ResourceType
    `,
  },
  {
    length: [1, 19],
    pattern: xml,
    at: `
      AttachInstancesQuery: InstanceIds[]
      CompleteLifecycleActionType: InstanceId
      CreateAutoScalingGroupType: InstanceId
      CreateLaunchConfigurationType: InstanceId
      DescribeAutoScalingInstancesType: InstanceIds[]
      DetachInstancesQuery: InstanceIds[]
      EnterStandbyQuery: InstanceIds[]
      ExitStandbyQuery: InstanceIds[]
      RecordLifecycleActionHeartbeatType: InstanceId
      SetInstanceHealthQuery: InstanceId
      SetInstanceProtectionQuery: InstanceIds[]
      TerminateInstanceInAutoScalingGroupType: InstanceId InstanceIds[]
    `,
  },
  {
    length: [1, 32],
    pattern: xml,
    at: `
      CreateAutoScalingGroupType: HealthCheckType
      LaunchTemplateOverrides: WeightedCapacity
      PutScalingPolicyType: MetricAggregationType
      SetInstanceHealthQuery: HealthStatus
      UpdateAutoScalingGroupType: HealthCheckType
    `,
  },
  {
    length: [36, 36],
    pattern: xml,
    at: `
      CompleteLifecycleActionType: LifecycleActionToken
      RecordLifecycleActionHeartbeatType: LifecycleActionToken
    `,
  },
  {
    length: [1, 64],
    pattern: xml,
    at: `
      CreateLaunchConfigurationType: PlacementTenancy
      DescribePoliciesType: PolicyTypes[]
      PutScalingPolicyType: PolicyType
      TargetTrackingMetricDataQuery: Id
    `,
  },
  {
    length: [1, 100],
    pattern: xml,
    at: `
      MetricStat: Stat
      TargetTrackingMetricStat: Stat
    `,
  },
  { length: [1, 128], pattern: xml, at: 'Tag: Key' },
  {
    length: [0, 255],
    pattern: xml,
    at: `
      InstancesDistribution: SpotMaxPrice
      LifecycleHookSpecification: NotificationTargetARN
      PutLifecycleHookType: NotificationTargetARN
      UpdateAutoScalingGroupType: PlacementGroup
    `,
  },
  { length: [0, 256], pattern: xml, at: 'Tag: Value' },
  {
    length: [1, 511],
    pattern: xml,
    at: `
      AttachLoadBalancerTargetGroupsType: TargetGroupARNs[]
      CreateAutoScalingGroupType: TargetGroupARNs[]
      DetachLoadBalancerTargetGroupsType: TargetGroupARNs[]
      TrafficSourceIdentifier: Identifier Type
    `,
  },
  {
    length: [1, 1023],
    pattern: xml,
    at: `
      MetricDataQuery: Expression
      PredefinedMetricSpecification: ResourceLabel
      PredictiveScalingPredefinedLoadMetric: ResourceLabel
      PredictiveScalingPredefinedMetricPair: ResourceLabel
      PredictiveScalingPredefinedScalingMetric: ResourceLabel
    `,
  },
  {
    length: [1, 1600],
    pattern: xml,
    at: `
      CapacityReservationTarget: CapacityReservationResourceGroupArns[]
      CompleteLifecycleActionType: AutoScalingGroupName
      CreateAutoScalingGroupType: ServiceLinkedRoleARN TerminationPolicies[]
      CreateLaunchConfigurationType: IamInstanceProfile
      DeletePolicyType: PolicyName
      DescribePoliciesType: PolicyNames[]
      ExecutePolicyType: PolicyName
      RecordLifecycleActionHeartbeatType: AutoScalingGroupName
      UpdateAutoScalingGroupType: ServiceLinkedRoleARN TerminationPolicies[]
    `,
  },
  {
    length: [0, 2047],
    pattern: xml,
    at: `
      MetricDataQuery: Label
      TargetTrackingMetricDataQuery: Label
    `,
  },
  { length: [1, 2047], pattern: xml, at: 'TargetTrackingMetricDataQuery: Expression' },
  {
    length: [1, 5000],
    pattern: xml,
    at: `
      CreateAutoScalingGroupType: VPCZoneIdentifier
      UpdateAutoScalingGroupType: VPCZoneIdentifier
    `,
  },
  { length: [0, 21847], pattern: xml, at: 'CreateLaunchConfigurationType: UserData' },
  {
    length: [1, 255],
    pattern: String.raw`[A-Za-z0-9\-_\/]+`,
    at: `
      CapacityReservationTarget: CapacityReservationIds[]
      CompleteLifecycleActionType: LifecycleHookName
      DeleteLifecycleHookType: LifecycleHookName
      DescribeLifecycleHooksType: LifecycleHookNames[]
      LifecycleHookSpecification: LifecycleHookName
      PutLifecycleHookType: LifecycleHookName
      RecordLifecycleActionHeartbeatType: LifecycleHookName
    `,
  },
  {
    length: [1, 64],
    pattern: String.raw`[A-Za-z0-9\-_\/]+`,
    at: 'LaunchInstancesRequest: ClientToken',
  },
  {
    length: [3, 128],
    pattern: String.raw`[a-zA-Z0-9\(\)\.\-/_]+`,
    at: 'LaunchTemplateSpecification: LaunchTemplateName',
  },
  { length: [5, 21], pattern: '^ami-[a-z0-9]{1,17}$', at: 'LaunchTemplateOverrides: ImageId' },
  {
    length: [1, 30],
    pattern: String.raw`[a-zA-Z0-9\.\*\-]+`,
    at: 'InstanceRequirements: AllowedInstanceTypes[] ExcludedInstanceTypes[]',
  },
  {
    length: [1, 4000],
    pattern: String.raw`[\u0009\u000A\u000D\u0020-\u007e]+`,
    at: `
      LifecycleHookSpecification: NotificationMetadata
      PutLifecycleHookType: NotificationMetadata
    `,
  },
];
