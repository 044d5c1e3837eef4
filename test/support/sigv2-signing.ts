import { createHmac } from 'node:crypto';
import type { HttpRequest } from '../../src/server/exchange.js';
import { exampleKey } from './fixtures.js';

const usual: Readonly<Record<string, string | undefined>> = {
  Action: 'ListMetrics',
  Version: '2010-08-01',
  AWSAccessKeyId: exampleKey.accessKeyId,
  SignatureMethod: 'HmacSHA256',
  SignatureVersion: '2',
  Timestamp: '2025-05-15T15:00:00Z',
};

export interface SigV2Parts {
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  readonly host?: string;
  readonly signedHost?: string;
  readonly secret?: string;
  readonly parameters?: Readonly<Record<string, string | undefined>>;
}

/** Signed by the rules of the page "Signature Version 2", apart from the code under test. */
export function signedByV2(parts: SigV2Parts = {}): HttpRequest {
  const { method = 'GET', path = '/', host = 'localhost', signedHost = host } = parts;
  const parameters: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...usual, ...parts.parameters })) {
    if (value !== undefined) parameters[name] = value;
  }
  const form = Object.keys(parameters)
    .sort()
    .map((name) => `${escape(name)}=${escape(parameters[name] ?? '')}`)
    .join('&');
  const digest = parameters.SignatureMethod === 'HmacSHA1' ? 'sha1' : 'sha256';
  const signature = createHmac(digest, parts.secret ?? exampleKey.secretAccessKey)
    .update(`${method}\n${signedHost}\n${path}\n${form}`)
    .digest('base64');
  const all = `${form}&Signature=${escape(signature)}`;
  return method === 'GET'
    ? { method, target: `${path}?${all}`, headers: { host }, body: Buffer.alloc(0) }
    : { method, target: path, headers: { host }, body: Buffer.from(all) };
}

/** A request whose signature lies in the query, whatever its method. */
export function signedUrl(method: 'GET' | 'POST'): HttpRequest {
  const { target, body } = signedByV2({ method });
  const query = method === 'GET' ? target : `/?${body.toString()}`;
  return { method, target: query, headers: { host: 'localhost' }, body: Buffer.alloc(0) };
}

/** RFC 3986: letters, digits and `-_.~` stand for themselves, bytes of all else are escaped. */
function escape(text: string): string {
  const bytes = [...Buffer.from(text)];
  return bytes
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9\-_.~]/.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
