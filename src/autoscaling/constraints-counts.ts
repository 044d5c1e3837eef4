import type { Rule } from '../wire/rule.js';

/**
 * How many elements lists may have, from the service model. Where AWS answers in words of its own,
 * as for the number of instances in a call, the operation checks.
 */
export const lists: readonly Rule[] = [
  { length: [0, 1], at: 'LaunchInstancesRequest: AvailabilityZoneIds AvailabilityZones SubnetIds' },
  { length: [0, 50], at: 'DescribeLifecycleHooksType: LifecycleHookNames' },
  {
    length: [0, 50],
    at: `
      BatchDeleteScheduledActionType: ScheduledActionNames
      BatchPutScheduledUpdateGroupActionType: ScheduledUpdateGroupActions
    `,
  },
  { length: [0, 400], at: 'InstanceRequirements: AllowedInstanceTypes ExcludedInstanceTypes' },
];

/** How small and how large numbers may be. */
export const values: readonly Rule[] = [
  // The model has no bounds for pages; the documentation has.
  {
    value: [1, 100],
    at: `
      AutoScalingGroupNamesType: MaxRecords
      DescribeAccountSettingsType: MaxRecords
      DescribeInstanceRefreshesType: MaxRecords
      DescribeLoadBalancerTargetGroupsRequest: MaxRecords
      DescribeLoadBalancersRequest: MaxRecords
      DescribeNotificationConfigurationsType: MaxRecords
      DescribePoliciesType: MaxRecords
      DescribeScalingActivitiesType: MaxRecords
      DescribeScheduledActionsType: MaxRecords
      DescribeTagsType: MaxRecords
      LaunchConfigurationNamesType: MaxRecords
    `,
  },
  {
    value: [1, 50],
    at: `
      DescribeAutoScalingInstancesType: MaxRecords
      DescribeTrafficSourcesRequest: MaxRecords
      DescribeWarmPoolType: MaxRecords
    `,
  },
  {
    value: [0, Infinity],
    at: `
      AcceleratorCountRequest: Max Min
      AcceleratorTotalMemoryMiBRequest: Max Min
      BaselineEbsBandwidthMbpsRequest: Max Min
      InstanceRequirements: MaxSpotPriceAsPercentageOfOptimalOnDemandPrice
         OnDemandMaxPricePercentageOverLowestPrice SpotMaxPricePercentageOverLowestPrice
      MemoryGiBPerVCpuRequest: Max Min
      MemoryMiBRequest: Max Min
      NetworkBandwidthGbpsRequest: Max Min
      NetworkInterfaceCountRequest: Max Min
      PutWarmPoolType: MinSize
      RefreshPreferences: InstanceWarmup
      TotalLocalStorageGBRequest: Max Min
      VCpuCountRequest: Max Min
    `,
  },
  {
    value: [1, Infinity],
    at: `
      CustomizedMetricSpecification: Period
      LaunchInstancesRequest: RequestedCapacity
      TargetTrackingMetricDataQuery: Period
      TargetTrackingMetricStat: Period
    `,
  },
  { value: [-1, Infinity], at: 'PutWarmPoolType: MaxGroupPreparedCapacity' },
  {
    value: [0, 100],
    at: `
      PredictiveScalingConfiguration: MaxCapacityBuffer
      RefreshPreferences: MinHealthyPercentage
    `,
  },
  { value: [0, 3600], at: 'PredictiveScalingConfiguration: SchedulingBufferTime' },
  { value: [1, 100], at: 'RefreshPreferences: CheckpointPercentages[]' },
  { value: [-1, 100], at: 'InstanceMaintenancePolicy: MinHealthyPercentage' },
  { value: [100, 200], at: 'RefreshPreferences: MaxHealthyPercentage' },
  { value: [-1, 200], at: 'InstanceMaintenancePolicy: MaxHealthyPercentage' },
  { value: [0, 172800], at: 'RefreshPreferences: BakeTime CheckpointDelay' },
  { value: [1, 64], at: 'InstanceMetadataOptions: HttpPutResponseHopLimit' },
  { value: [125, 1000], at: 'Ebs: Throughput' },
  { value: [100, 20000], at: 'Ebs: Iops' },
  { value: [1, 16384], at: 'Ebs: VolumeSize' },
];
