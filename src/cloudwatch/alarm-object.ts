import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type Alarm, type AnyAlarm, isComposite } from './alarm-document.js';
import { Double, type JavaValue } from './java-json.js';

/**
 * An alarm as the items of its history show it. Here AWS puts basic statistics under
 * `extendedStatistic`, in capitals, and says `okactions`.
 */
export function alarmObject(alarm: AnyAlarm): Readonly<Record<string, JavaValue>> {
  if (isComposite(alarm)) {
    return {
      alarmName: alarm.AlarmName,
      alarmDescription: alarm.AlarmDescription,
      alarmArn: alarm.AlarmArn,
      alarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp,
      alarmRule: alarm.AlarmRule,
      actionsSuppressor: alarm.ActionsSuppressor,
      actionsSuppressorWaitPeriod: alarm.ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: alarm.ActionsSuppressorExtensionPeriod,
      stateValue: alarm.StateValue,
      stateUpdatedTimestamp: alarm.StateUpdatedTimestamp,
      actionsEnabled: alarm.ActionsEnabled,
      alarmActions: alarm.AlarmActions,
      insufficientDataActions: alarm.InsufficientDataActions,
      okactions: alarm.OKActions,
    };
  }
  return {
    alarmName: alarm.AlarmName,
    alarmDescription: alarm.AlarmDescription,
    alarmArn: alarm.AlarmArn,
    alarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp,
    namespace: alarm.Namespace,
    metricName: alarm.MetricName,
    dimensions: alarm.Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
    unit: alarm.Unit,
    period: alarm.Period,
    extendedStatistic: alarm.ExtendedStatistic ?? alarm.Statistic?.toUpperCase(),
    threshold: alarm.Threshold === undefined ? undefined : new Double(alarm.Threshold),
    thresholdMetricId: alarm.ThresholdMetricId,
    comparisonOperator: alarm.ComparisonOperator,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    treatMissingData: alarm.TreatMissingData,
    evaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile,
    ...timingObject(alarm),
    stateValue: alarm.StateValue,
    stateUpdatedTimestamp: alarm.StateUpdatedTimestamp,
    metrics: alarm.Metrics?.map(queryObject),
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: alarm.AlarmActions,
    insufficientDataActions: alarm.InsufficientDataActions,
    okactions: alarm.OKActions,
  };
}

function timingObject({
  EvaluationWindow,
  WarmUpConfiguration: warmUp,
}: Alarm): Readonly<Record<string, JavaValue>> {
  const { SlidingWindow, WallClockWindow } = EvaluationWindow ?? {};
  return {
    evaluationWindow: EvaluationWindow && {
      slidingWindow: SlidingWindow && {},
      wallClockWindow: WallClockWindow && { timezone: WallClockWindow.Timezone },
    },
    warmUpConfiguration: warmUp && {
      warmUpPeriodDurationInMinutes: warmUp.WarmUpPeriodDurationInMinutes,
      onlyStartEvaluatingAfterWarmUpPeriodEnds: warmUp.OnlyStartEvaluatingAfterWarmUpPeriodEnds,
    },
  };
}

function queryObject({
  Id,
  Label,
  Expression,
  MetricStat,
  Period,
  ReturnData,
}: MetricDataQuery): JavaValue {
  const { Metric, Stat, Unit } = MetricStat ?? {};
  return {
    id: Id,
    label: Label,
    expression: Expression,
    metricStat: MetricStat && {
      metric: {
        namespace: Metric?.Namespace,
        metricName: Metric?.MetricName,
        dimensions: (Metric?.Dimensions ?? []).map(({ Name, Value }) => ({
          name: Name,
          value: Value,
        })),
      },
      period: MetricStat.Period,
      stat: Stat,
      unit: Unit,
    },
    period: Period,
    returnData: ReturnData,
  };
}
