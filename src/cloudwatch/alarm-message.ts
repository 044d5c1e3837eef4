import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../store/keys.js';
import type { AlarmAction } from './alarm-action.js';
import {
  type Alarm,
  type AnyAlarm,
  type CompositeAlarm,
  type EvaluatedAlarm,
  isComposite,
  isPromQL,
} from './alarm-document.js';
import { alarmPeriod } from './alarm-metrics.js';
import { statisticConstant } from './alarm-object.js';
import { Double, javaJson, javaTime, type JavaValue, Raw } from './java-json.js';
import { isLog, logTrigger } from './log-alarm.js';
import { promQLTrigger } from './alarm-promql.js';
import { lambdaEvent } from './alarm-event.js';
import { tagMembers } from './alarm-tags-propagation.js';
import { regionNameOf } from './region-name.js';

/**
 * What an alarm's action says to its target, with AWS's members in AWS's order: the JSON that SNS
 * hands on, an event for Lambda, the input of a call for EC2 and Systems Manager.
 */
export interface ActionMessage {
  readonly subject?: string;
  readonly body: string;
}

export function actionMessage(action: AlarmAction, scope: Scope): ActionMessage {
  const [, , service = ''] = action.actionArn.split(':');
  switch (service) {
    case 'lambda':
      return { body: lambdaEvent(action, scope) };
    case 'automate':
    case 'swf':
      return { body: JSON.stringify({ InstanceId: instanceIdOf(action) }) };
    case 'ssm':
      return { body: opsItem(action, scope) };
    default:
      return { subject: subjectOf(action, scope), body: notification(action, scope) };
  }
}

const subjectCharactersMax = 100;

/** Subjects of SNS are of ASCII, and short; it is the name that is cut. */
function subjectOf({ alarm }: AlarmAction, { region }: Scope): string {
  const around = headline({ ...alarm, AlarmName: '' }, region, 0).length;
  return headline(alarm, region, subjectCharactersMax - around);
}

/** With so many characters of the alarm's name. */
export function headline(alarm: AnyAlarm, region: string, nameCharactersMax: number): string {
  const ascii = alarm.AlarmName.replace(/[^\x20-\x7e]+/g, '_');
  const name =
    ascii.length <= nameCharactersMax ? ascii : `${ascii.slice(0, nameCharactersMax - 3)}...`;
  return `${alarm.StateValue}: "${name}" in ${regionNameOf(region)}`;
}

/** Composite alarms say the same in another order, but for when they were put (recorded). */
export function notification(action: AlarmAction, { account, region }: Scope): string {
  const { alarm, previous, contributor } = action;
  const first = {
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: isComposite(alarm)
      ? undefined
      : alarm.AlarmConfigurationUpdatedTimestamp,
    NewStateValue: alarm.StateValue,
    NewStateReason: alarm.StateReason,
    NewStateReasonData: isLog(alarm) ? reasonDataOf(alarm) : undefined,
    StateChangeTime: alarm.StateTransitionedTimestamp,
    Region: regionNameOf(region),
    AlarmArn: alarm.AlarmArn,
  };
  const { OKActions, AlarmActions, InsufficientDataActions } = alarm;
  const actions = { OKActions, AlarmActions, InsufficientDataActions };
  const OldStateValue = previous.StateValue;
  const ActionExecutedAfterMuteWindow = action.muteWindowEnd !== undefined;
  if (isComposite(alarm)) {
    const last = { ActionExecutedAfterMuteWindow, OldStateValue, ...compositeMembers(alarm) };
    return javaJson({ ...first, ...actions, ...last, ...tagMembers(action.tags) });
  }
  return javaJson({
    ...first,
    OldStateValue,
    AlarmContributorId: contributor?.ContributorId,
    AlarmContributorAttributes: contributor?.ContributorAttributes,
    ActionExecutedAfterMuteWindow,
    ...actions,
    Trigger: triggerOf(alarm),
    LogLines: action.logLines,
    ...tagMembers(action.tags),
  });
}

/** AWS tells it of log alarms alone, and as an object. */
function reasonDataOf({ StateReasonData }: AnyAlarm): JavaValue {
  return StateReasonData === undefined ? undefined : new Raw(StateReasonData);
}

function triggerOf(alarm: EvaluatedAlarm): JavaValue {
  if (isLog(alarm)) return logTrigger(alarm);
  return isPromQL(alarm) ? promQLTrigger(alarm) : trigger(alarm);
}

function compositeMembers(alarm: CompositeAlarm): Readonly<Record<string, JavaValue>> {
  return {
    AlarmRule: alarm.AlarmRule,
    TriggeringChildren: triggeringAlarms(alarm).map(({ arn, state }) => ({
      Arn: arn,
      State: { Value: state.value, Timestamp: state.timestamp },
    })),
  };
}

interface TriggeringAlarm {
  readonly arn: string;
  readonly state: { readonly value: string; readonly timestamp: string };
}

/** What the evaluation wrote; a user who set the state may have given anything. */
export function triggeringAlarms({ StateReasonData }: CompositeAlarm): readonly TriggeringAlarm[] {
  const data = JSON.parse(StateReasonData ?? 'null') as Partial<Record<string, unknown>> | null;
  const triggering = data?.triggeringAlarms;
  return Array.isArray(triggering) ? triggering.filter(isTriggeringAlarm) : [];
}

function isTriggeringAlarm(value: unknown): value is TriggeringAlarm {
  const { arn, state } = (value ?? {}) as Partial<TriggeringAlarm>;
  return (
    typeof arn === 'string' &&
    typeof state?.value === 'string' &&
    typeof state.timestamp === 'string'
  );
}

function trigger(alarm: Alarm): JavaValue {
  const common = {
    Period: alarmPeriod(alarm),
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold === undefined ? undefined : new Double(alarm.Threshold),
    ThresholdMetricId: alarm.ThresholdMetricId,
    TreatMissingData: alarm.TreatMissingData ?? '',
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? '',
  };
  if (alarm.Metrics !== undefined) return { ...common, Metrics: alarm.Metrics.map(shownQuery) };
  const isBasic = alarm.ExtendedStatistic === undefined;
  return {
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    StatisticType: isBasic ? 'Statistic' : 'ExtendedStatistic',
    Statistic: statisticConstant(alarm),
    ExtendedStatistic: alarm.ExtendedStatistic,
    Unit: alarm.Unit ?? null,
    Dimensions: alarm.Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
    ...common,
  };
}

/** One of the queries that an alarm is given as. */
export function shownQuery({
  Id,
  Expression,
  Label,
  MetricStat,
  ReturnData = true,
  ...others
}: MetricDataQuery): JavaValue {
  if (MetricStat === undefined) {
    return { Expression, Id, Label, ReturnData, Period: others.Period };
  }
  const { Metric, Period, Stat, Unit } = MetricStat;
  const Dimensions = (Metric?.Dimensions ?? []).map(({ Name, Value }) => {
    return { value: Value, name: Name };
  });
  const { MetricName, Namespace } = Metric ?? {};
  const shown = { Metric: { Dimensions, MetricName, Namespace }, Period, Stat, Unit };
  return { Id, Label, MetricStat: shown, ReturnData, AccountId: others.AccountId };
}

function instanceIdOf({ alarm, contributor }: AlarmAction): string | undefined {
  if (contributor !== undefined) return contributor.ContributorAttributes.InstanceId;
  if (isComposite(alarm) || isLog(alarm)) return undefined;
  return alarm.Dimensions.find(({ Name }) => Name === 'InstanceId')?.Value;
}

/** `arn:aws:ssm:REGION:ACCOUNT:opsitem:SEVERITY#CATEGORY=NAME` */
function opsItem({ alarm, actionArn }: AlarmAction, { region }: Scope): string {
  const [, severity, category] = /:opsitem:(\d)(?:#CATEGORY=(\w+))?/.exec(actionArn) ?? [];
  const Value = JSON.stringify([{ arn: alarm.AlarmArn }]);
  return JSON.stringify({
    Title: `CloudWatch alarm - '${alarm.AlarmName}' is in ${alarm.StateValue} state`,
    Description: `CloudWatch alarm '${alarm.AlarmName}' in ${regionNameOf(region)} is in ${
      alarm.StateValue
    } state since ${javaTime(alarm.StateTransitionedTimestamp)}: ${alarm.StateReason ?? ''}`,
    Source: 'CloudWatch Alarm',
    Severity: severity,
    Category: category,
    OperationalData: { '/aws/resources': { Type: 'SearchableString', Value } },
  });
}
