import { createHash } from 'node:crypto';
import { IncompleteSignature$, ServiceError } from '../wire/errors.js';
import { headerOf, type HttpRequest } from './exchange.js';
import { basicFormatOf } from './signature-date.js';

/**
 * What a SigV4 request says of its own signature, in the `Authorization` header or in the query of
 * a presigned URL. Nothing of it is believed yet; here it is only complete.
 *
 * AWS names all that is missing, in its own order, before it looks at any value.
 */
export interface SigV4Claim {
  readonly algorithm: string;
  /** `AKIDEXAMPLE/20250515/us-east-1/monitoring/aws4_request` */
  readonly credential: string;
  /** Lower-case names, joined by semicolons. */
  readonly signedHeaders: string;
  readonly signature: string;
  /** The signature's date as signed. */
  readonly date: string;
  readonly sessionToken: string | undefined;
  /** How long a presigned URL is good for. */
  readonly expiresSeconds: number | undefined;
}

export function claimOfHeader(request: HttpRequest, authorization: string): SigV4Claim {
  const [algorithm = '', ...pairs] = authorization.trim().split(separator);
  const claimed: HeaderParameters = {};
  for (const pair of pairs) {
    const split = pair.indexOf('=');
    if (split < 0) throw missingEqualSign(authorization);
    const name = pair.slice(0, split);
    if (isHeaderParameter(name)) claimed[name] = pair.slice(split + 1);
  }
  const date = headerOf(request, 'x-amz-date') ?? httpDateOf(request);
  const { Credential: credential, Signature: signature, SignedHeaders: signedHeaders } = claimed;
  if (!credential || !signature || !signedHeaders || !date) {
    throw incompleteHeader(authorization, claimed, date);
  }
  const sessionToken = headerOf(request, 'x-amz-security-token');
  return {
    algorithm,
    credential,
    signedHeaders,
    signature,
    date,
    sessionToken,
    expiresSeconds: undefined,
  };
}

/** Most clients write `, ` between the parameters, boto 2 a comma alone. */
const separator = /[, \t]+/;

const headerParameters = ['Credential', 'Signature', 'SignedHeaders'] as const;
type HeaderParameters = Partial<Record<(typeof headerParameters)[number], string>>;

function isHeaderParameter(name: string): name is keyof HeaderParameters {
  return name === 'Credential' || name === 'SignedHeaders' || name === 'Signature';
}

function httpDateOf(request: HttpRequest): string | undefined {
  const date = headerOf(request, 'date');
  return date === undefined ? undefined : basicFormatOf(date);
}

function incompleteHeader(
  authorization: string,
  claimed: HeaderParameters,
  date: string | undefined,
): ServiceError {
  const faults = headerParameters
    .filter((name) => !claimed[name])
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (!date) {
    faults.push(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
    );
  }
  const echo = `Authorization=${hashed(authorization)}`;
  return incomplete(`${faults.join('')}(Hashed with SHA-256 and encoded with Base64) ${echo}`);
}

function missingEqualSign(authorization: string): ServiceError {
  const fault = 'Invalid key=value pair (missing equal-sign) in Authorization header';
  const echo = `(hashed with SHA-256 and encoded with Base64): '${hashed(authorization)}'.`;
  return incomplete(`${fault} ${echo}`);
}

/** AWS no longer repeats the header in the message, as it might end up in a log. */
function hashed(authorization: string): string {
  return createHash('sha256').update(authorization).digest('base64');
}

const queryParameters = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
];

export function claimOfQuery(parameters: ReadonlyMap<string, string>): SigV4Claim {
  const missing = queryParameters.filter((name) => !parameters.get(name));
  if (missing.length > 0) {
    const faults = missing.map((name) => `AWS query-string parameters must include '${name}'. `);
    throw incomplete(`${faults.join('')}Re-examine the query-string parameters.`);
  }
  const [algorithm = '', credential = '', signature = '', signedHeaders = '', date = ''] =
    queryParameters.map((name) => parameters.get(name));
  return {
    algorithm,
    credential,
    signedHeaders,
    signature,
    date,
    sessionToken: parameters.get('X-Amz-Security-Token'),
    expiresSeconds: parseExpires(parameters.get('X-Amz-Expires')),
  };
}

const expiresSecondsMax = 7 * 24 * 3600;

function parseExpires(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw incomplete('X-Amz-Expires should be a number');
  const seconds = Number(text);
  if (seconds < 0) throw incomplete('X-Amz-Expires must be non-negative');
  if (seconds <= expiresSecondsMax) return seconds;
  throw incomplete(
    'X-Amz-Expires must be less than a week (in seconds); ' +
      'that is, the given X-Amz-Expires must be less than 604800 seconds',
  );
}

export function incomplete(message: string): ServiceError {
  return new ServiceError(IncompleteSignature$, message);
}
