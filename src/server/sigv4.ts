import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import aws4 from 'aws4';
import { InvalidClientTokenId$, ServiceError, SignatureDoesNotMatch$ } from '../wire/errors.js';
import { parseForm } from '../wire/query.js';
import type { Key, Keys } from './credentials.js';
import { headerOf, type HttpRequest, pathOf, queryOf } from './exchange.js';
import { isSameSecret } from './secret.js';
import { checkSignatureDate, parseSignatureDate } from './signature-date.js';
import { claimOfHeader, claimOfQuery, incomplete, type SigV4Claim } from './sigv4-claim.js';

/**
 * Signature Version 4. The signature is calculated again by aws4, with exactly the headers that the
 * client signed and with the scope that it sent: a client of a custom endpoint takes region and
 * service out of the host name (`0/127`, `localhost/localhost`), so neither can be a reason to
 * refuse.
 *
 * The checks come in the order in which AWS was seen to make them: completeness, date, host,
 * algorithm, scope, key, signature, session token.
 */
export interface Verified {
  readonly key: Key;
  readonly region: string | undefined;
  readonly isBodySigned: boolean;
}

/** What a signature is checked against. */
export interface Trust {
  readonly keys: Keys;
  /** The instants that a signature's date may fit: usually one. */
  readonly instants: readonly Date[];
}

export function verifySigV4Header(
  request: HttpRequest,
  authorization: string,
  trust: Trust,
): Verified {
  const claim = claimOfHeader(request, authorization);
  const query = request.target.includes('?') ? parseForm(queryOf(request)) : undefined;
  return verify(request, { claim, query }, trust);
}

/** A presigned URL: the query holds the signature, which covers all the rest of it. */
export function verifySigV4Query(
  request: HttpRequest,
  parameters: ReadonlyMap<string, string>,
  trust: Trust,
): Verified {
  const claim = claimOfQuery(parameters);
  const query = new Map(parameters);
  query.delete('X-Amz-Signature');
  // A URL is handed on to others; the header that names the operation must not be theirs to choose.
  if (headerOf(request, 'x-amz-target') !== undefined && !isSigned(claim, 'x-amz-target')) {
    throw mismatch("'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.");
  }
  return verify(request, { claim, query }, trust);
}

interface Signed {
  readonly claim: SigV4Claim;
  /** The parameters under the signature; undefined where the target has no query at all. */
  readonly query: ReadonlyMap<string, string> | undefined;
}

function verify(request: HttpRequest, signed: Signed, { keys, instants }: Trust): Verified {
  const { claim } = signed;
  const date = parseSignatureDate(claim.date);
  if (date === undefined) throw notBasicFormat(claim.date);
  checkSignatureDate(date, instants, claim.expiresSeconds);
  if (!isSigned(claim, 'host')) {
    throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (claim.algorithm !== 'AWS4-HMAC-SHA256') throw unsupportedAlgorithm(claim.algorithm);
  const scope = scopeOf(claim);
  const key = keys.get(scope.accessKeyId);
  if (key === undefined) throw invalidToken();
  const expected = signatureOf(request, signed, { scope, key });
  if (expected === undefined || !isSameSecret(expected, claim.signature)) throw mismatch();
  if (!isSameSecret(key.sessionToken, claim.sessionToken)) throw invalidToken();
  return { key, region: scope.region, isBodySigned: true };
}

interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

function scopeOf({ credential, date }: SigV4Claim): CredentialScope {
  const parts = withoutSlashes(credential).split('/');
  const [accessKeyId = '', day = '', region = '', service = '', terminator = ''] = parts;
  if (parts.length !== 5) {
    const example = 'e.g. keyid/date/region/service/term';
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, ${example}, got '${credential}'`,
    );
  }
  const faults: string[] = [];
  // aws4 joins the parts of a scope by commas to remember the key derived from it.
  if (region === '' || region.includes(',')) {
    faults.push(`Credential should be scoped to a valid region, not '${region}'.`);
  }
  if (terminator !== 'aws4_request') {
    const valid = "Credential should be scoped with a valid terminator: 'aws4_request'";
    faults.push(`${valid}, not '${terminator}'.`);
  }
  if (day !== date.slice(0, 8)) {
    const rule = 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date';
    faults.push(`${rule} from HTTP: '${day}' != '${date.slice(0, 8)}', from '${date}'.`);
  }
  if (faults.length > 0) throw mismatch(faults.join(' '));
  return { accessKeyId, region, service };
}

/** AWS lets slashes follow. A regular expression would take long over many that do not. */
function withoutSlashes(credential: string): string {
  let end = credential.length;
  while (credential[end - 1] === '/') end -= 1;
  return credential.slice(0, end);
}

interface Signer {
  readonly scope: CredentialScope;
  readonly key: Key;
}

/**
 * The signature that the request should have, or undefined where it cannot have any. aws4 signs
 * requests of its own; as a verifier it is kept from deciding anything by itself: the headers are
 * those that the client signed, the hash of the body is ours, and path and query come parsed.
 */
function signatureOf(
  request: HttpRequest,
  { claim, query }: Signed,
  { scope, key }: Signer,
): string | undefined {
  const bodyHash = hash('sha256', request.body, 'hex');
  const claimedHash = headerOf(request, 'x-amz-content-sha256');
  // UNSIGNED-PAYLOAD is no hash either: these services take none.
  if (claimedHash !== undefined && claimedHash !== bodyHash) return undefined;
  const path = pathOf(request);
  if (!isCanonical(path)) return undefined;
  // Neither would come into aws4's string; a signature that does not cover them says nothing.
  if (query?.has('') === true || query?.has('__proto__') === true) return undefined;
  const headers = headersOf(request, claim.signedHeaders);
  const toSign: aws4.Request & { readonly extraHeadersToInclude: object } = {
    method: request.method,
    headers,
    // aws4 leaves some headers out, User-Agent for one; what the client signed is included.
    extraHeadersToInclude: headers,
    // What aws4 would otherwise guess from the host.
    hostname: 'unused',
    service: 'unused',
    region: 'unused',
  };
  const { accessKeyId, secretAccessKey } = key;
  const signer = new aws4.RequestSigner(toSign, { accessKeyId, secretAccessKey });
  // A header that is missing, or a list out of order.
  if (signer.signedHeaders() !== claim.signedHeaders) return undefined;
  // Set afterwards, since the constructor knows some services by name and treats them otherwise.
  signer.service = scope.service;
  signer.region = scope.region;
  signer.datetime = claim.date;
  signer.parsedPath = { path, query: Object.fromEntries(query ?? []) };
  // aws4 believes this header, signed or not; so it is ours.
  signer.request = { method: request.method, headers: { 'x-amz-content-sha256': bodyHash } };
  return signer.signature();
}

/** The signed headers that are there. */
function headersOf(request: HttpRequest, signedHeaders: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of signedHeaders.split(';')) {
    const value: unknown = headerOf(request, name);
    if (typeof value === 'string') headers[name] = asUtf8(value);
  }
  return headers;
}

/** Node reads a header's bytes as Latin 1; a client that put UTF-8 there has signed it so. */
function asUtf8(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : value;
}

/**
 * Whether aws4 takes the path as it stands. It would resolve `..` and the like, so that two paths
 * had one signature, and throw on a stray percent sign.
 */
function isCanonical(path: string): boolean {
  if (path === '/' || path === '') return true;
  if (!path.startsWith('/') || /\/\/|\/\.\.?(\/|$)/.test(path)) return false;
  if (/^[\w\-./~]*$/.test(path)) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function isSigned({ signedHeaders }: SigV4Claim, name: string): boolean {
  return signedHeaders.split(';').includes(name);
}

function notBasicFormat(date: string): ServiceError {
  const rule = "Date must be in ISO-8601 'basic format'.";
  return incomplete(`${rule} Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`);
}

function unsupportedAlgorithm(algorithm: string): ServiceError {
  // The blank at the end is AWS's.
  return incomplete(
    `Unsupported AWS 'algorithm': '${algorithm}' (only AWS4-HMAC-SHA256 for now). `,
  );
}

export function mismatch(message = differs): ServiceError {
  return new ServiceError(SignatureDoesNotMatch$, message);
}

const differs =
  'The request signature we calculated does not match the signature you provided. Check your AWS ' +
  'Secret Access Key and signing method. Consult the service documentation for details.';

export function invalidToken(): ServiceError {
  const message = 'The security token included in the request is invalid.';
  return new ServiceError(InvalidClientTokenId$, message);
}
