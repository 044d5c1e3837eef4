import type {
  MetricDataQuery,
  PredictiveScalingMetricSpecification,
} from '@aws-sdk/client-auto-scaling';

/** The metrics that a predictive policy learns from, as queries of CloudWatch, hour by hour. */
export interface PredictiveQueries {
  readonly load: readonly MetricDataQuery[];
  readonly scaling: readonly MetricDataQuery[];
  /** How much of the group was in service, in its units. */
  readonly capacity: readonly MetricDataQuery[];
}

export interface PredictedGroup {
  readonly AutoScalingGroupName: string;
  readonly isWeighted: boolean;
}

export function predictiveQueries(
  specification: PredictiveScalingMetricSpecification,
  { AutoScalingGroupName, isWeighted }: PredictedGroup,
): PredictiveQueries {
  const {
    PredefinedMetricPairSpecification: pair,
    PredefinedLoadMetricSpecification: load = pair,
    PredefinedScalingMetricSpecification: scaling = pair,
    CustomizedLoadMetricSpecification: customLoad,
    CustomizedScalingMetricSpecification: customScaling,
    CustomizedCapacityMetricSpecification: customCapacity,
  } = specification;
  const ofGroup = (Namespace: string, MetricName: string, Stat: string): MetricDataQuery[] => {
    const Dimensions = [{ Name: 'AutoScalingGroupName', Value: AutoScalingGroupName }];
    return [{ Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Stat } }];
  };
  const ofType = (type: string | undefined, Stat: string): MetricDataQuery[] =>
    ofGroup('AWS/EC2', metricNames[(type ?? '').replace(/^ASG(Total|Average)?/, '')] ?? '', Stat);
  const counted = isWeighted ? 'GroupInServiceCapacity' : 'GroupInServiceInstances';
  const inService = ofGroup('AWS/AutoScaling', counted, 'Average');
  return {
    load: customLoad?.MetricDataQueries ?? ofType(load?.PredefinedMetricType, 'Sum'),
    scaling: customScaling?.MetricDataQueries ?? ofType(scaling?.PredefinedMetricType, 'Average'),
    capacity: customCapacity?.MetricDataQueries ?? inService,
  };
}

const metricNames: Readonly<Record<string, string>> = {
  CPUUtilization: 'CPUUtilization',
  NetworkIn: 'NetworkIn',
  NetworkOut: 'NetworkOut',
};
