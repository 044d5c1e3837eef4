/** The kind of every number of the API, sent and answered, from the service model. */
export const numbers = {
  integer: `
    AcceleratorCountRequest: Max Min
    AcceleratorTotalMemoryMiBRequest: Max Min
    Activity: Progress
    AutoScalingGroup: DefaultCooldown DefaultInstanceWarmup DesiredCapacity HealthCheckGracePeriod
      MaxInstanceLifetime MaxSize MinSize PredictedCapacity WarmPoolSize
    AutoScalingGroupNamesType: MaxRecords
    BaselineEbsBandwidthMbpsRequest: Max Min
    CreateAutoScalingGroupType: DefaultCooldown DefaultInstanceWarmup DesiredCapacity
      HealthCheckGracePeriod MaxInstanceLifetime MaxSize MinSize
    CustomizedMetricSpecification: Period
    DescribeAccountLimitsAnswer: MaxNumberOfAutoScalingGroups MaxNumberOfLaunchConfigurations
      NumberOfAutoScalingGroups NumberOfLaunchConfigurations
    DescribeAccountSettingsType: MaxRecords
    DescribeAutoScalingInstancesType: MaxRecords
    DescribeInstanceRefreshesType: MaxRecords
    DescribeLoadBalancerTargetGroupsRequest: MaxRecords
    DescribeLoadBalancersRequest: MaxRecords
    DescribeNotificationConfigurationsType: MaxRecords
    DescribePoliciesType: MaxRecords
    DescribeScalingActivitiesType: MaxRecords
    DescribeScheduledActionsType: MaxRecords
    DescribeTagsType: MaxRecords
    DescribeTrafficSourcesRequest: MaxRecords
    DescribeWarmPoolType: MaxRecords
    Ebs: Iops Throughput VolumeSize
    InstanceMaintenancePolicy: MaxHealthyPercentage MinHealthyPercentage
    InstanceMetadataOptions: HttpPutResponseHopLimit
    InstanceRefresh: InstancesToUpdate PercentageComplete
    InstanceRefreshLivePoolProgress: InstancesToUpdate PercentageComplete
    InstanceRefreshWarmPoolProgress: InstancesToUpdate PercentageComplete
    InstanceRequirements: MaxSpotPriceAsPercentageOfOptimalOnDemandPrice
      OnDemandMaxPricePercentageOverLowestPrice SpotMaxPricePercentageOverLowestPrice
    InstancesDistribution: OnDemandBaseCapacity OnDemandPercentageAboveBaseCapacity
      SpotInstancePools
    LaunchConfigurationNamesType: MaxRecords
    LaunchInstancesRequest: RequestedCapacity
    LifecycleHook: GlobalTimeout HeartbeatTimeout
    LifecycleHookSpecification: HeartbeatTimeout
    MemoryMiBRequest: Max Min
    NetworkInterfaceCountRequest: Max Min
    PredictiveScalingConfiguration: MaxCapacityBuffer SchedulingBufferTime
    PutLifecycleHookType: HeartbeatTimeout
    PutScalingPolicyType: Cooldown EstimatedInstanceWarmup MinAdjustmentMagnitude MinAdjustmentStep
      ScalingAdjustment
    PutScheduledUpdateGroupActionType: DesiredCapacity MaxSize MinSize
    PutWarmPoolType: MaxGroupPreparedCapacity MinSize
    RefreshPreferences: BakeTime CheckpointDelay CheckpointPercentages InstanceWarmup
      MaxHealthyPercentage MinHealthyPercentage
    RollbackDetails: InstancesToUpdateOnRollback PercentageCompleteOnRollback
    ScalingPolicy: Cooldown EstimatedInstanceWarmup MinAdjustmentMagnitude MinAdjustmentStep
      ScalingAdjustment
    ScheduledUpdateGroupAction: DesiredCapacity MaxSize MinSize
    ScheduledUpdateGroupActionRequest: DesiredCapacity MaxSize MinSize
    SetDesiredCapacityType: DesiredCapacity
    StepAdjustment: ScalingAdjustment
    TargetTrackingMetricDataQuery: Period
    TargetTrackingMetricStat: Period
    UpdateAutoScalingGroupType: DefaultCooldown DefaultInstanceWarmup DesiredCapacity
      HealthCheckGracePeriod MaxInstanceLifetime MaxSize MinSize
    VCpuCountRequest: Max Min
    WarmPoolConfiguration: MaxGroupPreparedCapacity MinSize
  `,
  long: '',
  double: `
    CapacityForecast: Values
    ExecutePolicyType: BreachThreshold MetricValue
    LoadForecast: Values
    MemoryGiBPerVCpuRequest: Max Min
    NetworkBandwidthGbpsRequest: Max Min
    PredictiveScalingMetricSpecification: TargetValue
    StepAdjustment: MetricIntervalLowerBound MetricIntervalUpperBound
    TargetTrackingConfiguration: TargetValue
    TotalLocalStorageGBRequest: Max Min
  `,
} as const;
