import { type Choice, deed, type WeightedDeed } from './deed.js';

/** Load on the groups, and alarms that invoke their policies. */
export const loadDeeds: readonly WeightedDeed[] = [
  deed(20, 'PutMetricData', (choice) => ({
    Namespace: 'World',
    MetricData: [
      {
        ...metric(choice),
        Value: choice.random.pick([5, 20, 45, 60, 90]),
        // Some are late, and fill holes of minutes that alarms have looked at.
        Timestamp: new Date(choice.now.getTime() - choice.random.pick([0, 0, 0, 60, 240]) * 1000),
      },
    ],
  })),
  deed(4, 'PutMetricAlarm', (choice) => ({
    AlarmName: alarmName(choice),
    ...{ Namespace: 'World', ...metric(choice), Statistic: 'Average', Period: 60 },
    EvaluationPeriods: choice.random.pick([1, 1, 2]),
    Threshold: 50,
    ComparisonOperator: choice.random.pick(['GreaterThanThreshold', 'LessThanThreshold']),
    TreatMissingData: choice.random.pick(['missing', 'ignore', 'breaching', 'notBreaching']),
    AlarmActions: [choice.policyArn()],
  })),
  deed(1, 'DeleteAlarms', (choice) => ({ AlarmNames: [alarmName(choice)] })),
  deed(1, 'SetAlarmState', (choice) => ({
    AlarmName: alarmName(choice),
    StateValue: choice.random.pick(['OK', 'ALARM']),
    StateReason: 'wanted',
  })),
];

/** Calls that change nothing; their answers must be as their schemas say. */
export const lookingDeeds: readonly WeightedDeed[] = [
  deed(10, 'DescribeAutoScalingGroups', () => ({})),
  deed(1, 'DescribeAutoScalingInstances', () => ({})),
  deed(1, 'DescribePolicies', ({ group }) => ({ AutoScalingGroupName: group })),
  deed(1, 'DescribeLifecycleHooks', ({ group }) => ({ AutoScalingGroupName: group })),
  deed(1, 'DescribeScheduledActions', () => ({})),
  deed(1, 'DescribeNotificationConfigurations', () => ({})),
  deed(2, 'DescribeScalingActivities', ({ random }) => ({
    IncludeDeletedGroups: random.next() < 0.5,
    MaxRecords: 20,
  })),
  deed(1, 'DescribeAlarms', () => ({})),
  deed(1, 'DescribeAlarmHistory', () => ({})),
];

function metric({ group }: Choice): object {
  return { MetricName: 'Load', Dimensions: [{ Name: 'Group', Value: group }] };
}

function alarmName({ group, random }: Choice): string {
  return `${group}-${random.below(2)}`;
}
