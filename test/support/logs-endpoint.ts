import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** CloudWatch Logs outside: it runs queries as the test says, and answers as AWS does. */
export interface LogsEndpoint {
  readonly url: string;
  /** The queries that were started, in their order. */
  readonly started: readonly StartedQuery[];
  readonly stopped: readonly string[];
  /** What the queries that end from now on come to, by what they ask for. */
  find(rows: RowsOf): void;
  /** Queries are asked for so many times before they end. */
  runFor(polls: number): void;
  /** In the place of the result of a query. */
  endAs(status: 'Complete' | 'Failed' | 'Timeout'): void;
  /** Refuses all that is asked from now on; undefined takes it again. */
  refuse(refusal: Refusal | undefined): void;
  close(): Promise<void>;
}

export interface StartedQuery {
  readonly queryString: string;
  readonly logGroupNames?: readonly string[];
  readonly logGroupIdentifiers?: readonly string[];
  readonly startTime: number;
  readonly endTime: number;
  readonly limit: number;
}

type Row = Readonly<Record<string, string | number>>;
type RowsOf = (query: StartedQuery) => readonly Row[];

export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message?: string;
}

export async function openLogs(): Promise<LogsEndpoint> {
  const started: StartedQuery[] = [];
  const stopped: string[] = [];
  const polls = new Map<string, number>();
  let rowsOf: RowsOf = () => [];
  let pollsMin = 0;
  let status = 'Complete';
  let refusal: Refusal | undefined;
  const answer = (operation: string, input: object): object | undefined => {
    if (operation === 'StartQuery') {
      started.push(input as StartedQuery);
      return { queryId: `q-${started.length}` };
    }
    const { queryId } = input as { readonly queryId: string };
    if (operation === 'StopQuery') {
      stopped.push(queryId);
      return { success: true };
    }
    const query = started[Number(queryId.slice(2)) - 1];
    if (operation !== 'GetQueryResults' || query === undefined) return undefined;
    const count = polls.get(queryId) ?? 0;
    polls.set(queryId, count + 1);
    if (count < pollsMin) return { status: 'Running', results: [] };
    const results = rowsOf(query).map((row) =>
      Object.entries(row).map(([field, value]) => ({ field, value: String(value) })),
    );
    return { status, results: status === 'Complete' ? results : [], statistics: {} };
  };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const [, operation = ''] = String(request.headers['x-amz-target']).split('Logs_20140328.');
      const isSigned = (request.headers.authorization ?? '').includes(
        '/us-east-1/logs/aws4_request',
      );
      if (refusal !== undefined || !isSigned) {
        refuse(response, refusal ?? { status: 403, type: 'AccessDeniedException' });
        return;
      }
      const said = answer(operation, JSON.parse(body) as object);
      if (said === undefined) refuse(response, { status: 400, type: 'ResourceNotFoundException' });
      else send(response, 200, said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    started,
    stopped,
    find: (rows) => {
      rowsOf = rows;
    },
    runFor: (count) => {
      pollsMin = count;
    },
    endAs: (given) => {
      status = given;
    },
    refuse: (given) => {
      refusal = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function refuse(response: ServerResponse, { status, type, message = 'no' }: Refusal): void {
  send(response, status, { __type: `com.amazonaws.logs#${type}`, message });
}

function send(response: ServerResponse, status: number, said: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(said));
}
