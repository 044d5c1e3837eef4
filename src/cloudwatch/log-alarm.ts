import type {
  LogAlarm as ShownLogAlarm,
  ScheduledQueryConfiguration,
} from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import type { CommonAlarm, ShownEvaluationState } from './alarm-document.js';
import type { EvaluationSettings } from './alarm-evaluation.js';
import { Double, type JavaValue } from './java-json.js';
import { aggregationOf } from './log-aggregation.js';

/**
 * An alarm on the results of a query of logs, which runs on a schedule: each result is a datapoint,
 * or one for each group of logs ("Log alarms"). `QueryARN` is AWS's name for the query.
 */
export type LogAlarm = CommonAlarm & {
  readonly [K in RequiredMember]: Exclude<ShownLogAlarm[K], undefined>;
} & { readonly [K in OptionalMember]?: ShownLogAlarm[K] } & {
  readonly ScheduledQueryConfiguration: ScheduledQuery;
  readonly EvaluationState?: ShownEvaluationState;
  readonly EvaluationCriteria?: undefined;
  readonly AlarmRule?: undefined;
};

export type ScheduledQuery = Validated<ScheduledQueryConfiguration>;

const requiredMembers = [
  'QueryResultsToEvaluate',
  'QueryResultsToAlarm',
  'Threshold',
  'ComparisonOperator',
] as const;
const optionalMembers = [
  'TreatMissingData',
  'ActionLogLineCount',
  'ActionLogLineRoleArn',
  'WarmUpConfiguration',
] as const;

type RequiredMember = (typeof requiredMembers)[number];
type OptionalMember = (typeof optionalMembers)[number];

/** What is put as a log alarm beside what all alarms have; every place that tells it reads this. */
export type LogMembers = Pick<
  LogAlarm,
  'ScheduledQueryConfiguration' | RequiredMember | OptionalMember
>;

export function logMembers(alarm: LogMembers): LogMembers {
  const { ScheduledQueryConfiguration } = alarm;
  const names = [...requiredMembers, ...optionalMembers];
  const others = Object.fromEntries(names.map((name) => [name, alarm[name]]));
  // The members of the two lists, each from the alarm.
  return { ScheduledQueryConfiguration, ...others } as LogMembers;
}

/** Of an alarm, or of what is put as one. */
export function isLog<A extends { readonly ScheduledQueryConfiguration?: object | undefined }>(
  alarm: A,
): alarm is Extract<A, { readonly ScheduledQueryConfiguration: object }> {
  return alarm.ScheduledQueryConfiguration !== undefined;
}

/** Differs when any of what is put does; the query's ARN is not put. */
export function logSettingsText(alarm: LogMembers): string {
  const { ScheduledQueryConfiguration: query } = alarm;
  return JSON.stringify(
    logMembers({ ...alarm, ScheduledQueryConfiguration: { ...query, QueryARN: undefined } }),
  );
}

/** Differs when the results before and after cannot be compared with each other. */
export function queryTextOf({ ScheduledQueryConfiguration }: LogMembers): string {
  const { QueryString, LogGroupIdentifiers, AggregationExpression, ScheduleConfiguration } =
    ScheduledQueryConfiguration;
  return JSON.stringify([
    ...[QueryString, LogGroupIdentifiers, AggregationExpression, ScheduleConfiguration],
  ]);
}

/** Its results are of several groups of logs, each of which is a contributor. */
export function isGrouped({
  ScheduledQueryConfiguration,
}: Pick<LogMembers, 'ScheduledQueryConfiguration'>): boolean {
  return aggregationOf(ScheduledQueryConfiguration.AggregationExpression).fields.length > 0;
}

/** Results take the place of periods. */
export function evaluationSettings(
  alarm: LogAlarm,
): EvaluationSettings & { readonly DatapointsToAlarm: number } {
  const { Threshold, ComparisonOperator, TreatMissingData } = alarm;
  return {
    Threshold,
    ComparisonOperator,
    TreatMissingData,
    EvaluationPeriods: alarm.QueryResultsToEvaluate,
    DatapointsToAlarm: alarm.QueryResultsToAlarm,
  };
}

/** As messages to topics tell it. */
export function logTrigger(alarm: LogAlarm): Readonly<Record<string, JavaValue>> {
  return javaObject({ ...logMembers(alarm), Threshold: new Double(alarm.Threshold) }, same);
}

/** As its history tells it, and events for functions. */
export function logObject(alarm: LogAlarm): Readonly<Record<string, JavaValue>> {
  return javaObject({ ...logMembers(alarm), Threshold: new Double(alarm.Threshold) }, lowered);
}

type Naming = (name: string) => string;

const same: Naming = (name) => name;
const lowered: Naming = (name) => name.charAt(0).toLowerCase() + name.slice(1);

function javaObject(members: object, naming: Naming): Readonly<Record<string, JavaValue>> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [naming(name), javaValue(value, naming)]),
  );
}

function javaValue(value: unknown, naming: Naming): JavaValue {
  if (Array.isArray(value)) return value.map((each) => javaValue(each, naming));
  if (value instanceof Double) return value;
  if (typeof value === 'object' && value !== null) return javaObject(value, naming);
  // The members of a log alarm hold nothing else.
  return value as string | number | boolean | undefined;
}
