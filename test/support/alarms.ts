import {
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import type { World } from './world.js';

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

/** The metric alarms that DescribeAlarms shows. */
export async function shownAlarms({ cloudWatch }: World): Promise<MetricAlarm[]> {
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  return MetricAlarms;
}

/** Puts an alarm of these settings, except where others are given. */
export function putAlarm(
  { cloudWatch }: World,
  settings: PutMetricAlarmInput,
  given: Partial<PutMetricAlarmInput>,
): Promise<unknown> {
  return cloudWatch.send(new PutMetricAlarmCommand({ ...settings, ...given }));
}
