import {
  MissingAuthenticationToken$,
  ServiceError,
  SignatureDoesNotMatch$,
} from '../wire/errors.js';
import { parseForm } from '../wire/query.js';
import { protocolOf, seemsAutoScaling } from './claim.js';
import { arnOf, type Caller, type Keys } from './credentials.js';
import { headerOf, type HttpRequest, queryOf } from './exchange.js';
import { showsSigV2, verifySigV2 } from './sigv2.js';
import { type Trust, type Verified, verifySigV4Header, verifySigV4Query } from './sigv4.js';

export interface AuthenticationParts {
  /** The keys of this moment: a credentials file may be read again at any time. */
  keys(): Keys;
  /** Where a signature names no region that AWS has, as with custom endpoints. */
  readonly defaultRegion: string;
  /** Set when a test clock may run: the real time, in which the clients may live. */
  readonly realNow?: (() => Date) | undefined;
}

/** Finds out who signed a request, or throws the AWS error that tells why nobody did. */
export function createAuthenticator(
  parts: AuthenticationParts,
): (request: HttpRequest, now: Date) => Caller {
  const { defaultRegion, realNow } = parts;
  return (request, now) => {
    const instants = realNow === undefined ? [now] : [now, realNow()];
    const { key, region, isBodySigned } = verify(request, { keys: parts.keys(), instants });
    return {
      account: key.account,
      region: region !== undefined && awsRegion.test(region) ? region : defaultRegion,
      accessKeyId: key.accessKeyId,
      arn: arnOf(key),
      user: key.user,
      policies: key.policies,
      sourceIp: request.sourceIp,
      isBodySigned,
    };
  };
}

const awsRegion = /^[a-z]{2,4}(-[a-z]{2,10}){1,3}-\d{1,2}$/;

function verify(request: HttpRequest, trust: Trust): Verified {
  const authorization = headerOf(request, 'authorization');
  // A request that could not have come over HTTP; what is signed could not even be written down.
  if (!request.target.isWellFormed()) throw missingToken(request);
  const presigned = presignedParameters(request);
  if (presigned !== undefined) {
    if (authorization !== undefined) throw twoSignatures();
    return verifySigV4Query(request, presigned, trust);
  }
  if (authorization?.trimStart().startsWith('AWS4-') === true) {
    return verifySigV4Header(request, authorization, trust);
  }
  const isQuery = protocolOf(request).name === 'query';
  if (authorization === undefined && isQuery && showsSigV2(request)) {
    return verifySigV2(request, trust);
  }
  throw missingToken(request);
}

/** The query of a presigned URL; undefined for any other request. */
function presignedParameters(request: HttpRequest): ReadonlyMap<string, string> | undefined {
  // The text is sought first, since no other query needs to be parsed for this.
  if (!request.target.includes('X-Amz-Algorithm')) return undefined;
  const parameters = parseForm(queryOf(request));
  return parameters.has('X-Amz-Algorithm') ? parameters : undefined;
}

function twoSignatures(): ServiceError {
  const message =
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
  return new ServiceError(SignatureDoesNotMatch$, message);
}

/** CloudWatch says it in a sentence where it is asked in Query. */
function missingToken(request: HttpRequest): ServiceError {
  const isSentence = protocolOf(request).name === 'query' && !seemsAutoScaling(request);
  const message = isSentence
    ? 'Request is missing Authentication Token'
    : 'Missing Authentication Token';
  return new ServiceError(MissingAuthenticationToken$, message);
}
