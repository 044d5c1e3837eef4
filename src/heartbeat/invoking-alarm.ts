import type { InvokingAlarm } from '../autoscaling/policy-run.js';
import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import { isOnMetrics } from '../cloudwatch/alarm-document.js';
import { regionNameOf } from '../cloudwatch/region-name.js';
import type { Scope } from '../store/keys.js';

/** The alarm that invokes a policy, as an activity's Details quote it; times are milliseconds. */
export function invokingAlarm({ account, region }: Scope, action: AlarmAction): InvokingAlarm {
  const { alarm, id, previous } = action;
  const { AlarmName, StateValue } = alarm;
  const metric = isOnMetrics(alarm) ? alarm : undefined;
  return {
    id,
    AlarmName,
    StateValue,
    details: {
      AlarmArn: alarm.AlarmArn,
      Trigger: {
        MetricName: metric?.MetricName,
        EvaluateLowSampleCountPercentile: metric?.EvaluateLowSampleCountPercentile ?? '',
        ComparisonOperator: metric?.ComparisonOperator,
        TreatMissingData: metric?.TreatMissingData ?? '',
        Statistic: metric?.Statistic?.replace('SampleCount', 'SAMPLE_COUNT').toUpperCase(),
        StatisticType: 'Statistic',
        Period: metric?.Period,
        EvaluationPeriods: metric?.EvaluationPeriods,
        Unit: metric?.Unit ?? null,
        Namespace: metric?.Namespace,
        Threshold: metric?.Threshold,
      },
      AlarmName,
      AlarmDescription: alarm.AlarmDescription ?? null,
      AWSAccountId: account,
      OldStateValue: previous.StateValue,
      Region: regionNameOf(region),
      NewStateValue: StateValue,
      AlarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp.getTime(),
      StateChangeTime: alarm.StateTransitionedTimestamp.getTime(),
    },
  };
}
