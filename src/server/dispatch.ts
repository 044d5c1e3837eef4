import { randomUUID } from 'node:crypto';
import type { Context, Service } from '../service.js';
import { StoreError } from '../store/store.js';
import { inTurns } from '../turns.js';
import { decode } from '../wire/decode.js';
import {
  InternalFailure$,
  isModelled,
  NotImplemented$,
  ServiceError,
  ServiceUnavailable$,
} from '../wire/errors.js';
import { utf8 } from '../wire/protocol.js';
import { parseForm, queryTree } from '../wire/query.js';
import {
  emptyStructure,
  type ErrorShape,
  type OperationShape,
  SchemaReader,
} from '../wire/shape.js';
import { inflatedBody } from './body.js';
import { type Claim, claim, findQueryOperation, unknownAction, unknownOperation } from './claim.js';
import type { Caller } from './credentials.js';
import { headerOf, type HttpAnswer, type HttpRequest, queryOf } from './exchange.js';

/** What dispatch is given by the composition root. */
export interface House {
  readonly services: readonly Service[];
  now(): Date;
  /** Starts to measure; what comes back tells the seconds since. */
  stopwatch(): () => number;
  /** Throws the AWS error of a request that is not signed by a known key. */
  authenticate(request: HttpRequest, now: Date): Caller;
  /** Throws AccessDenied where the caller's policies do not allow the call; most have none. */
  authorize(call: Call): Promise<void> | undefined;
  context(call: Call, parts: ContextParts): Context;
  observe(observation: Observation): void;
}

/** A request that has been understood: who asks for what. */
export interface Call {
  readonly caller: Caller;
  readonly service: Service;
  readonly shape: OperationShape;
  readonly input: object;
  readonly now: Date;
}

export type ContextParts = Pick<Context, 'now' | 'requestId' | 'headers'>;

/** What became of a request, for the metrics and the log. */
export interface Observation {
  readonly requestId: string;
  readonly service: string;
  readonly operation: string | undefined;
  /** `OK`, or the error's Query code. */
  readonly code: string;
  readonly seconds: number;
  /** Set when it was our fault; the log shows it. */
  readonly failure: unknown;
}

/** The life of a request. Nothing is thrown: every end of it is an answer. */
export async function dispatch(request: HttpRequest, house: House): Promise<HttpAnswer> {
  const elapsed = house.stopwatch();
  const now = house.now();
  const requestId = randomUUID();
  const headers = commonHeaders(requestId, now);
  let claimed = claim(request, house.services);
  try {
    const caller = house.authenticate(request, now);
    const signed = caller.isBodySigned ? request : withoutBody(request);
    const { node, ...named } = read(signed, claimed, house.services);
    claimed = { ...claimed, ...named };
    const shape = findShape(claimed);
    const input = decode(shape.input, node, claimed.protocol.dialect);
    claimed.service.model.constraints.check(shape, input);
    const call: Call = { caller, service: claimed.service, shape, input, now };
    await house.authorize(call);
    const operation = claimed.service.operations.get(shape.name);
    if (operation === undefined) throw notServed(shape.name);
    const context = house.context(call, { now, requestId, headers });
    const output = await operation.handle(input, context);
    const { model } = claimed.service;
    const answer = { model, operation: shape, output, requestId };
    const framed = await inTurns(claimed.protocol.success(answer));
    house.observe(observation(claimed, { requestId, code: 'OK', seconds: elapsed() }));
    return { status: 200, headers: { ...headers, ...framed.headers }, body: framed.body };
  } catch (thrown) {
    return failed({ request, claimed, requestId, headers, house, thrown, seconds: elapsed() });
  }
}

/** The answer to a request that is not read to its end. */
export function refuse(request: HttpRequest, house: House, thrown: ServiceError): HttpAnswer {
  const requestId = randomUUID();
  const headers = commonHeaders(requestId, house.now());
  const claimed = claim(request, house.services);
  return failed({ request, claimed, requestId, headers, house, thrown, seconds: 0 });
}

function commonHeaders(requestId: string, now: Date): Record<string, string> {
  // The simulated time, where there is one: SDKs that correct their clock then sign within it.
  return { 'x-amzn-RequestId': requestId, date: now.toUTCString() };
}

/** What is left of a request whose signature does not cover the body. */
function withoutBody(request: HttpRequest): HttpRequest {
  return { ...request, headers: {}, body: Buffer.alloc(0) };
}

/** The tree of the input, and the names that a Query request hides in its form. */
function read(
  request: HttpRequest,
  claimed: Claim,
  services: readonly Service[],
): Pick<Claim, 'service' | 'operationName'> & { node: unknown } {
  const body = inflatedBody(request);
  const { service, operationName, protocol } = claimed;
  if (protocol.name !== 'query') return { service, operationName, node: protocol.parse(body) };
  const parameters = parseForm(`${queryOf(request)}&${utf8(body)}`);
  const found = findQueryOperation(parameters, services);
  const shape = found.service.model.shapes.get(found.operationName);
  return { ...found, node: queryTree(parameters, shape?.input ?? emptyStructure) };
}

function findShape({ protocol, service, operationName }: Claim): OperationShape {
  const shape = service.model.shapes.get(operationName ?? '');
  if (shape !== undefined) return shape;
  throw protocol.name === 'query'
    ? unknownAction(operationName ?? '', service.model.version)
    : unknownOperation(operationName);
}

function notServed(operationName: string): ServiceError {
  return new ServiceError(NotImplemented$, `Updraft does not serve ${operationName} yet.`);
}

interface FailedRequest {
  readonly request: HttpRequest;
  readonly claimed: Claim;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly house: House;
  readonly thrown: unknown;
  readonly seconds: number;
}

function failed({ request, claimed, house, thrown, ...rest }: FailedRequest): HttpAnswer {
  const { requestId, headers, seconds } = rest;
  const error = asServiceError(thrown);
  const { model } = claimed.service;
  const shape = new SchemaReader(model.constraints.numberKind).error(error.schema);
  const framed = claimed.protocol.failure({ model, shape, error, requestId });
  const failure = thrown === error ? undefined : thrown;
  house.observe({ ...observation(claimed, { requestId, code: shape.code, seconds }), failure });
  const hasQueryMode = headerOf(request, 'x-amzn-query-mode') === 'true';
  const status =
    hasQueryMode || claimed.protocol.name === 'query' ? shape.status : rpcStatus(shape);
  return {
    status,
    headers: {
      ...headers,
      ...framed.headers,
      ...(hasQueryMode && { 'x-amzn-query-error': `${shape.code};${shape.fault}` }),
    },
    body: framed.body,
  };
}

function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (thrown instanceof StoreError) {
    return new ServiceError(ServiceUnavailable$, 'The service is unavailable. Please try again.');
  }
  const message = 'The request processing has failed because of an unknown error.';
  return new ServiceError(InternalFailure$, message);
}

/** Without query mode a modelled client error answers 400, whatever its Query status (recorded). */
function rpcStatus(shape: ErrorShape): number {
  return isModelled(shape) && shape.status < 500 ? 400 : shape.status;
}

function observation(
  { operationName, service }: Claim,
  outcome: Pick<Observation, 'requestId' | 'code' | 'seconds'>,
): Observation {
  // Only names of ours become labels: a caller could send any.
  const operation = service.model.shapes.has(operationName ?? '') ? operationName : undefined;
  return { ...outcome, service: service.model.name, operation, failure: undefined };
}
