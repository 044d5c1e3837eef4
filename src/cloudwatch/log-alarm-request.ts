import type { PutLogAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { allActions, readActionLists } from './alarm-action-request.js';
import type { AlarmStateMember } from './alarm-document.js';
import { treatments } from './alarm-evaluation.js';
import { readActionConfiguration } from './alarm-tags-propagation.js';
import { invalidValue, validationError } from './errors.js';
import { aggregationOf } from './log-aggregation.js';
import type { LogAlarm, ScheduledQuery } from './log-alarm.js';
import { rateSecondsOf } from './log-schedule.js';

/** What PutLogAlarm asks for, checked. */
export type LogSettings = Omit<LogAlarm, AlarmStateMember>;

type Input = Validated<PutLogAlarmInput>;

export function readLogSettings(input: Input): LogSettings {
  const { AlarmName, AlarmDescription, ActionsEnabled = true, WarmUpConfiguration } = input;
  const { QueryResultsToEvaluate, QueryResultsToAlarm, Threshold, ComparisonOperator } = input;
  const { TreatMissingData, ActionLogLineCount, ActionLogLineRoleArn } = input;
  const ScheduledQueryConfiguration = readQuery(input.ScheduledQueryConfiguration);
  if (QueryResultsToAlarm > QueryResultsToEvaluate) {
    throw validationError(
      'QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate',
    );
  }
  if (!Number.isFinite(Threshold)) {
    throw invalidValue(`The value ${Threshold} for parameter Threshold is invalid.`);
  }
  if (!/^(Greater|Less)Than(OrEqualTo)?Threshold$/.test(ComparisonOperator)) {
    throw validationError('PutLogAlarm request should have a valid ComparisonOperator parameter');
  }
  if (!treatments.some((each) => each === (TreatMissingData ?? 'missing'))) {
    throw validationError(
      'Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.',
    );
  }
  checkLines(input);
  const actions = readActionLists(input);
  for (const arn of allActions(actions)) {
    if (!/^arn:[^:]+:(autoscaling|automate|swf|ssm-incidents|aiops):/.test(arn)) continue;
    throw validationError(`Log alarms do not support the action ${arn}`);
  }
  return {
    AlarmName,
    AlarmDescription,
    ActionsEnabled,
    ...actions,
    ...readActionConfiguration(input),
    ScheduledQueryConfiguration,
    QueryResultsToEvaluate,
    QueryResultsToAlarm,
    Threshold,
    ComparisonOperator,
    TreatMissingData,
    ActionLogLineCount,
    ActionLogLineRoleArn,
    WarmUpConfiguration,
  };
}

const offsetSecondsMax = 30 * 86_400;

/** The ARN of the query is not the caller's to say; one that was read may be sent back. */
function readQuery(query: ScheduledQuery): ScheduledQuery {
  const { QueryString, LogGroupIdentifiers, AggregationExpression } = query;
  const { ScheduleExpression, StartTimeOffset, EndTimeOffset = 0 } = query.ScheduleConfiguration;
  if (QueryString.trim() === '') throw validationError('QueryString must not be empty');
  aggregationOf(AggregationExpression);
  rateSecondsOf(ScheduleExpression);
  if (StartTimeOffset < 1 || StartTimeOffset > offsetSecondsMax) {
    throw validationError(`StartTimeOffset must be between 1 and ${offsetSecondsMax}`);
  }
  if (EndTimeOffset >= StartTimeOffset) {
    throw validationError('EndTimeOffset must be less than StartTimeOffset');
  }
  if (LogGroupIdentifiers === undefined && !/^\s*source\s/i.test(QueryString)) {
    throw validationError(
      'LogGroupIdentifiers is required for a QueryString that does not begin with SOURCE',
    );
  }
  const open = LogGroupIdentifiers?.find((each) => /^arn:.*:\*$/s.test(each));
  if (open !== undefined) throw validationError(`Invalid log group identifier: ${open}`);
  return { ...query, QueryARN: undefined };
}

function checkLines({
  ActionLogLineCount = 0,
  ActionLogLineRoleArn,
  ScheduledQueryConfiguration,
}: Input): void {
  if (ActionLogLineCount === 0) return;
  if (ActionLogLineRoleArn === undefined) {
    throw validationError(
      'ActionLogLineRoleArn is required when ActionLogLineCount is greater than 0',
    );
  }
  if (/\bunmask\s*\(/i.test(ScheduledQueryConfiguration.QueryString)) {
    throw validationError('ActionLogLineCount is not supported for queries that use unmask()');
  }
}
