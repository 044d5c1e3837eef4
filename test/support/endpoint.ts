import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service outside that notes what it is sent, and answers as the test says. */
export interface FakeEndpoint {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Requests whose senders still wait for an answer. */
  readonly waitingCount: () => number;
  /** For the requests that follow; 200 without a body is what each of them takes for a receipt. */
  answer(status: number, body?: string): void;
  /** The same, by what is asked. */
  reply(bodyOf: (request: ReceivedRequest) => string): void;
  /** Leaves the requests that follow without an answer. */
  hang(): void;
  close(): Promise<void>;
}

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (request: ReceivedRequest) => {
  readonly status: number;
  readonly body: string;
};

export async function openEndpoint(): Promise<FakeEndpoint> {
  const received: ReceivedRequest[] = [];
  const waiting = new Set<IncomingMessage>();
  let answer: Answer | undefined = receiptOf;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const asked = { path: request.url ?? '', headers: request.headers, body };
      received.push(asked);
      if (answer === undefined) {
        waiting.add(request);
        response.once('close', () => waiting.delete(request));
        return;
      }
      const { status, body: said } = answer(asked);
      response.writeHead(status).end(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    waitingCount: () => waiting.size,
    answer: (status, body = '') => {
      answer = status === 200 && body === '' ? receiptOf : () => ({ status, body });
    },
    reply: (bodyOf) => {
      answer = (request) => ({ status: 200, body: bodyOf(request) });
    },
    hang: () => {
      answer = undefined;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What AWS answers to a request that it takes. */
function receiptOf({ headers, body }: ReceivedRequest): ReturnType<Answer> {
  if (headers['x-amz-invocation-type'] === 'Event') return { status: 202, body: '' };
  if (headers['x-amz-target'] === 'AmazonSSM.CreateOpsItem') {
    return { status: 200, body: '{"OpsItemArn":"arn:aws:ssm:::opsitem/oi-1","OpsItemId":"oi-1"}' };
  }
  const action = new URLSearchParams(body).get('Action');
  if (action === null) return { status: 200, body: '' };
  const result = `<${action}Result><MessageId>m-1</MessageId></${action}Result>`;
  const given = action.endsWith('Instances') ? '<return>true</return>' : result;
  return { status: 200, body: `<${action}Response>${given}</${action}Response>` };
}
