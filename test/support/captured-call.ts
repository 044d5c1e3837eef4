import { createAuthenticator } from '../../src/server/authentication.js';
import type { Keys } from '../../src/server/credentials.js';
import { type Call, dispatch, type House } from '../../src/server/dispatch.js';
import type { HttpAnswer, HttpRequest } from '../../src/server/exchange.js';
import type { Service } from '../../src/service.js';

export interface Reading {
  readonly answer: HttpAnswer;
  /** What the request asks for, if it was understood. */
  readonly call: Call | undefined;
  /** What was thrown and is no AWS error: a bug. */
  readonly failure: unknown;
}

/** Sends a request through dispatch, to a house that knows the operations and serves none. */
export async function readRequest(
  request: HttpRequest,
  { services, keys, now }: { services: readonly Service[]; keys: Keys; now: Date },
): Promise<Reading> {
  let call: Call | undefined;
  let failure: unknown;
  const house: House = {
    services,
    now: () => now,
    stopwatch: () => () => 0,
    authenticate: createAuthenticator({ keys: () => keys, defaultRegion: 'eu-west-3' }),
    authorize: (understood) => {
      call = understood;
      return undefined;
    },
    context: () => {
      throw new Error('No operation is served.');
    },
    observe: (observation) => {
      failure = observation.failure;
    },
  };
  const answer = await dispatch(request, house);
  return { answer, call, failure };
}
