import type { PutLogAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Random } from '../support/random.js';
import { actionsOf, threshold, warmUp } from './alarm-cast.js';

/** The alarms on logs: on one number, on how many there are, and on groups of them. */
export function logAlarms(random: Random): readonly PutLogAlarmInput[] {
  return [
    logAlarm('errors', 'count(*)', random),
    { ...logAlarm('latency', 'avg(ms)', random), ...warmUp(random) },
    logAlarm('groups', 'max(ms) by Host', random),
    {
      ...logAlarm('lines', 'count(*) by Host', random),
      ...{ ActionLogLineCount: 2, ActionLogLineRoleArn: role },
    },
  ];
}

const role = 'arn:aws:iam::000000000000:role/logs';
/** Of a log alarm as a whole, though it have groups. */
export const opsItem = 'arn:aws:ssm:us-east-1:000000000000:opsitem:3';

export function logQuery(number: number): string {
  return `fields @message | filter ms > ${number}`;
}

function logAlarm(
  AlarmName: string,
  AggregationExpression: string,
  random: Random,
): PutLogAlarmInput {
  const QueryResultsToEvaluate = 1 + random.below(4);
  const { AlarmActions = [], ...others } = actionsOf(AlarmName);
  return {
    AlarmName,
    ScheduledQueryConfiguration: {
      QueryString: logQuery(0),
      LogGroupIdentifiers: ['/app/web'],
      ScheduledQueryRoleARN: role,
      ScheduleConfiguration: {
        ScheduleExpression: random.pick(['rate(1 minute)', 'rate(2 minutes)', 'rate(5 minutes)']),
        StartTimeOffset: 300,
      },
      AggregationExpression,
    },
    ...{ QueryResultsToEvaluate, Threshold: threshold },
    QueryResultsToAlarm: 1 + random.below(QueryResultsToEvaluate),
    ComparisonOperator: random.pick([
      'GreaterThanThreshold',
      'GreaterThanOrEqualToThreshold',
      'LessThanThreshold',
    ]),
    TreatMissingData: random.pick(['missing', 'ignore', 'breaching', 'notBreaching']),
    ...{ ...others, AlarmActions: [...AlarmActions, opsItem] },
  };
}
