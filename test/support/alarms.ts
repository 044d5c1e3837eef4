import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';

/** The least that an alarm on one metric needs. */
export const alarmInput = {
  AlarmName: 'Hot',
  Namespace: 'App',
  MetricName: 'Load',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 21,
  ComparisonOperator: 'GreaterThanThreshold',
} satisfies PutMetricAlarmInput;
