import type { InvokingAlarm } from '../autoscaling/policy-run.js';
import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import { regionNameOf } from '../cloudwatch/region-name.js';
import type { Scope } from '../store/keys.js';

/** The alarm that invokes a policy, as an activity's Details quote it; times are milliseconds. */
export function invokingAlarm({ account, region }: Scope, action: AlarmAction): InvokingAlarm {
  const { alarm, id, OldStateValue, at } = action;
  const { AlarmName = '', StateValue = '' } = alarm;
  return {
    id,
    AlarmName,
    StateValue,
    details: {
      AlarmArn: alarm.AlarmArn,
      Trigger: {
        MetricName: alarm.MetricName,
        EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? '',
        ComparisonOperator: alarm.ComparisonOperator,
        TreatMissingData: alarm.TreatMissingData ?? '',
        Statistic: alarm.Statistic?.replace('SampleCount', 'SAMPLE_COUNT').toUpperCase(),
        StatisticType: 'Statistic',
        Period: alarm.Period,
        EvaluationPeriods: alarm.EvaluationPeriods,
        Unit: alarm.Unit ?? null,
        Namespace: alarm.Namespace,
        Threshold: alarm.Threshold,
      },
      AlarmName,
      AlarmDescription: alarm.AlarmDescription ?? null,
      AWSAccountId: account,
      OldStateValue,
      Region: regionNameOf(region),
      NewStateValue: StateValue,
      AlarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp?.getTime(),
      StateChangeTime: (alarm.StateTransitionedTimestamp ?? at).getTime(),
    },
  };
}
