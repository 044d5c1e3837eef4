import aws4 from 'aws4';
import { createAuthenticator } from '../../src/server/authentication.js';
import type { Caller, Key } from '../../src/server/credentials.js';
import type { HttpRequest } from '../../src/server/exchange.js';
import { exampleKey, keysOf } from './fixtures.js';

/** The instant at which the requests of these tests are signed and sent. */
export const signedAt = new Date('2025-05-15T15:00:00Z');
export const signatureDate = '20250515T150000Z';

export interface Unsigned {
  readonly method?: string;
  readonly target?: string;
  /** Headers to sign, beside Host and X-Amz-Date; undefined leaves one of those out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly service?: string;
  readonly region?: string;
  readonly sessionToken?: string;
  readonly key?: Pick<Key, 'accessKeyId' | 'secretAccessKey'>;
}

/** A request signed by aws4, as a client would. */
export function signed(unsigned: Unsigned = {}): HttpRequest {
  return sign(unsigned, { doNotModifyHeaders: true });
}

/** A presigned URL, fetched. */
export function presigned(unsigned: Unsigned = {}): HttpRequest {
  const target = unsigned.target ?? '/?Action=ListMetrics&Version=2010-08-01';
  const headers = { 'x-amz-date': undefined, ...unsigned.headers };
  const dated = `${target}&X-Amz-Date=${signatureDate}`;
  return sign({ method: 'GET', ...unsigned, headers, target: dated }, { signQuery: true });
}

function sign(unsigned: Unsigned, how: Partial<aws4.Request>): HttpRequest {
  const { accessKeyId, secretAccessKey } = unsigned.key ?? exampleKey;
  const { method = 'POST', body = '', sessionToken } = unsigned;
  const headers: Record<string, string> = {};
  const given: Readonly<Record<string, string | undefined>> = {
    host: 'localhost:8003',
    'x-amz-date': signatureDate,
    ...unsigned.headers,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers[name] = value;
  }
  const request: aws4.Request & { extraHeadersToInclude: object } = {
    method,
    path: unsigned.target ?? '/',
    headers,
    body,
    service: unsigned.service ?? 'monitoring',
    region: unsigned.region ?? 'us-east-1',
    extraHeadersToInclude: headers,
    ...how,
  };
  const token = sessionToken === undefined ? {} : { sessionToken };
  const signer = new aws4.RequestSigner(request, { accessKeyId, secretAccessKey, ...token });
  signer.datetime = signatureDate;
  const result = signer.sign();
  const sent = Object.entries(result.headers ?? {}).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    method,
    target: result.path ?? '/',
    headers: Object.fromEntries(sent),
    body: Buffer.from(body),
  };
}

/** The same request with some headers changed after it was signed. */
export function withHeaders(
  request: HttpRequest,
  headers: Readonly<Record<string, string | undefined>>,
): HttpRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

export function withAuthorization(
  request: HttpRequest,
  change: (authorization: string) => string,
): HttpRequest {
  return withHeaders(request, { authorization: change(request.headers.authorization ?? '') });
}

export function authenticate(request: HttpRequest, key: Key = exampleKey, now = signedAt): Caller {
  const keys = keysOf(key);
  return createAuthenticator({ keys: () => keys, defaultRegion: 'eu-west-3' })(request, now);
}
