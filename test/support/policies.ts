import type { PutScalingPolicyType, StepAdjustment } from '@aws-sdk/client-auto-scaling';

/** What the tests of scaling policies put, beside the names of policy and group. */
export type PolicyGiven = Partial<PutScalingPolicyType>;

export const step: PolicyGiven = { PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity' };
export const simple: PolicyGiven = { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1 };
export const cpu = {
  PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
};
export const tracking = {
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingConfiguration: { ...cpu, TargetValue: 60 },
} as PolicyGiven;

export function tracked(configuration: object): PolicyGiven {
  const TargetTrackingConfiguration = { TargetValue: 60, ...configuration };
  return { PolicyType: 'TargetTrackingScaling', TargetTrackingConfiguration };
}

export function stepped(...bounds: (readonly [number?, number?])[]): PolicyGiven {
  const StepAdjustments = bounds.map(([lower, upper]): StepAdjustment => {
    return {
      MetricIntervalLowerBound: lower,
      MetricIntervalUpperBound: upper,
      ScalingAdjustment: 1,
    };
  });
  return { ...step, StepAdjustments };
}
