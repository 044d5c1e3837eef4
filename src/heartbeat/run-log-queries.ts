import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { isThere } from '../cloudwatch/alarm.js';
import { type AlarmDocument, alarmKey } from '../cloudwatch/alarm-document.js';
import { isLog, type LogAlarm, queryTextOf } from '../cloudwatch/log-alarm.js';
import { judgeLogAlarm, type LogJudgement } from '../cloudwatch/log-alarm-judgement.js';
import { type LogLine, withLogLines } from '../cloudwatch/log-lines.js';
import { resultLook } from '../cloudwatch/log-look.js';
import {
  type LogQueryDocument,
  logQueryKind,
  type QueryRun,
  runAt,
  waitingQuery,
  withoutRun,
  withRun,
} from '../cloudwatch/log-query.js';
import type { QueryOutcome } from '../cloudwatch/log-results.js';
import type { Logs } from '../delivery/logs.js';
import { type Key, partsOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import { waitAMoment } from './answer-wait.js';
import { askLogs } from './ask-logs.js';
import type { BeatObservation } from './heartbeat.js';
import type { Journal } from './journal.js';
import type { PlainWorker } from './worker.js';

/**
 * Runs the queries of log alarms at their times, outside, and has the alarms look at the results. A
 * beat waits for the answers only for a moment, as it does for those to messages; a query that goes
 * on is asked for again with the next beats, and the query's document tells how far it has got.
 */
export interface LogQueryParts {
  readonly store: Store;
  /** Undefined where no endpoint is configured any more. */
  readonly logs: Logs | undefined;
  readonly journal: Journal;
  readonly observe: (observation: BeatObservation) => void;
  readonly isClockHeld: () => boolean;
}

type QueryEntry = Entry<LogQueryDocument>;

const underWayMax = 32;
/** Longer than all that is asked in one go may take; after a crash it is asked for again. */
const askedSeconds = 30;

export interface LogQueries {
  worker(attend: Attend): PlainWorker;
  /** Resolves when no answer is waited for any more. */
  close(): Promise<void>;
}

type Attend = (key: Key<unknown>, now: Date) => Promise<void>;

export function runLogQueries(parts: LogQueryParts): LogQueries {
  const underWay = new Map<string, Promise<void>>();
  const begin = (entry: QueryEntry, attending: Attending, now: Date): Promise<void> => {
    const { text } = entry.key;
    const asking = turn(entry, attending, now)
      .catch((failure: unknown) => parts.observe({ kind: 'failed', key: text, failure }))
      .finally(() => underWay.delete(text));
    underWay.set(text, asking);
    return asking;
  };
  const attendAll = async (
    entries: readonly QueryEntry[],
    attending: Attending,
    now: Date,
  ): Promise<void> => {
    const idle = entries.filter(({ key }) => !underWay.has(key.text));
    const room = Math.max(0, underWayMax - underWay.size);
    const [begun, waiting] = [idle.slice(0, room), idle.slice(room)];
    const until = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
    await parts.store.defer([
      ...begun.map((entry) => ({ entry, until: until(askedSeconds) })),
      ...waiting.map((entry) => ({ entry, until: until(1) })),
    ]);
    const asked = begun.map((entry) => begin(entry, attending, now));
    await waitAMoment(asked, parts.isClockHeld());
  };
  return {
    worker: (attend) => ({
      kind: logQueryKind,
      isRecurring: true,
      // The heartbeat gives a worker the documents of its kind alone.
      attend: (entries, now) => {
        return attendAll(entries as readonly QueryEntry[], { ...parts, attend }, now);
      },
      isMoving: (document) => (document as LogQueryDocument).run !== undefined,
    }),
    close: async () => {
      await Promise.all(underWay.values());
    },
  };
}

interface Attending extends LogQueryParts {
  readonly attend: Attend;
}

/** One look at a query whose time has come, or which is under way. */
async function turn({ key, document }: QueryEntry, parts: Attending, now: Date): Promise<void> {
  const { store, logs } = parts;
  const { AlarmName, incarnation } = document;
  const change = (next: (current: LogQueryDocument) => LogQueryDocument | undefined) =>
    store.update(key, (current) =>
      current?.incarnation === incarnation ? next(current) : current,
    );
  const place = alarmKey(partsOf(key), AlarmName);
  const alarmDocument = await store.get(place);
  const { region } = partsOf(key);
  if (!isWithQuery(alarmDocument, incarnation)) {
    await stopQueries(document.run, region, logs);
    await change(() => undefined);
    return;
  }
  const { alarm } = alarmDocument;
  const run = runAt(document, alarm, now);
  // Of settings that have been replaced meanwhile nobody wants to know.
  if (run?.query !== queryTextOf(alarm)) {
    await stopQueries(run, region, logs);
    await change((current) => waitingQuery(current, now));
    return;
  }
  const asked = await askLogs({ document, run, alarm, alarmDocument, region, logs, now });
  if (asked.kind === 'unfinished') {
    await change((current) => withRun(current, asked.run, asked.due));
    return;
  }
  await tell({ key: place, run, incarnation, ...asked }, parts, now);
  await change((current) => withoutRun(current, now));
}

async function stopQueries(
  run: QueryRun | undefined,
  region: string,
  logs: Logs | undefined,
): Promise<void> {
  for (const queryId of [run?.queryId, run?.linesQueryId]) {
    if (queryId !== undefined) await logs?.stop(region, queryId);
  }
}

type WithQuery = AlarmDocument & { readonly alarm: LogAlarm };

function isWithQuery(
  document: AlarmDocument | undefined,
  incarnation: string,
): document is WithQuery {
  return isThere(document) && isLog(document.alarm) && document.incarnation === incarnation;
}

interface Result {
  readonly key: Key<AlarmDocument>;
  readonly run: QueryRun;
  readonly incarnation: string;
  readonly outcome: QueryOutcome;
  readonly lines: readonly LogLine[];
}

/** The alarm takes its result with one write, unless it has become another meanwhile. */
async function tell(
  { key, run, incarnation, outcome, lines }: Result,
  { store, journal, attend }: Attending,
  now: Date,
): Promise<void> {
  const seen: { judgement?: LogJudgement; StateBefore?: StateValue } = {};
  const told = await store.update(key, (current) => {
    delete seen.judgement;
    if (!isWithQuery(current, incarnation) || queryTextOf(current.alarm) !== run.query) {
      return current;
    }
    const judgement = judgeLogAlarm(current, outcome, now);
    if (judgement === undefined) return current;
    Object.assign(seen, { judgement, StateBefore: current.alarm.StateValue });
    return withLogLines(current, judgement.change(current), lines);
  });
  const { judgement, StateBefore } = seen;
  if (told === undefined || judgement === undefined || StateBefore === undefined) return;
  const { StateValue } = told.alarm;
  const changed = StateBefore === StateValue ? 'stayed' : 'changed';
  const states = { StateBefore, StateValue, outcome: changed } as const;
  journal.note(key, resultLook({ ...judgement, at: now, result: outcome, ...states }));
  await attend(key, now);
}
