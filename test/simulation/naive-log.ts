import type { AlarmDocument } from '../../src/cloudwatch/alarm-document.js';
import { isLog, type LogAlarm } from '../../src/cloudwatch/log-alarm.js';
import { naiveDecision } from '../cloudwatch/naive-alarm.js';
import { namesOf } from './naive-contributors.js';
import { byHand, isBreaching } from './naive-reason.js';
import type { SeededLogs, SeededRow } from './seeded-logs.js';

/**
 * Tells once more, from what its queries came to, in which state a log alarm is behind a result,
 * and which of its groups are in ALARM. Results take the place of periods; those that have not come
 * yet may be anything.
 */
export function logFault(
  old: AlarmDocument,
  next: AlarmDocument,
  logs: SeededLogs,
): string | undefined {
  const { alarm, queryResults } = next;
  if (!isLog(alarm) || queryResults === undefined || old.queryResults === queryResults) {
    return undefined;
  }
  const executions = queryResults.executions.map(({ at, queryId, isFailed }): Execution => {
    const rows = queryId === undefined ? undefined : logs.rowsOf(queryId);
    return { at: at.getTime(), rows: isFailed ? undefined : rows };
  });
  const times = executions.map(({ at }) => at);
  const isInOrder = times.every((at, index) => at < (times[index - 1] ?? Infinity));
  if (!isInOrder || times.length > alarm.QueryResultsToEvaluate) return `It has ${times.join()}.`;
  const isAgain = old.queryResults?.executions[0]?.at.getTime() === times[0];
  if (isAgain) return 'It counts a result twice.';
  const before = old.alarm.StateValue;
  if (alarm.EvaluationState === 'IN_WARM_UP') {
    return alarm.StateValue === before ? undefined : 'It moves in its warm-up.';
  }
  const expected = expectedOf(alarm, executions, old);
  const isFailing = alarm.EvaluationState?.startsWith('EVALUATION_') === true;
  if (isFailing !== (executions[0]?.rows === undefined)) return `It is ${alarm.EvaluationState}.`;
  const state = expected.state === 'keep' ? before : expected.state;
  if (alarm.StateValue !== state) return `${expected.why} makes ${state}, not ${alarm.StateValue}.`;
  const names = namesOf(next).join();
  if (names !== expected.names.join()) {
    return `${names} are in ALARM, not ${expected.names.join()}.`;
  }
  return old.alarm.StateReason === alarm.StateReason
    ? undefined
    : wordsFault(alarm, executions, expected.reason);
}

interface Execution {
  readonly at: number;
  /** Undefined of one that failed. */
  readonly rows: readonly SeededRow[] | undefined;
}

interface Expected {
  readonly state: ReturnType<typeof naiveDecision>;
  readonly names: readonly string[];
  readonly why: string;
  /** Where it is one of few. */
  readonly reason?: string | undefined;
}

function expectedOf(
  alarm: LogAlarm,
  executions: readonly Execution[],
  old: AlarmDocument,
): Expected {
  const [newest] = executions;
  const before = namesOf(old);
  if (newest?.rows === undefined) return { state: 'INSUFFICIENT_DATA', names: before, why: 'none' };
  const { TreatMissingData: treatment = 'missing' } = alarm;
  if (!isOnGroups(alarm)) {
    const slots = slotsOf(alarm, executions, '');
    return { state: decide(alarm, slots, treatment), names: [], why: slots };
  }
  const present = newest.rows.map(({ Host = '' }) => Host);
  if (present.length === 0) {
    const were = executions.map(({ rows = [] }) => (rows.length === 0 ? '-' : '0'));
    const slots = were.reverse().join('');
    return { state: decide(alarm, slots, treatment), names: [], why: slots };
  }
  const names = present.filter((host) => {
    const decided = decide(alarm, slotsOf(alarm, executions, host), treatment);
    return decided === 'ALARM' || (decided === 'keep' && before.includes(host));
  });
  // One that is gone with this result counts once more.
  const total = present.length + before.filter((host) => !present.includes(host)).length;
  const counted = names.length === 0 ? '' : `${names.length} out of `;
  const state = names.length === 0 ? 'OK' : 'ALARM';
  const reason = `${counted}${total} contributors evaluated to ${state}`;
  return { state, names: names.sort(), why: 'each group', reason };
}

export function isOnGroups({ ScheduledQueryConfiguration }: LogAlarm): boolean {
  return ScheduledQueryConfiguration.AggregationExpression.endsWith(' by Host');
}

/** Oldest first. Where logs are counted there is always a number. */
function slotsOf(alarm: LogAlarm, executions: readonly Execution[], host: string): string {
  const slots = executions.map(({ rows }) => {
    const value = valueIn(alarm, rows, host);
    if (value === undefined) return '-';
    return isBreaching(alarm, value) ? 'X' : '0';
  });
  return slots.reverse().join('');
}

function valueIn(
  alarm: LogAlarm,
  rows: readonly SeededRow[] | undefined,
  host: string,
): number | undefined {
  const { AggregationExpression } = alarm.ScheduledQueryConfiguration;
  const [aggregate = ''] = AggregationExpression.split(' ');
  const row = rows?.find(({ Host = '' }) => Host === host);
  if (row !== undefined) return Number(row[aggregate]);
  return rows !== undefined && AggregationExpression === 'count(*)' ? 0 : undefined;
}

function decide(alarm: LogAlarm, slots: string, treatment: string): Expected['state'] {
  const { QueryResultsToEvaluate: periods, QueryResultsToAlarm: datapoints } = alarm;
  const quorum = { periods, datapoints };
  if (slots.length === periods) return naiveDecision(slots, quorum, treatment);
  const filled =
    treatment === 'breaching'
      ? slots.replaceAll('-', 'X')
      : treatment === 'notBreaching'
        ? slots.replaceAll('-', '0')
        : slots;
  const real = filled.replaceAll('-', '');
  // Whatever is to come, and has not come, it would be the same.
  const [worst, best] = ['breaching', 'notBreaching'].map((each) => {
    return naiveDecision(real, quorum, each);
  });
  return worst !== undefined && worst === best ? worst : 'keep';
}

/** What the words and the data tell is what the queries came to. */
function wordsFault(
  alarm: LogAlarm,
  executions: readonly Execution[],
  wanted: string | undefined,
): string | undefined {
  const { StateReason = '', StateReasonData = '' } = alarm;
  if (StateReason === byHand) return undefined;
  if (wanted !== undefined && wanted !== StateReason)
    return `It says ${StateReason}, not ${wanted}`;
  const { results } = JSON.parse(StateReasonData) as { readonly results: readonly ToldResult[] };
  const told = results.map(({ status, timestamp, value }) => {
    return `${status} ${Date.parse(timestamp)} ${value}`;
  });
  const isSingle = !isOnGroups(alarm);
  const expected = executions.map(({ at, rows }) => {
    const value = isSingle ? valueIn(alarm, rows, '') : undefined;
    return `${rows === undefined ? 'FAILED' : 'COMPLETE'} ${at} ${value}`;
  });
  if (told.join() !== expected.join()) return `It tells ${told.join()}, not ${expected.join()}.`;
  const named = [...StateReason.matchAll(/([\d.]+) \((\d\d)\/(\d\d)\/(\d\d) ([\d:]+)\)/g)];
  const unknown = named.find(([, value, day, month, year, time]) => {
    const at = Date.parse(`20${year}-${month}-${day}T${time}Z`);
    return !executions.some((each) => {
      return each.at === at && valueIn(alarm, each.rows, '') === Number(value);
    });
  });
  return unknown && `No query came to ${unknown[0]}.`;
}

interface ToldResult {
  readonly status: string;
  readonly timestamp: string;
  readonly value?: number;
}
