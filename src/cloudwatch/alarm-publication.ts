import type { Scope } from '../store/keys.js';
import { formatDouble } from '../wire/text.js';
import type { AlarmAction } from './alarm-action.js';
import {
  type Alarm,
  type EvaluatedAlarm,
  isComposite,
  isPromQL,
  type PromQLAlarm,
} from './alarm-document.js';
import { alarmPeriod } from './alarm-metrics.js';
import { headline, notification, triggeringAlarms } from './alarm-message.js';
import { isLog, type LogAlarm } from './log-alarm.js';
import { longTime } from './composite-evaluation.js';
import { regionNameOf } from './region-name.js';

/**
 * What an alarm publishes to a topic of SNS, with a text for each protocol, as the history of its
 * action quotes it (recorded from AWS). Other targets are told something, too, but not quoted.
 */
export function publication(action: AlarmAction, scope: Scope): string | undefined {
  if (!/^arn:[^:]+:sns:/.test(action.actionArn)) return undefined;
  return JSON.stringify({
    default: notification(action, scope),
    sms: headline(action.alarm, scope.region, smsNameCharactersMax),
    email: emailText(action, scope),
  });
}

const smsNameCharactersMax = 90;
const childrenMax = 10;

function emailText(action: AlarmAction, { account, region }: Scope): string {
  const { alarm, previous } = action;
  const { AlarmName, StateValue, StateReason = '', StateTransitionedTimestamp } = alarm;
  const at = longTime(StateTransitionedTimestamp);
  const happened = isComposite(alarm)
    ? `transitioned to ${StateValue} state on ${at}, because "${StateReason}".`
    : `entered the ${StateValue} state, because "${StateReason}" at "${at}".`;
  const console = `https://${region}.console.aws.amazon.com/cloudwatch`;
  return [
    `You are receiving this email because your Amazon CloudWatch Alarm "${AlarmName}" in the ` +
      `${regionNameOf(region)} region has ${happened}`,
    '',
    'View this alarm in the AWS Management Console:',
    `${console}/deeplink.js?region=${region}#alarmsV2:alarm/${encodeURIComponent(AlarmName)}`,
    '',
    'Alarm Details:',
    detail('Name', AlarmName),
    detail('Description', alarm.AlarmDescription ?? ''),
    detail('State Change', `${previous.StateValue} -> ${StateValue}`),
    ...(isComposite(alarm) ? [detail('Alarm Rule', alarm.AlarmRule)] : []),
    detail('Reason for State Change', StateReason),
    detail('Timestamp', at),
    detail('AWS Account', account),
    detail('Alarm Arn', alarm.AlarmArn),
    '',
    ...(isComposite(alarm)
      ? [
          'Triggering children (max. 10):',
          ...triggeringAlarms(alarm).slice(0, childrenMax).map(child),
        ]
      : evaluatedLines(alarm)),
    '',
    'State Change Actions:',
    `- OK: ${listed(alarm.OKActions)}`,
    `- ALARM: ${listed(alarm.AlarmActions)}`,
    `- INSUFFICIENT_DATA: ${listed(alarm.InsufficientDataActions)}`,
    '',
  ].join('\n');
}

function evaluatedLines(alarm: EvaluatedAlarm): readonly string[] {
  if (isLog(alarm)) return logLines(alarm);
  return isPromQL(alarm) ? queryLines(alarm) : thresholdLines(alarm);
}

function logLines(alarm: LogAlarm): readonly string[] {
  const { ScheduledQueryConfiguration: query, QueryResultsToEvaluate } = alarm;
  return [
    'Threshold:',
    `- The alarm is in the ALARM state when the aggregated result is ${alarm.ComparisonOperator} ` +
      `${formatDouble(alarm.Threshold)} for at least ${alarm.QueryResultsToAlarm} of the last ` +
      `${QueryResultsToEvaluate} query result(s). `,
    '',
    'Monitored Query:',
    detail('QueryString', query.QueryString),
    detail('AggregationExpression', query.AggregationExpression),
    detail('LogGroupIdentifiers', (query.LogGroupIdentifiers ?? []).join(', ')),
    detail('ScheduleExpression', query.ScheduleConfiguration.ScheduleExpression),
    detail('TreatMissingData', alarm.TreatMissingData ?? 'missing'),
  ];
}

function detail(name: string, value: string): string {
  return `- ${name}:`.padEnd(30) + value;
}

function listed(arns: readonly string[]): string {
  return arns.length === 0 ? '' : `[${arns.join(', ')}]`;
}

function child({ arn, state }: ReturnType<typeof triggeringAlarms>[number]): string {
  const at = new Date(state.timestamp);
  const time = Number.isNaN(at.getTime()) ? state.timestamp : longTime(at);
  return `- ${arn}   ${state.value.padEnd(20)}${time}`;
}

function queryLines({ EvaluationCriteria, EvaluationInterval }: PromQLAlarm): readonly string[] {
  const { Query, PendingPeriod = 0, RecoveryPeriod = 0 } = EvaluationCriteria.PromQLCriteria;
  return [
    'Monitored Query:',
    detail('PromQL', Query),
    detail('EvaluationInterval', `${EvaluationInterval} seconds`),
    detail('PendingPeriod', `${PendingPeriod} seconds`),
    detail('RecoveryPeriod', `${RecoveryPeriod} seconds`),
  ];
}

function thresholdLines(alarm: Alarm): readonly string[] {
  const { ComparisonOperator, Threshold, ThresholdMetricId, EvaluationPeriods } = alarm;
  const { DatapointsToAlarm = EvaluationPeriods } = alarm;
  const limit = Threshold === undefined ? ThresholdMetricId : formatDouble(Threshold);
  return [
    'Threshold:',
    `- The alarm is in the ALARM state when the metric is ${ComparisonOperator} ${limit} for at ` +
      `least ${DatapointsToAlarm} of the last ${EvaluationPeriods} period(s) of ` +
      `${alarmPeriod(alarm)} seconds. `,
    '',
    ...(alarm.Metrics === undefined ? metricLines(alarm) : metricsLines(alarm.Metrics)),
  ];
}

function metricLines(alarm: Alarm): readonly string[] {
  const line = (name: string, value: string | undefined): string =>
    `- ${name}:`.padEnd(39) + (value ?? '');
  const dimensions = alarm.Dimensions.map(({ Name, Value }) => `[${Name} = ${Value}]`);
  return [
    'Monitored Metric:',
    line('MetricNamespace', alarm.Namespace),
    line('MetricName', alarm.MetricName),
    line('Dimensions', dimensions.join(', ')),
    line('Period', `${alarm.Period} seconds`),
    line('Statistic', alarm.Statistic ?? alarm.ExtendedStatistic),
    line('Unit', alarm.Unit ?? 'not specified'),
    line('TreatMissingData', alarm.TreatMissingData ?? 'missing'),
    '',
  ];
}

function metricsLines(metrics: NonNullable<Alarm['Metrics']>): readonly string[] {
  const shown = metrics.filter(({ ReturnData = true }) => ReturnData);
  return [
    'Monitored Metrics:',
    ...shown.flatMap(({ Expression, Label }) => [
      ...(Expression === undefined ? [] : [detail('MetricExpression', Expression)]),
      ...(Label === undefined ? [] : [detail('MetricLabel', Label)]),
    ]),
  ];
}
