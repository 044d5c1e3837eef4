import type { Service } from '../service.js';
import {
  InvalidAction$,
  MissingAction$,
  NoSuchVersion$,
  ServiceError,
  UnknownOperation$,
} from '../wire/errors.js';
import { cbor, json, type Protocol, query } from '../wire/protocol.js';
import { headerOf, type HttpRequest, pathOf, queryOf } from './exchange.js';

/**
 * Which protocol a request speaks, and, in JSON and CBOR, which operation it asks for. A Query
 * request names its operation in the form, which is only read once the signature fits.
 */
export interface Claim {
  readonly protocol: Protocol;
  /** The service whose names and errors frame the answer, whatever becomes of the request. */
  readonly service: Service;
  readonly operationName: string | undefined;
}

export function claim(request: HttpRequest, services: readonly Service[]): Claim {
  const protocol = protocolOf(request);
  if (protocol === cbor) return claimCbor(request, services);
  if (protocol === json) return claimJson(request, services);
  return { protocol, service: likelyService(request, services), operationName: undefined };
}

export function protocolOf(request: HttpRequest): Protocol {
  const smithyProtocol = headerOf(request, 'smithy-protocol');
  const contentType = (headerOf(request, 'content-type') ?? '').toLowerCase();
  if (smithyProtocol === 'rpc-v2-cbor' || contentType.startsWith('application/cbor')) return cbor;
  return contentType.startsWith('application/x-amz-json') ? json : query;
}

const rpcPath = /\/service\/([^/]+)\/operation\/([^/]+)$/;

function claimCbor(request: HttpRequest, services: readonly Service[]): Claim {
  const [, target, operationName] = rpcPath.exec(pathOf(request)) ?? [];
  const service = services.find(({ model }) => model.targetPrefix === target);
  const isWellFormed = request.method === 'POST' && headerOf(request, 'x-amz-target') === undefined;
  return {
    protocol: cbor,
    service: service ?? likelyService(request, services),
    operationName: isWellFormed && service !== undefined ? operationName : undefined,
  };
}

function claimJson(request: HttpRequest, services: readonly Service[]): Claim {
  const [target, operationName] = (headerOf(request, 'x-amz-target') ?? '').split('.');
  const service = services.find(({ model }) => model.targetPrefix === target);
  return {
    protocol: json,
    service: service ?? likelyService(request, services),
    operationName: request.method === 'POST' && service !== undefined ? operationName : undefined,
  };
}

/** For the namespace of an error that comes before the operation is known. */
function likelyService(request: HttpRequest, services: readonly Service[]): Service {
  const isAutoScaling = seemsAutoScaling(request);
  const index = services.findIndex(({ model }) => model.name === 'autoscaling');
  const service = services[isAutoScaling ? index : 0];
  if (service === undefined) throw new Error('No service is served.');
  return service;
}

/** By the scope that a request is signed for; by the version that it names if it is unsigned. */
export function seemsAutoScaling(request: HttpRequest): boolean {
  const authorization = headerOf(request, 'authorization');
  if (authorization !== undefined) return authorization.includes('/autoscaling/');
  const forms = [queryOf(request), request.body.toString('latin1', 0, versionWithin)];
  return forms.some((form) => /(?:^|&)Version=2011-01-01(?:&|$)/.test(form));
}

const versionWithin = 65_536;

/** The operation of a Query request, by Action and Version; never by the credential scope alone. */
export function findQueryOperation(
  parameters: ReadonlyMap<string, string>,
  services: readonly Service[],
): { service: Service; operationName: string } {
  const action = parameters.get('Action');
  const version = parameters.get('Version');
  if (action === undefined || action === '') {
    throw new ServiceError(
      MissingAction$,
      'The request is missing an action or a required parameter.',
    );
  }
  if (version === undefined) return findByAction(action, services);
  const service = services.find(({ model }) => model.version === version);
  if (service === undefined) {
    const message = `The requested version ( ${version} ) does not exist`;
    throw new ServiceError(NoSuchVersion$, message);
  }
  return { service, operationName: action };
}

/** A hand-made request may leave the version out: no action belongs to both services. */
function findByAction(
  action: string,
  services: readonly Service[],
): { service: Service; operationName: string } {
  const service = services.find(({ model }) => model.shapes.has(action));
  if (service !== undefined) return { service, operationName: action };
  const versions = services.map(({ model }) => model.version).join(' or ');
  throw unknownAction(action, versions);
}

export function unknownAction(action: string, version: string): ServiceError {
  const message = `Could not find operation ${action} for version ${version}`;
  return new ServiceError(InvalidAction$, message);
}

export function unknownOperation(operationName: string | undefined): ServiceError {
  const message =
    operationName === undefined
      ? 'The request names no operation of a service that is served here.'
      : `The operation ${operationName} is not known.`;
  return new ServiceError(UnknownOperation$, message);
}
