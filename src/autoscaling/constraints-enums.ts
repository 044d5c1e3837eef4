import type { Rule } from '../wire/rule.js';

/** The texts of which AWS gives the list, in the order of its model. */
export const enums: readonly Rule[] = [
  {
    oneOf: ['balanced-only', 'balanced-best-effort'],
    at: 'AvailabilityZoneDistribution: CapacityDistributionStrategy',
  },
  {
    oneOf: ['ReplaceUnhealthy', 'IgnoreUnhealthy'],
    at: 'AvailabilityZoneImpairmentPolicy: ImpairedZoneHealthCheckBehavior',
  },
  {
    oneOf: ['capacity-reservations-only', 'capacity-reservations-first', 'none', 'default'],
    at: 'CapacityReservationSpecification: CapacityReservationPreference',
  },
  {
    oneOf: ['none', 'prevent-force-deletion', 'prevent-all-deletion'],
    at: `
      CreateAutoScalingGroupType: DeletionProtection
      UpdateAutoScalingGroupType: DeletionProtection
    `,
  },
  {
    oneOf: ['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum'],
    at: 'CustomizedMetricSpecification: Statistic',
  },
  {
    oneOf: [
      'on-demand-capacity-reservation',
      'capacity-block',
      'interruptible-capacity-reservation',
      'on-demand',
    ],
    at: 'DistributionSegment: TargetCapacityTypes[]',
  },
  { oneOf: ['disabled', 'enabled'], at: 'InstanceMetadataOptions: HttpEndpoint' },
  { oneOf: ['optional', 'required'], at: 'InstanceMetadataOptions: HttpTokens' },
  {
    oneOf: ['nvidia', 'amd', 'amazon-web-services', 'xilinx'],
    at: 'InstanceRequirements: AcceleratorManufacturers[]',
  },
  {
    oneOf: ['a100', 'v100', 'k80', 't4', 'm60', 'radeon-pro-v520', 'vu9p'],
    at: 'InstanceRequirements: AcceleratorNames[]',
  },
  { oneOf: ['gpu', 'fpga', 'inference'], at: 'InstanceRequirements: AcceleratorTypes[]' },
  {
    oneOf: ['included', 'excluded', 'required'],
    at: 'InstanceRequirements: BareMetal BurstablePerformance LocalStorage',
  },
  {
    oneOf: ['intel', 'amd', 'amazon-web-services', 'apple'],
    at: 'InstanceRequirements: CpuManufacturers[]',
  },
  { oneOf: ['current', 'previous'], at: 'InstanceRequirements: InstanceGenerations[]' },
  { oneOf: ['hdd', 'ssd'], at: 'InstanceRequirements: LocalStorageTypes[]' },
  {
    oneOf: ['retry-with-group-configuration', 'none'],
    at: 'LaunchInstancesRequest: RetryStrategy',
  },
  {
    oneOf: [
      'ASGAverageCPUUtilization',
      'ASGAverageNetworkIn',
      'ASGAverageNetworkOut',
      'ALBRequestCountPerTarget',
      'ASGAverageCPUUtilizationHighResolution',
    ],
    at: 'PredefinedMetricSpecification: PredefinedMetricType',
  },
  {
    oneOf: ['HonorMaxCapacity', 'IncreaseMaxCapacity'],
    at: 'PredictiveScalingConfiguration: MaxCapacityBreachBehavior',
  },
  { oneOf: ['ForecastAndScale', 'ForecastOnly'], at: 'PredictiveScalingConfiguration: Mode' },
  {
    oneOf: [
      'ASGTotalCPUUtilization',
      'ASGTotalNetworkIn',
      'ASGTotalNetworkOut',
      'ALBTargetGroupRequestCount',
    ],
    at: 'PredictiveScalingPredefinedLoadMetric: PredefinedMetricType',
  },
  {
    oneOf: ['ASGCPUUtilization', 'ASGNetworkIn', 'ASGNetworkOut', 'ALBRequestCount'],
    at: 'PredictiveScalingPredefinedMetricPair: PredefinedMetricType',
  },
  {
    oneOf: [
      'ASGAverageCPUUtilization',
      'ASGAverageNetworkIn',
      'ASGAverageNetworkOut',
      'ALBRequestCountPerTarget',
    ],
    at: 'PredictiveScalingPredefinedScalingMetric: PredefinedMetricType',
  },
  { oneOf: ['Stopped', 'Running', 'Hibernated'], at: 'PutWarmPoolType: PoolState' },
  { oneOf: ['Refresh', 'Ignore', 'Wait'], at: 'RefreshPreferences: ScaleInProtectedInstances' },
  { oneOf: ['Terminate', 'Ignore', 'Wait'], at: 'RefreshPreferences: StandbyInstances' },
  { oneOf: ['retain', 'terminate'], at: 'RetentionTriggers: TerminateHookAbandon' },
  { oneOf: ['Rolling', 'ReplaceRootVolume'], at: 'StartInstanceRefreshType: Strategy' },
];
