import type { Endpoints } from './endpoints.js';
import { ask, type PostRequest, signed } from './post.js';

/**
 * CloudWatch Logs, or something like it, at the configured endpoint: it runs queries of logs, which
 * take as long as they take, so that one asks for the results again and again.
 */
export interface Logs {
  /** None of them ever throws. */
  start(region: string, query: StartedQuery): Promise<LogsAnswer<Started>>;
  results(region: string, queryId: string): Promise<LogsAnswer<Results>>;
  /** Of one that nobody waits for any more; it would end by itself, but count as running. */
  stop(region: string, queryId: string): Promise<void>;
}

export interface StartedQuery {
  readonly queryString: string;
  /** By name or by ARN. */
  readonly logGroupIdentifiers: readonly string[];
  /** Since 1970. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly limit: number;
}

interface Started {
  readonly kind: 'started';
  readonly queryId: string;
}

type Results =
  | { readonly kind: 'running' }
  | { readonly kind: 'complete'; readonly rows: readonly Readonly<Record<string, string>>[] }
  | { readonly kind: 'failed'; readonly reason: string };

export type LogsAnswer<A> =
  | A
  /** It does not take what it was asked, and would not later. */
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

export function createLogs({ logs, signer }: Endpoints): Logs | undefined {
  if (logs === undefined) return undefined;
  const call = async (region: string, operation: string, input: object): Promise<Called> => {
    const headers = {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `Logs_20140328.${operation}`,
    };
    const request: PostRequest = { url: logs, headers, body: JSON.stringify(input) };
    const answer = await ask(signed(request, signer, { service: 'logs', region }), limits);
    if (answer.kind === 'failed') return { kind: 'unavailable', reason: answer.reason };
    return readAnswer(answer.status, answer.text);
  };
  return {
    start: async (region, query) => {
      const called = await call(region, 'StartQuery', startInput(query));
      if (called.kind !== 'answer') return called;
      const { queryId } = called.answer;
      return typeof queryId === 'string' ? { kind: 'started', queryId } : senseless;
    },
    results: async (region, queryId) => {
      const called = await call(region, 'GetQueryResults', { queryId });
      return called.kind === 'answer' ? readResults(called.answer) : called;
    },
    stop: async (region, queryId) => {
      await call(region, 'StopQuery', { queryId });
    },
  };
}

/** Ten thousand rows, of which each quotes a few fields. */
const limits = { charactersMax: 16_777_216, milliseconds: 5_000 };

type Answered = Readonly<Record<string, unknown>>;
type Called = LogsAnswer<{ readonly kind: 'answer'; readonly answer: Answered }>;

const senseless = {
  kind: 'unavailable',
  reason: 'the endpoint does not answer as CloudWatch Logs does',
} as const;

function startInput(query: StartedQuery): object {
  const { queryString, logGroupIdentifiers, startSeconds, endSeconds, limit } = query;
  const isNamed = !logGroupIdentifiers.some((each) => each.startsWith('arn:'));
  const groups = { [isNamed ? 'logGroupNames' : 'logGroupIdentifiers']: logGroupIdentifiers };
  return {
    ...(logGroupIdentifiers.length === 0 ? {} : groups),
    queryString,
    startTime: startSeconds,
    endTime: endSeconds,
    limit,
  };
}

/** Too much at once and trouble of its own pass; what else it refuses it will refuse again. */
function readAnswer(status: number, text: string): Called {
  const answer = parsed(text);
  if (status < 300) return answer === undefined ? senseless : { kind: 'answer', answer };
  const said = [answer?.message, answer?.Message].find((each) => typeof each === 'string');
  const type = textOf(answer?.__type).replace(/^.*#/, '');
  const reason = [type === '' ? String(status) : type, said ?? ''].join(': ').slice(0, 500);
  const passes = status >= 500 || status === 429 || /Throttl|LimitExceeded|Unavailable/.test(type);
  return { kind: passes ? 'unavailable' : 'invalid', reason: reason.replace(/: $/, '') };
}

function readResults({ status, results }: Answered): Results | typeof senseless {
  switch (status) {
    case 'Scheduled':
    case 'Running':
      return { kind: 'running' };
    case 'Complete':
      return Array.isArray(results) ? { kind: 'complete', rows: results.map(rowOf) } : senseless;
    case 'Failed':
    case 'Cancelled':
    case 'Timeout':
    case 'Unknown':
      return { kind: 'failed', reason: `the query ended as ${status}` };
    default:
      return senseless;
  }
}

function rowOf(row: unknown): Readonly<Record<string, string>> {
  const fields: readonly unknown[] = Array.isArray(row) ? row : [];
  return Object.fromEntries(
    fields.map((each) => {
      const { field, value } = (each ?? {}) as Answered;
      return [textOf(field), textOf(value)];
    }),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function parsed(text: string): Answered | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answered) : undefined;
  } catch {
    return undefined;
  }
}
