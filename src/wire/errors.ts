import type { ErrorShape, Schema } from './shape.js';

/**
 * What an operation throws when the caller is at fault or a limit is reached. The schema is the
 * error's identity: code, HTTP status and fault are read from it, by one path for all errors.
 */
export class ServiceError extends Error {
  constructor(
    readonly schema: Schema,
    message = '',
    /** Members beside the message, such as `dashboardValidationMessages`. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/**
 * The errors that every AWS service shares and that no SDK schema lists, written as the same kind
 * of tuple. The first name is that of JSON and CBOR, the code that of Query (`CommonErrors` of both
 * API references; the pairs as recorded from AWS).
 */
function commonError(name: string, code: string, status: number): Schema {
  const fault = status < 500 ? 'client' : 'server';
  const traits = { awsQueryError: [code, status], error: fault, httpError: status };
  // The one common error whose message member AWS spells with a capital letter.
  const member = code === 'AccessDenied' ? 'Message' : 'message';
  return [-3, 'com.amazon.coral.service', name, traits, [member], [0]];
}

/** Whether an error is one of a service's own, and not shared by all services. */
export function isModelled(error: ErrorShape): boolean {
  return error.namespace.startsWith('com.amazonaws.');
}

/**
 * What stands before `#` in the type of an error. Those that complain of parameters are Coral's,
 * though models list them: recorded of InvalidParameterCombinationException in JSON and CBOR
 * (protocol_errors of the public repository radkawar/stackd), and taken for its kin.
 */
export function typeNamespace(error: ErrorShape, own: string): string {
  if (!isModelled(error)) return error.namespace;
  return coralNames.has(error.name) ? 'com.amazon.coral.service' : own;
}

const coralNames: ReadonlySet<string> = new Set([
  'InvalidParameterCombinationException',
  'InvalidParameterValueException',
  'MissingRequiredParameterException',
]);

export const ValidationError$: Schema = [
  -3,
  'com.amazon.coral.validate',
  'ValidationException',
  { awsQueryError: ['ValidationError', 400], error: 'client', httpError: 400 },
  ['message'],
  [0],
];

export const AccessDenied$ = commonError('AccessDeniedException', 'AccessDenied', 403);
export const ExpiredToken$ = commonError('ExpiredTokenException', 'ExpiredToken', 403);
export const IncompleteSignature$ = commonError(
  'IncompleteSignatureException',
  'IncompleteSignature',
  400,
);
export const InternalFailure$ = commonError('InternalFailure', 'InternalFailure', 500);
export const InvalidAction$ = commonError('UnknownOperationException', 'InvalidAction', 400);
export const InvalidClientTokenId$ = commonError(
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  403,
);
export const InvalidParameterValue$ = commonError(
  'InvalidParameterValueException',
  'InvalidParameterValue',
  400,
);
export const InvalidQueryParameter$ = commonError(
  'InvalidQueryParameter',
  'InvalidQueryParameter',
  400,
);
export const MalformedInput$ = commonError('SerializationException', 'MalformedInput', 400);
export const MalformedQueryString$ = commonError(
  'MalformedQueryString',
  'MalformedQueryString',
  400,
);
export const MissingAction$ = commonError('MissingAction', 'MissingAction', 400);
export const MissingAuthenticationToken$ = commonError(
  'MissingAuthenticationTokenException',
  'MissingAuthenticationToken',
  403,
);
export const MissingClientTokenId$ = commonError(
  'MissingClientTokenIdException',
  'MissingClientTokenId',
  403,
);
export const MissingParameter$ = commonError('MissingParameter', 'MissingParameter', 400);
export const NoSuchVersion$ = commonError('NoSuchVersion', 'NoSuchVersion', 400);
export const NotImplemented$ = commonError('NotImplemented', 'NotImplemented', 501);
export const RequestEntityTooLarge$ = commonError(
  'RequestEntityTooLargeException',
  'RequestEntityTooLarge',
  413,
);
export const RequestExpired$ = commonError('RequestExpired', 'RequestExpired', 400);
export const ServiceUnavailable$ = commonError(
  'ServiceUnavailableException',
  'ServiceUnavailable',
  503,
);
export const SignatureDoesNotMatch$ = commonError(
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  403,
);
export const Throttling$ = commonError('ThrottlingException', 'Throttling', 400);
export const UnknownOperation$ = commonError(
  'UnknownOperationException',
  'UnknownOperationException',
  404,
);
export const UnsupportedMediaType$ = commonError(
  'UnsupportedMediaTypeException',
  'UnsupportedMediaType',
  415,
);
