import type { Settings } from '../service.js';
import { isFunction } from './custom-termination.js';
import { validationError } from './errors.js';
import { terminationPolicyTypes } from './termination-policy.js';

/**
 * The termination policies that a group may have: AWS's own, `Default` behind all others, and
 * before all others one Lambda function, which `$LATEST` may not qualify.
 */
export function checkTerminationPolicies(
  policies: readonly string[],
  { asksFunctions }: Settings,
): void {
  const [first, ...others] = policies;
  const types: readonly string[] = terminationPolicyTypes;
  const odd = policies.find((policy) => !types.includes(policy) && !isServable(policy));
  if (odd !== undefined) throw validationError(`[${odd}] is not a valid termination policy`);
  if (policies.slice(0, -1).includes('Default')) {
    throw validationError(
      'If Default termination policy is specified, it must be at the end of list of termination ' +
        'policies',
    );
  }
  // The rules are those of the page; AWS's words are not known.
  if (others.some(isFunction)) {
    throw validationError(
      'Only one Lambda function can be specified as a termination policy, and it must be the ' +
        'first in the list of termination policies',
    );
  }
  if (first !== undefined && isFunction(first) && !asksFunctions) {
    throw validationError(
      `Updraft needs --lambda-endpoint to serve the termination policy ${first}.`,
    );
  }
}

function isServable(policy: string): boolean {
  return (
    isFunction(policy) && /:function:[^:]+(:[^:]+)?$/.test(policy) && !policy.endsWith(':$LATEST')
  );
}
