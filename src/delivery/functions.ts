import { partsOfArn } from './courier.js';
import { type Endpoints, urlUnder } from './endpoints.js';
import { type Answer, ask, type AskLimits, type PostRequest, signed } from './post.js';

/** Lambda functions whose answer is waited for, at the configured endpoint. */
export interface Functions {
  readonly invoke: (functionArn: string, payload: string, limits?: AskLimits) => Promise<Answer>;
}

/** Undefined where no endpoint of Lambda is configured; a webhook has nothing to answer with. */
export function createFunctions({ lambda, signer }: Endpoints): Functions | undefined {
  if (lambda === undefined) return undefined;
  return {
    invoke: (functionArn, payload, limits = policyLimits) => {
      const request = invocation(lambda, { functionArn, payload, type: 'RequestResponse' });
      const { region } = partsOfArn(functionArn);
      return ask(signed(request, signer, { service: 'lambda', region }), limits);
    },
  };
}

/** AWS gives the function of a termination policy two seconds; an id takes 22 characters. */
const policyLimits = { charactersMax: 1_048_576, milliseconds: 2_000 };

export interface Invocation {
  readonly functionArn: string;
  readonly payload: string;
  /** Whether its answer is waited for. */
  readonly type: 'RequestResponse' | 'Event';
}

export function invocation(endpoint: URL, { functionArn, payload, type }: Invocation): PostRequest {
  const name = encodeURIComponent(partsOfArn(functionArn).resource.replace(/^function:/, ''));
  return {
    url: urlUnder(endpoint, `/2015-03-31/functions/${name}/invocations`),
    headers: { 'Content-Type': 'application/json', 'X-Amz-Invocation-Type': type },
    body: payload,
  };
}
