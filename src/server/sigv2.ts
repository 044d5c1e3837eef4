import { createHmac } from 'node:crypto';
import {
  InvalidParameterValue$,
  MissingClientTokenId$,
  MissingParameter$,
  RequestExpired$,
  ServiceError,
} from '../wire/errors.js';
import { utf8 } from '../wire/protocol.js';
import { parseForm } from '../wire/query.js';
import { parseTimestamp } from '../wire/text.js';
import { headerOf, type HttpRequest, pathOf, queryOf } from './exchange.js';
import { isSameSecret } from './secret.js';
import { invalidToken, mismatch, type Trust, type Verified } from './sigv4.js';

/**
 * Signature Version 2, which boto 2 speaks: an HMAC over the method, the host, the path and all
 * parameters, which lie in the query or in the form of the body.
 *
 * Where the signature lies tells what it covers. In a form it covers query and form. In a query it
 * covers the query alone: boto 2 signs URLs that anyone may post any body to, and such a body is
 * no part of the call.
 */
export function verifySigV2(request: HttpRequest, { keys, instants }: Trust): Verified {
  const query = parseForm(queryOf(request));
  const isInQuery = query.has('Signature');
  const parameters = isInQuery ? query : parseForm(`${queryOf(request)}&${utf8(request.body)}`);
  const claim = claimOf(parameters);
  const key = keys.get(claim.accessKeyId);
  if (key === undefined) throw invalidToken();
  const host = (headerOf(request, 'host') ?? '').toLowerCase();
  const isExpected = hostsOf(host).some((signedHost) => {
    const text = stringToSign(request, signedHost, parameters);
    const expected = createHmac(claim.digest, key.secretAccessKey).update(text).digest('base64');
    return isSameSecret(expected, claim.signature);
  });
  if (!isExpected) throw mismatch();
  if (!isSameSecret(key.sessionToken, parameters.get('SecurityToken'))) throw invalidToken();
  checkAge(parameters, instants);
  const isBodySigned = !isInQuery || request.body.length === 0;
  return { key, region: regionOfHost(host), isBodySigned };
}

/** Whether a Query request shows such a signature; cheap, whatever the body is. */
export function showsSigV2({ target, body }: HttpRequest): boolean {
  return marks.some((mark) => target.includes(mark) || body.includes(mark));
}

const marks = ['AWSAccessKeyId=', 'Signature='];

interface SigV2Claim {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly digest: 'sha1' | 'sha256';
}

function claimOf(parameters: ReadonlyMap<string, string>): SigV2Claim {
  const accessKeyId = parameters.get('AWSAccessKeyId');
  if (!accessKeyId) {
    const message =
      'Request must contain either a valid (registered) AWS access key ID or X.509 certificate.';
    throw new ServiceError(MissingClientTokenId$, message);
  }
  const version = needed(parameters, 'SignatureVersion');
  if (version !== '2') {
    throw invalidValue('SignatureVersion', version, 'Valid Signature versions are 2.');
  }
  const method = needed(parameters, 'SignatureMethod');
  const digest = digests.get(method);
  if (digest === undefined) {
    throw invalidValue('SignatureMethod', method, 'Unknown signature method.');
  }
  return { accessKeyId, digest, signature: needed(parameters, 'Signature') };
}

const digests = new Map<string, SigV2Claim['digest']>([
  ['HmacSHA256', 'sha256'],
  ['HmacSHA1', 'sha1'],
]);

/** boto 2 signs the host with its port, or without it although the Host header has one. */
function hostsOf(host: string): string[] {
  const bare = host.replace(/:\d+$/, '');
  return bare === host ? [host] : [host, bare];
}

function stringToSign(
  request: HttpRequest,
  host: string,
  parameters: ReadonlyMap<string, string>,
): string {
  const names = [...parameters.keys()].filter((name) => name !== 'Signature').sort();
  const pairs = names.map((name) => `${encode(name)}=${encode(parameters.get(name) ?? '')}`);
  return [request.method, host, pathOf(request) || '/', pairs.join('&')].join('\n');
}

/** RFC 3986, which leaves fewer characters alone than JavaScript does. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const ageMinutesMax = 15;

/**
 * A request is good for a quarter of an hour, or until the instant that it names itself ("Common
 * Errors" of both API references).
 */
function checkAge(parameters: ReadonlyMap<string, string>, instants: readonly Date[]): void {
  const name = parameters.has('Expires') ? 'Expires' : 'Timestamp';
  const text = needed(parameters, name);
  const instant = parseTimestamp(text);
  if (instant === undefined) throw invalidValue(name, text, 'Must be in ISO8601 format.');
  const tolerance = ageMinutesMax * 60_000;
  const ages = instants.map((now) => now.getTime() - instant.getTime());
  const ageMax = name === 'Expires' ? 0 : tolerance;
  if (ages.every((age) => age > ageMax)) {
    throw new ServiceError(RequestExpired$, `Request has expired. ${name} date is ${text}`);
  }
  if (name === 'Timestamp' && ages.every((age) => age < -tolerance || age > ageMax)) {
    const fault = `is more than ${ageMinutesMax} minutes in the future.`;
    throw new ServiceError(RequestExpired$, `The date stamp on the request ${fault}`);
  }
}

function regionOfHost(host: string): string | undefined {
  return /^[^.]+\.([a-z0-9-]+)\.amazonaws\.com(:\d+)?$/.exec(host)?.[1];
}

function needed(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value) return value;
  throw new ServiceError(MissingParameter$, `The request must contain the parameter ${name}.`);
}

function invalidValue(name: string, value: string, reason: string): ServiceError {
  const message = `Value (${value}) for parameter ${name} is invalid. ${reason}`;
  return new ServiceError(InvalidParameterValue$, message);
}
