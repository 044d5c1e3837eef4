import { readAutoScalingModel } from '../../src/autoscaling/model.js';
import { readCloudWatchModel } from '../../src/cloudwatch/model.js';
import { type Call, dispatch, type House } from '../../src/server/dispatch.js';
import type { HttpAnswer, HttpRequest } from '../../src/server/exchange.js';
import type { Context, Operation, Service, ServiceModel } from '../../src/service.js';
import { ServiceError } from '../../src/wire/errors.js';
import { alice } from '../support/calls.js';

/** The models of both services without their demands: any value of the right shape goes through. */
export const models: readonly ServiceModel[] = [readCloudWatchModel(), readAutoScalingModel()].map(
  (model) => ({ ...model, constraints: { ...model.constraints, check: () => undefined } }),
);

export function modelOf({ service }: { service: string }): ServiceModel {
  const model = models.find(({ name }) => name === service);
  if (model === undefined) throw new Error(`${service} has no model.`);
  return model;
}

export interface Reflection {
  readonly answer: HttpAnswer;
  readonly call: Call | undefined;
  /** What was thrown and is no AWS error: a bug. */
  readonly failure: unknown;
}

/** Sends a request through dispatch to services that answer every call with `reply`. */
export async function reflect(
  request: HttpRequest,
  reply: object | ServiceError,
  of: readonly ServiceModel[] = models,
): Promise<Reflection> {
  let call: Call | undefined;
  let failure: unknown;
  const house: House = {
    ...mirrorHouse(of, reply),
    authorize: (understood) => {
      call = understood;
      return undefined;
    },
    observe: (observation) => {
      failure = observation.failure;
    },
  };
  const answer = await dispatch(request, house);
  return { answer, call, failure };
}

/** A house that lets everybody in; its operations use nothing of their context. */
export function mirrorHouse(of: readonly ServiceModel[], reply: object | ServiceError): House {
  return {
    services: of.map((model) => mirrorOf(model, reply)),
    now: () => new Date('2026-03-10T12:00:00Z'),
    stopwatch: () => () => 0,
    authenticate: () => alice,
    authorize: () => undefined,
    context: () => ({}) as Context,
    observe: () => undefined,
  };
}

function mirrorOf(model: ServiceModel, reply: object | ServiceError): Service {
  const handle: Operation['handle'] = () =>
    reply instanceof ServiceError ? Promise.reject(reply) : Promise.resolve(reply);
  const entries = [...model.shapes.keys()].map((name) => [name, { name, handle }] as const);
  return { model, operations: new Map(entries) };
}
