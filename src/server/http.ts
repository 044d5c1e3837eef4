import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { bodyBytesMax } from './body.js';
import type { HttpAnswer, HttpRequest } from './exchange.js';

/**
 * HTTP in and out. AWS requests are taken off the server before Express, which carries the rest:
 * they need no router, and Express alone costs more than all that we do with such a request.
 */
export interface Handlers {
  aws(request: HttpRequest): Promise<HttpAnswer>;
  /** The answer to a body over the limit, in the protocol of the request. */
  tooLarge(request: HttpRequest): HttpAnswer;
  /** Paths of ours: `/_admin/…`, `/_health`, `/metrics`. */
  own(request: IncomingMessage, response: ServerResponse): void;
}

/** Longer than any client or load balancer keeps a connection, so that it is never we who race. */
const keepAliveMilliseconds = 75_000;
/** A client may take this long for its headers, and this long for the whole request. */
const headersMilliseconds = 10_000;
const requestMilliseconds = 60_000;
/** How long the rest of a refused body is listened to, and thrown away. */
const lingerMilliseconds = 1_000;
const headerCountMax = 200;
const headerBytesMax = 16 * 1024;

export function createHttpServer(handlers: Handlers): Server {
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMilliseconds,
      headersTimeout: headersMilliseconds,
      requestTimeout: requestMilliseconds,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: headerBytesMax,
    },
    (request, response) => {
      if (isOwnPath(request.url ?? '')) handlers.own(request, response);
      else serve(request, response, handlers);
    },
  );
  server.maxHeadersCount = headerCountMax;
  return server;
}

const ownPath = /^\/(_admin|_health|metrics)([/?]|$)/;

function isOwnPath(target: string): boolean {
  return ownPath.test(target);
}

function serve(incoming: IncomingMessage, response: ServerResponse, handlers: Handlers): void {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  const request = (body: Buffer): HttpRequest => ({
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: incoming.headers,
    body,
    sourceIp: incoming.socket.remoteAddress,
  });
  const refuse = (): void => {
    incoming.removeAllListeners('data').removeAllListeners('end');
    sendAndLinger(incoming, response, handlers.tooLarge(request(Buffer.alloc(0))));
  };
  if (Number(incoming.headers['content-length']) > bodyBytesMax) {
    refuse();
    return;
  }
  incoming.on('data', (chunk: Buffer) => {
    byteCount += chunk.length;
    if (byteCount > bodyBytesMax) refuse();
    else chunks.push(chunk);
  });
  incoming.on('end', () => {
    const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    void handlers.aws(request(body)).then((answer) => send(response, answer));
  });
}

/** The connection ends after this answer, and as soon as its body has come or time is up. */
function sendAndLinger(
  incoming: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
): void {
  response.writeHead(status, {
    ...headers,
    connection: 'close',
    'content-length': byteLength(body),
  });
  // Were the connection closed while bytes are on their way, the client would not see the answer.
  response.write(body);
  const limit = setTimeout(() => response.end(), lingerMilliseconds);
  incoming.on('close', () => clearTimeout(limit));
  incoming.on('end', () => response.end());
  incoming.resume();
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': byteLength(body) });
  response.end(body);
}

function byteLength(body: string | Buffer): number {
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}
