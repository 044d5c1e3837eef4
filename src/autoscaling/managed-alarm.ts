import type { ManagedAlarm, Policy } from './policy-document.js';

/**
 * The request that puts an alarm of a target tracking policy, in the words of PutMetricAlarm. It is
 * checked when the policy is put, and made when the alarm is: so no policy is taken whose alarms
 * would be refused.
 */
export function managedAlarmRequest(
  { PolicyARN, Enabled }: Policy,
  { direction, AlarmName, Threshold, EvaluationPeriods, source }: ManagedAlarm,
): object {
  return {
    ...{ AlarmName, Threshold, EvaluationPeriods },
    ...source,
    ComparisonOperator: direction === 'high' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${PolicyARN}.`,
    AlarmActions: [PolicyARN],
    ActionsEnabled: Enabled,
  };
}
