import { readFileSync } from 'node:fs';
import type { Key, Keys } from '../../src/server/credentials.js';
import type { HttpRequest } from '../../src/server/exchange.js';

/** A captured request, as wire-fixtures/index.json lists it. */
export interface Fixture {
  /** Its path in wire-fixtures, without the ending. */
  readonly case: string;
  readonly client: string;
  readonly protocol: 'query' | 'json' | 'cbor';
  readonly signature: 'SigV2' | 'SigV4';
  readonly signedAt: string;
  readonly sessionToken?: string;
  /** Given where the signature leaves the body out. */
  readonly isBodySigned?: false;
}

export const fixtureRoot = 'wire-fixtures';

export function readFixtures(): readonly Fixture[] {
  return JSON.parse(readFileSync(`${fixtureRoot}/index.json`, 'utf8')) as Fixture[];
}

/** What the client sent. */
export function fixtureBytes(fixture: Fixture): Buffer {
  return readFileSync(`${fixtureRoot}/${fixture.case}.http`);
}

export function requestOf(fixture: Fixture): HttpRequest {
  return parseRequest(fixtureBytes(fixture));
}

/** The request as Node would have read it from the socket: a header's bytes are Latin 1. */
export function parseRequest(bytes: Buffer): HttpRequest {
  const headEnd = bytes.indexOf('\r\n\r\n');
  const [start = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const [method = '', target = ''] = start.split(' ');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const split = line.indexOf(':');
    headers[line.slice(0, split).toLowerCase()] = line.slice(split + 1).trim();
  }
  return { method, target, headers, body: bytes.subarray(headEnd + 4) };
}

/** The key that all captured requests were signed with; AWS's own example. */
export const exampleKey: Key = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
  account: '123456789012',
  user: 'alice',
  policies: undefined,
};

export function keysFor(fixture: Fixture): Keys {
  return keysOf({ ...exampleKey, sessionToken: fixture.sessionToken });
}

export function keysOf(...keys: readonly Key[]): Keys {
  return new Map(keys.map((key) => [key.accessKeyId, key]));
}
