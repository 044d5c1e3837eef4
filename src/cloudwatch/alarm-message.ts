import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../store/keys.js';
import type { AlarmAction } from './alarm-action.js';
import { type Alarm, type CompositeAlarm, isComposite } from './alarm-document.js';
import { Double, javaJson, javaTime, type JavaValue } from './java-json.js';
import { lambdaEvent } from './alarm-event.js';
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
  const text = (name: string): string =>
    `${alarm.StateValue}: "${name}" in ${regionNameOf(region)}`;
  const name = alarm.AlarmName.replace(/[^\x20-\x7e]+/g, '_');
  const surplus = text(name).length - subjectCharactersMax;
  return surplus <= 0 ? text(name) : text(`${name.slice(0, name.length - surplus - 3)}...`);
}

function notification(action: AlarmAction, { account, region }: Scope): string {
  const { alarm, previous, contributor } = action;
  return javaJson({
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: alarm.AlarmConfigurationUpdatedTimestamp,
    NewStateValue: alarm.StateValue,
    NewStateReason: alarm.StateReason,
    StateChangeTime: alarm.StateTransitionedTimestamp,
    Region: regionNameOf(region),
    AlarmArn: alarm.AlarmArn,
    OldStateValue: previous.StateValue,
    AlarmContributorId: contributor?.ContributorId,
    AlarmContributorAttributes: contributor?.ContributorAttributes,
    ActionExecutedAfterMuteWindow: action.muteWindowEnd !== undefined,
    OKActions: alarm.OKActions,
    AlarmActions: alarm.AlarmActions,
    InsufficientDataActions: alarm.InsufficientDataActions,
    ...(isComposite(alarm) ? compositeMembers(alarm) : { Trigger: trigger(alarm) }),
  });
}

function compositeMembers(alarm: CompositeAlarm): Readonly<Record<string, JavaValue>> {
  // Our own, as the evaluation wrote it; a user who set the state may have given none.
  const { triggeringAlarms = [] } = JSON.parse(alarm.StateReasonData ?? '{}') as TriggeringAlarms;
  return {
    AlarmRule: alarm.AlarmRule,
    TriggeringChildren: triggeringAlarms.map(({ arn, state }) => ({
      Arn: arn,
      State: { Value: state.value, Timestamp: state.timestamp },
    })),
  };
}

interface TriggeringAlarms {
  readonly triggeringAlarms?: readonly {
    readonly arn: string;
    readonly state: { readonly value: string; readonly timestamp: string };
  }[];
}

function trigger(alarm: Alarm): JavaValue {
  const common = {
    Period: alarm.Period,
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold === undefined ? undefined : new Double(alarm.Threshold),
    ThresholdMetricId: alarm.ThresholdMetricId,
    TreatMissingData: alarm.TreatMissingData ?? '',
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? '',
  };
  if (alarm.Metrics !== undefined) return { ...common, Metrics: alarm.Metrics.map(query) };
  const isBasic = alarm.ExtendedStatistic === undefined;
  return {
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    StatisticType: isBasic ? 'Statistic' : 'ExtendedStatistic',
    Statistic: alarm.Statistic?.replace('SampleCount', 'SAMPLE_COUNT').toUpperCase(),
    ExtendedStatistic: alarm.ExtendedStatistic,
    Unit: alarm.Unit ?? null,
    Dimensions: alarm.Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
    ...common,
  };
}

function query({
  Id,
  Expression,
  Label,
  MetricStat,
  ReturnData = true,
}: MetricDataQuery): JavaValue {
  if (MetricStat === undefined) return { Expression, Id, Label, ReturnData };
  const { Metric, Period, Stat, Unit } = MetricStat;
  const Dimensions = (Metric?.Dimensions ?? []).map(({ Name, Value }) => {
    return { value: Value, name: Name };
  });
  const { MetricName, Namespace } = Metric ?? {};
  const shown = { Metric: { Dimensions, MetricName, Namespace }, Period, Stat, Unit };
  return { Id, Label, MetricStat: shown, ReturnData };
}

function instanceIdOf({ alarm, contributor }: AlarmAction): string | undefined {
  if (contributor !== undefined) return contributor.ContributorAttributes.InstanceId;
  if (isComposite(alarm)) return undefined;
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
