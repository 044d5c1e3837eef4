import type { AlarmDocument } from '../cloudwatch/alarm-document.js';
import type { LogAlarm } from '../cloudwatch/log-alarm.js';
import { judgeLogAlarm } from '../cloudwatch/log-alarm-judgement.js';
import { type LogLine, wantsLogLines } from '../cloudwatch/log-lines.js';
import {
  linesQuery,
  type LogQueryDocument,
  nextLookAt,
  type QueryRun,
  valueQuery,
} from '../cloudwatch/log-query.js';
import type { CompleteOutcome, QueryOutcome } from '../cloudwatch/log-results.js';
import type { Logs } from '../delivery/logs.js';

/** A run of a query, as far as it can be brought at once. */
export interface Asking {
  readonly document: LogQueryDocument;
  readonly run: QueryRun;
  readonly alarm: LogAlarm;
  readonly alarmDocument: AlarmDocument;
  readonly region: string;
  readonly logs: Logs | undefined;
  readonly now: Date;
}

export type Asked =
  | { readonly kind: 'unfinished'; readonly run: QueryRun; readonly due: Date }
  | {
      readonly kind: 'finished';
      readonly outcome: QueryOutcome;
      readonly lines: readonly LogLine[];
    };

/** What the query comes to; and lines of logs, where that makes the alarm tell somebody. */
export async function askLogs(asking: Asking): Promise<Asked> {
  const { run, logs } = asking;
  if (logs === undefined) {
    return failed(run, 'unavailable', 'Updraft has no endpoint for logs (--logs-endpoint)');
  }
  if (run.outcome !== undefined) return askLines(asking, run.outcome, logs);
  const asked = await askValue(asking, logs);
  if (asked.kind !== 'finished' || asked.outcome.kind !== 'complete') return asked;
  return askLines(asking, asked.outcome, logs);
}

async function askValue(asking: Asking, logs: Logs): Promise<Asked> {
  const { alarm, region } = asking;
  let { run } = asking;
  if (run.queryId === undefined) {
    const started = await logs.start(region, valueQuery(alarm, run.at));
    if (started.kind === 'invalid') return failed(run, 'invalid', started.reason);
    if (started.kind === 'unavailable') return unanswered(asking, run, started.reason);
    run = { ...run, queryId: started.queryId, attemptCount: 0 };
  }
  const { at, queryId = '' } = run;
  const results = await logs.results(region, queryId);
  switch (results.kind) {
    case 'complete':
      return finished({ kind: 'complete', at, queryId, rows: results.rows });
    case 'running': {
      const due = nextLookAt(asking.document, run, { isAnswered: true, now: asking.now });
      if (due !== undefined) return { kind: 'unfinished', run, due };
      await logs.stop(region, queryId);
      return failed(run, 'failed', 'it had not ended when it was to run again');
    }
    case 'unavailable':
      return unanswered(asking, run, results.reason);
    case 'failed':
    case 'invalid':
      return failed(run, 'failed', results.reason);
  }
}

function unanswered({ document, now }: Asking, asked: QueryRun, reason: string): Asked {
  const run = { ...asked, attemptCount: asked.attemptCount + 1 };
  const due = nextLookAt(document, run, { isAnswered: false, now });
  return due === undefined ? failed(run, 'unavailable', reason) : { kind: 'unfinished', run, due };
}

function failed(
  { at }: QueryRun,
  kind: 'invalid' | 'failed' | 'unavailable',
  reason: string,
): Asked {
  return finished({ kind, at, reason });
}

function finished(outcome: QueryOutcome, lines: readonly LogLine[] = []): Asked {
  return { kind: 'finished', outcome, lines };
}

/** Those who are told of the alarm do not wait for them any longer. */
const linesSeconds = 10;
const pollSeconds = 1;

async function askLines(asking: Asking, outcome: CompleteOutcome, logs: Logs): Promise<Asked> {
  const { run, alarm, alarmDocument, region, now } = asking;
  const judgement = judgeLogAlarm(alarmDocument, outcome, now);
  if (judgement === undefined || !wantsLogLines(alarmDocument, judgement.change(alarmDocument))) {
    return finished(outcome);
  }
  const query = linesQuery(alarm, run.at);
  const { linesUntil = secondsAfter(now, linesSeconds) } = run;
  const started =
    run.linesQueryId === undefined
      ? await logs.start(region, query)
      : { kind: 'started' as const, queryId: run.linesQueryId };
  if (started.kind !== 'started') return finished(outcome);
  const { queryId: linesQueryId } = started;
  const results = await logs.results(region, linesQueryId);
  if (results.kind === 'complete') {
    return finished(outcome, results.rows.slice(0, query.limit).map(withoutPointer));
  }
  if (results.kind !== 'running') return finished(outcome);
  if (now >= linesUntil) {
    await logs.stop(region, linesQueryId);
    return finished(outcome);
  }
  const due = secondsAfter(now, pollSeconds);
  return { kind: 'unfinished', run: { ...run, outcome, linesQueryId, linesUntil }, due };
}

/** `@ptr` tells CloudWatch Logs which event it is, and nobody else anything. */
function withoutPointer(row: LogLine): LogLine {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== '@ptr'));
}

function secondsAfter(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
