import type { InvokingAlarm } from '../autoscaling/policy-run.js';
import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import { type Alarm, type AnyAlarm, isOnMetrics, isPromQL } from '../cloudwatch/alarm-document.js';
import { shownQuery } from '../cloudwatch/alarm-message.js';
import { alarmPeriod } from '../cloudwatch/alarm-metrics.js';
import { promQLTrigger } from '../cloudwatch/alarm-promql.js';
import { regionNameOf } from '../cloudwatch/region-name.js';
import type { Scope } from '../store/keys.js';

/** The alarm that invokes a policy, as an activity's Details quote it; times are milliseconds. */
export function invokingAlarm({ account, region }: Scope, action: AlarmAction): InvokingAlarm {
  const { alarm, id, previous } = action;
  const { AlarmName, StateValue } = alarm;
  return {
    id,
    AlarmName,
    StateValue,
    details: () => ({
      AlarmArn: alarm.AlarmArn,
      Trigger: triggerOf(alarm),
      AlarmName,
      AlarmDescription: alarm.AlarmDescription ?? null,
      AWSAccountId: account,
      OldStateValue: previous.StateValue,
      Region: regionNameOf(region),
      NewStateValue: StateValue,
      AlarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp.getTime(),
      StateChangeTime: alarm.StateTransitionedTimestamp.getTime(),
    }),
  };
}

function triggerOf(alarm: AnyAlarm): unknown {
  if (isOnMetrics(alarm)) return metricTrigger(alarm);
  return isPromQL(alarm) ? promQLTrigger(alarm) : undefined;
}

/** An alarm is about one statistic, one percentile, or a list of queries. */
function metricTrigger(alarm: Alarm): object {
  const { Metrics, Statistic, ExtendedStatistic } = alarm;
  const common = {
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? '',
    ComparisonOperator: alarm.ComparisonOperator,
    TreatMissingData: alarm.TreatMissingData ?? '',
  };
  const times = { Period: alarmPeriod(alarm), EvaluationPeriods: alarm.EvaluationPeriods };
  const { Threshold, ThresholdMetricId } = alarm;
  if (Metrics !== undefined) {
    return { ...common, ...times, Threshold, ThresholdMetricId, Metrics: Metrics.map(shownQuery) };
  }
  return {
    MetricName: alarm.MetricName,
    ...common,
    Statistic: Statistic?.replace('SampleCount', 'SAMPLE_COUNT').toUpperCase(),
    ExtendedStatistic,
    StatisticType: ExtendedStatistic === undefined ? 'Statistic' : 'ExtendedStatistic',
    ...times,
    Unit: alarm.Unit ?? null,
    Namespace: alarm.Namespace,
    Threshold,
  };
}
