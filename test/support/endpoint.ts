import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service outside that notes what it is sent, and answers as the test says. */
export interface FakeEndpoint {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  /** Requests whose senders still wait for an answer. */
  readonly waitingCount: () => number;
  /** For the requests that follow. */
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

interface Answer {
  readonly status: number;
  readonly bodyOf: (request: ReceivedRequest) => string;
}

export async function openEndpoint(): Promise<FakeEndpoint> {
  const received: ReceivedRequest[] = [];
  const waiting = new Set<IncomingMessage>();
  let answer: Answer | undefined = { status: 200, bodyOf: () => '' };
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
      response.writeHead(answer.status).end(answer.bodyOf(asked));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    waitingCount: () => waiting.size,
    answer: (status, body = '') => {
      answer = { status, bodyOf: () => body };
    },
    reply: (bodyOf) => {
      answer = { status: 200, bodyOf };
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
