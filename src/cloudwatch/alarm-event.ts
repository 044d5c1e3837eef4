import { createHash } from 'node:crypto';
import type { Scope } from '../store/keys.js';
import { previousState } from './alarm.js';
import type { AlarmAction, PreviousState } from './alarm-action.js';
import { type Alarm, type AnyAlarm, isComposite, isPromQL } from './alarm-document.js';
import { isLog, logObject } from './log-alarm.js';
import { criteriaObject } from './alarm-promql.js';
import { settingsText } from './alarm-settings.js';
import { tagObjects } from './alarm-tags-propagation.js';
import { javaJson, type JavaValue } from './java-json.js';

/** The event that an alarm invokes a Lambda function with ("Alarm actions: Lambda"). */
export function lambdaEvent(action: AlarmAction, { account, region }: Scope): string {
  const { alarm, previous, contributor, tags, at } = action;
  return javaJson({
    source: 'aws.cloudwatch',
    alarmArn: alarm.AlarmArn,
    accountId: account,
    time: at,
    region,
    alarmData: {
      alarmName: alarm.AlarmName,
      alarmContributor: contributor && {
        id: contributor.ContributorId,
        attributes: contributor.ContributorAttributes,
      },
      state: stateOf(previousState(alarm)),
      previousState: contributor === undefined ? stateOf(previous) : undefined,
      configuration: configurationOf(alarm),
      ...tagObjects(tags),
    },
  });
}

function stateOf(state: PreviousState): Readonly<Record<string, JavaValue>> {
  return {
    actionsSuppressedBy: state.ActionsSuppressedBy,
    actionsSuppressedReason: state.ActionsSuppressedReason,
    value: state.StateValue,
    reason: state.StateReason,
    reasonData: state.StateReasonData,
    timestamp: state.StateUpdatedTimestamp,
  };
}

function configurationOf(alarm: AnyAlarm): JavaValue {
  if (isComposite(alarm)) {
    return {
      description: alarm.AlarmDescription,
      alarmRule: alarm.AlarmRule,
      actionsSuppressor: alarm.ActionsSuppressor,
      actionsSuppressorWaitPeriod: alarm.ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: alarm.ActionsSuppressorExtensionPeriod,
    };
  }
  if (isLog(alarm)) return { description: alarm.AlarmDescription, ...logObject(alarm) };
  if (isPromQL(alarm)) return { description: alarm.AlarmDescription, ...criteriaObject(alarm) };
  return { description: alarm.AlarmDescription, metrics: metricsOf(alarm) };
}

function metricsOf(alarm: Alarm): JavaValue {
  if (alarm.Metrics === undefined) {
    const { Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic } = alarm;
    const Stat = Statistic ?? ExtendedStatistic;
    const Metric = { Namespace, MetricName, Dimensions };
    const Id = metricIdOf(alarm);
    return [queryOf({ Id, MetricStat: { Metric, Period, Stat, Unit: alarm.Unit } })];
  }
  return alarm.Metrics.map(queryOf);
}

type Query = NonNullable<Alarm['Metrics']>[number];

function queryOf({
  Id,
  Expression,
  Label,
  MetricStat,
  Period,
  ReturnData = true,
}: Query): JavaValue {
  const { Metric, Stat, Unit } = MetricStat ?? {};
  const dimensions = (Metric?.Dimensions ?? []).map(({ Name = '', Value }) => [Name, Value]);
  return {
    id: Id,
    expression: Expression,
    label: Label,
    metricStat: MetricStat && {
      metric: {
        namespace: Metric?.Namespace,
        name: Metric?.MetricName,
        dimensions: Object.fromEntries(dimensions) as Readonly<Record<string, string>>,
      },
      period: MetricStat.Period,
      stat: Stat,
      unit: Unit,
    },
    period: Period,
    returnData: ReturnData,
  };
}

/**
 * AWS gives the one metric of an alarm an id in the form of a UUID, which stays while actions are
 * enabled and disabled, and is another once the alarm is put otherwise (recorded).
 */
function metricIdOf(alarm: Alarm): string {
  const settings = settingsText({ ...alarm, ActionsEnabled: true });
  const digest = createHash('sha256').update(`${alarm.AlarmArn} ${settings}`).digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
