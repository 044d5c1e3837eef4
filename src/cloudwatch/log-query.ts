import { nextAttempt, type Pauses } from '../attempts.js';
import { type Key, keyOf, type Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import type { AlarmDocument } from './alarm-document.js';
import { isLog, type LogAlarm, queryTextOf } from './log-alarm.js';
import { aggregationOf } from './log-aggregation.js';
import type { CompleteOutcome } from './log-results.js';
import { nextScheduled, rateSecondsOf, timeBefore } from './log-schedule.js';

/**
 * The query of a log alarm, as a document of its own: when it runs next, and how far it has got
 * where it runs. An answer takes its time, and nothing may wait for it but the alarm itself.
 */
export interface LogQueryDocument extends Document {
  readonly AlarmName: string;
  /** Of the alarm that it belongs to, since a name may be used again. */
  readonly incarnation: string;
  readonly rateSeconds: number;
  readonly scheduledAt: Date;
  readonly run?: QueryRun | undefined;
}

export interface QueryRun {
  /** The time of the schedule. */
  readonly at: Date;
  /** Tells the settings that it began with. */
  readonly query: string;
  /** How often nobody answered. */
  readonly attemptCount: number;
  readonly queryId?: string | undefined;
  /** Where it only waits for lines of logs. */
  readonly outcome?: CompleteOutcome | undefined;
  readonly linesQueryId?: string | undefined;
  readonly linesUntil?: Date | undefined;
}

export const logQueryKind = 'log-query';

export function logQueryKey(scope: Scope, AlarmName: string): Key<LogQueryDocument> {
  return keyOf(scope, logQueryKind, AlarmName);
}

/**
 * After a change of the alarm; undefined of one that is gone. A query that runs, and that nobody
 * waits for any more, is left to be stopped.
 */
export function scheduledQuery(
  current: LogQueryDocument | undefined,
  { alarm, incarnation, deletedAt }: AlarmDocument,
  now: Date,
): LogQueryDocument | undefined {
  if (!isLog(alarm)) return current;
  const isOwn = current?.incarnation === incarnation;
  if (deletedAt !== undefined) {
    if (!isOwn) return current;
    return current.run?.queryId === undefined ? undefined : { ...current, due: now };
  }
  const { ScheduleExpression } = alarm.ScheduledQueryConfiguration.ScheduleConfiguration;
  const rateSeconds = rateSecondsOf(ScheduleExpression);
  const query = queryTextOf(alarm);
  const isSame = isOwn && current.rateSeconds === rateSeconds;
  if (isSame && (current.run === undefined || current.run.query === query)) return current;
  const scheduledAt = isSame ? current.scheduledAt : nextScheduled(rateSeconds, now);
  const { AlarmName } = alarm;
  const next = { AlarmName, incarnation, rateSeconds, scheduledAt };
  const run = isOwn ? current.run : abandonedRun(current?.run);
  return run?.queryId === undefined ? { ...next, due: scheduledAt } : { ...next, run, due: now };
}

/** Of an alarm that had the name before, and may have had the same settings. */
function abandonedRun(run: QueryRun | undefined): QueryRun | undefined {
  return run && { ...run, query: noQuery };
}

const noQuery = '';

/** The run that is under way, or that is to begin; undefined before its time. */
export function runAt(
  { rateSeconds, scheduledAt, run }: LogQueryDocument,
  alarm: LogAlarm,
  now: Date,
): QueryRun | undefined {
  if (run !== undefined) return run;
  if (now < scheduledAt) return undefined;
  return { at: timeBefore(rateSeconds, now), query: queryTextOf(alarm), attemptCount: 0 };
}

/** Where the clock was set back, its time comes sooner. */
export function waitingQuery(current: LogQueryDocument, now: Date): LogQueryDocument {
  const next = nextScheduled(current.rateSeconds, now);
  const scheduledAt = next < current.scheduledAt ? next : current.scheduledAt;
  return { ...current, run: undefined, scheduledAt, due: scheduledAt };
}

/** One run is over before the next begins. */
export function endOfRun({ rateSeconds }: LogQueryDocument, { at }: QueryRun): Date {
  return new Date(at.getTime() + rateSeconds * 1000);
}

export function withRun(current: LogQueryDocument, run: QueryRun, due: Date): LogQueryDocument {
  return { ...current, run, due };
}

export function withoutRun(current: LogQueryDocument, now: Date): LogQueryDocument {
  return waitingQuery({ ...current, scheduledAt: nextScheduled(current.rateSeconds, now) }, now);
}

const pauses: Pauses = { firstSeconds: 2, longestSeconds: 16 };
const attemptsMax = 5;
const pollMilliseconds = 1_000;

/** What is to be done after an answer that decides nothing; undefined where it is given up. */
export function nextLookAt(
  document: LogQueryDocument,
  run: QueryRun,
  { isAnswered, now }: { readonly isAnswered: boolean; readonly now: Date },
): Date | undefined {
  if (!isAnswered && run.attemptCount >= attemptsMax) return undefined;
  const next = isAnswered
    ? new Date(now.getTime() + pollMilliseconds)
    : nextAttempt(run.attemptCount - 1, now, pauses);
  return next < endOfRun(document, run) ? next : undefined;
}

/** What CloudWatch Logs is asked to run. */
export interface LogsQuery {
  readonly queryString: string;
  readonly logGroupIdentifiers: readonly string[];
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly limit: number;
}

const rowsMax = 10_000;

export function valueQuery(alarm: LogAlarm, at: Date): LogsQuery {
  const { QueryString, AggregationExpression } = alarm.ScheduledQueryConfiguration;
  const { stats } = aggregationOf(AggregationExpression);
  return {
    ...linesQuery(alarm, at),
    // On a line of its own, since the query may end with a comment.
    queryString: `${QueryString}\n| stats ${stats}`,
    limit: rowsMax,
  };
}

/** The logs that the value is of. */
export function linesQuery(alarm: LogAlarm, at: Date): LogsQuery {
  const { QueryString, LogGroupIdentifiers, ScheduleConfiguration } =
    alarm.ScheduledQueryConfiguration;
  const { StartTimeOffset, EndTimeOffset = 0 } = ScheduleConfiguration;
  const seconds = Math.floor(at.getTime() / 1000);
  return {
    queryString: QueryString,
    logGroupIdentifiers: LogGroupIdentifiers ?? [],
    startSeconds: seconds - StartTimeOffset,
    endSeconds: seconds - EndTimeOffset,
    limit: alarm.ActionLogLineCount ?? 0,
  };
}
