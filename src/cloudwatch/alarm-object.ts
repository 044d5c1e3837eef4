import type { Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  type Alarm,
  type AnyAlarm,
  type CompositeAlarm,
  isComposite,
  isPromQL,
} from './alarm-document.js';
import { actionConfigurationObject } from './alarm-tags-propagation.js';
import { parseAlarmRule } from './alarm-rule.js';
import { childNamesOf } from './composite-request.js';
import { isLog, logObject } from './log-alarm.js';
import { criteriaObject } from './alarm-promql.js';
import { Double, type JavaValue } from './java-json.js';

/** The children of a composite alarm as they are, by name. */
export type Children = ReadonlyMap<string, AnyAlarm>;

/**
 * An alarm as the items of its history show it, member by member in AWS's order (recorded). Here
 * AWS puts basic statistics under `extendedStatistic`, in capitals, and says `okactions`.
 */
export function alarmObject(
  alarm: AnyAlarm,
  children: Children,
): Readonly<Record<string, JavaValue>> {
  const settings = settingsObject(alarm);
  return { ...identityObject(alarm), ...settings, ...stateAndActions(alarm, children) };
}

function identityObject(alarm: AnyAlarm): Readonly<Record<string, JavaValue>> {
  return {
    alarmName: alarm.AlarmName,
    alarmDescription: alarm.AlarmDescription,
    alarmArn: alarm.AlarmArn,
    alarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp,
  };
}

function settingsObject(alarm: AnyAlarm): Readonly<Record<string, JavaValue>> {
  if (isPromQL(alarm)) return { dimensions: [], ...criteriaObject(alarm) };
  if (isLog(alarm)) return logObject(alarm);
  if (!isComposite(alarm)) return metricObject(alarm);
  return {
    alarmRule: alarm.AlarmRule,
    actionsSuppressor: alarm.ActionsSuppressor,
    actionsSuppressorWaitPeriod: alarm.ActionsSuppressorWaitPeriod,
    actionsSuppressorExtensionPeriod: alarm.ActionsSuppressorExtensionPeriod,
  };
}

function metricObject(alarm: Alarm): Readonly<Record<string, JavaValue>> {
  return {
    namespace: alarm.Namespace,
    metricName: alarm.MetricName,
    extendedStatistic: alarm.ExtendedStatistic ?? statisticConstant(alarm),
    unit: alarm.Unit,
    period: alarm.Period,
    dimensions: alarm.Dimensions.map(dimensionObject),
    metrics: alarm.Metrics?.map(queryObject),
    threshold: alarm.Threshold === undefined ? undefined : new Double(alarm.Threshold),
    thresholdMetricId: alarm.ThresholdMetricId,
    comparisonOperator: alarm.ComparisonOperator,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    treatMissingData: alarm.TreatMissingData,
    evaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile,
    ...timingObject(alarm),
  };
}

/** A basic statistic as a constant of Java. */
export function statisticConstant({ Statistic }: Pick<Alarm, 'Statistic'>): string | undefined {
  return Statistic?.replace('SampleCount', 'SAMPLE_COUNT').toUpperCase();
}

function stateAndActions(alarm: AnyAlarm, children: Children): Readonly<Record<string, JavaValue>> {
  return {
    stateValue: alarm.StateValue,
    stateUpdatedTimestamp: alarm.StateUpdatedTimestamp,
    actionsEnabled: alarm.ActionsEnabled,
    alarmActions: alarm.AlarmActions,
    insufficientDataActions: alarm.InsufficientDataActions,
    actionConfiguration: actionConfigurationObject(alarm),
    childStates: isComposite(alarm) ? childStates(alarm, children) : undefined,
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

function childStates(alarm: CompositeAlarm, children: Children): JavaValue {
  const [, , , region = '', account = ''] = alarm.AlarmArn.split(':');
  const names = childNamesOf(parseAlarmRule(alarm.AlarmRule), { account, region });
  return names.flatMap((name) => {
    const child = children.get(name);
    if (child === undefined) return [];
    const { AlarmArn, StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp } = child;
    const state = {
      value: StateValue,
      transitionTimestamp: StateTransitionedTimestamp,
      timestamp: StateUpdatedTimestamp,
    };
    return [{ arn: AlarmArn, state }];
  });
}

/** The value comes first, as AWS was recorded to write it. */
function dimensionObject({ Name, Value }: Dimension): JavaValue {
  return { value: Value, name: Name };
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
  const dimensions = (Metric?.Dimensions ?? []).map(dimensionObject);
  return {
    expression: Expression,
    id: Id,
    label: Label,
    metricStat: MetricStat && {
      metric: { dimensions, metricName: Metric?.MetricName, namespace: Metric?.Namespace },
      period: MetricStat.Period,
      stat: Stat,
      unit: Unit,
    },
    returnData: ReturnData,
    period: Period,
  };
}
