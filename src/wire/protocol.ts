import type { ServiceModel } from '../service.js';
import type { Steps } from '../turns.js';
import { cborDialect, parseCbor, writeCbor, writeCborSteps } from './cbor.js';
import type { Dialect } from './decode.js';
import { malformed } from './decode.js';
import { type ServiceError, typeNamespace } from './errors.js';
import { jsonDialect, parseJson, writeJson, writeJsonSteps } from './json.js';
import {
  buildXml,
  escapeXml,
  parseForm,
  queryDialect,
  queryTree,
  xmlStructure,
  xmlStructureSteps,
} from './query.js';
import {
  emptyStructure,
  type ErrorShape,
  type OperationShape,
  type StructureShape,
} from './shape.js';

/** One of the three protocols: how it reads the body of a call and frames what we answer. */
export interface Protocol {
  readonly name: 'query' | 'json' | 'cbor';
  readonly dialect: Dialect;
  /** The tree of a body that has been authenticated and unzipped. */
  parse(body: Buffer): unknown;
  /** Pauses where the answer is long, so that others have a turn. */
  success(answer: Success): Steps<Framed>;
  failure(answer: Failure): Framed;
}

export interface Success {
  readonly model: ServiceModel;
  readonly operation: OperationShape;
  readonly output: object;
  readonly requestId: string;
}

export interface Failure {
  readonly model: ServiceModel;
  readonly shape: ErrorShape;
  readonly error: ServiceError;
  readonly requestId: string;
}

export interface Framed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export const query: Protocol = {
  name: 'query',
  dialect: queryDialect,
  parse: (body) => queryTree(parseForm(utf8(body))),
  success: function* ({ model, operation, output, requestId }) {
    const result = operation.output && (yield* xmlStructureSteps(operation.output, output));
    return {
      headers: { 'content-type': 'text/xml' },
      body: buildXml({
        [`${operation.name}Response`]: {
          '@xmlns': model.xmlNamespace,
          ...(result && { [`${operation.name}Result`]: result }),
          ResponseMetadata: { RequestId: requestId },
        },
      }),
    };
  },
  failure: ({ model, shape, error, requestId }) => ({
    headers: { 'content-type': 'text/xml' },
    body: buildXml({
      ErrorResponse: {
        '@xmlns': model.xmlNamespace,
        Error: {
          Type: shape.fault,
          Code: shape.code,
          ...(error.message !== '' && { Message: escapeXml(shortened(error.message)) }),
          ...xmlStructure(shape, error.members),
        },
        RequestId: requestId,
      },
    }),
  }),
};

export const json: Protocol = {
  name: 'json',
  dialect: jsonDialect,
  parse: (body) => parseJson(utf8(body)),
  success: function* ({ operation, output }) {
    return {
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: operation.output === undefined ? '{}' : yield* writeJsonSteps(operation.output, output),
    };
  },
  failure: (answer) => ({
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: writeJson(typedShape(answer.shape), typedMembers(answer)),
  }),
};

export const cbor: Protocol = {
  name: 'cbor',
  dialect: cborDialect,
  parse: parseCbor,
  success: function* ({ operation, output }) {
    return {
      headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
      body: yield* writeCborSteps(operation.output ?? emptyStructure, output),
    };
  },
  failure: (answer) => ({
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    body: writeCbor(typedShape(answer.shape), typedMembers(answer)),
  }),
};

/** An error in JSON and CBOR is the structure of its members with `__type` before them. */
function typedShape(shape: ErrorShape): StructureShape {
  const type = { name: '__type', queryName: '__type', shape: { kind: 'string' } } as const;
  return { ...shape, members: [{ ...type, isRequired: true }, ...shape.members] };
}

function typedMembers({ model, shape, error }: Failure): object {
  const messageMember = shape.members.find(({ name }) => name.toLowerCase() === 'message');
  return {
    ...error.members,
    ...(messageMember &&
      error.message !== '' && { [messageMember.name]: shortened(error.message) }),
    __type: `${typeNamespace(shape, model.errorNamespace)}#${shape.name}`,
  };
}

/** Messages show what was sent, and a caller could send a megabyte for each of its faults. */
const messageUnitsMax = 64 * 1024;

function shortened(message: string): string {
  return message.length > messageUnitsMax
    ? message.slice(0, messageUnitsMax).toWellFormed()
    : message;
}

export function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw malformed('The request body is not UTF-8.');
  }
}
