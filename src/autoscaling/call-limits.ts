import { LimitExceededFault$ } from '@aws-sdk/client-auto-scaling';
import { ServiceError } from '../wire/errors.js';
import { validationError } from './errors.js';

/**
 * How many names and instances a call may hold. AWS's words are known of groups, of instances that
 * are described and of those that are detached; the others follow them.
 */
export function assertNames(names: readonly string[], what: string, max = namesMax): void {
  if (names.length <= max) return;
  throw validationError(`The number of ${what} that may be passed in is limited to ${max}`);
}

const namesMax = 50;

/**
 * "By default, you can only specify up to 50 names. You can optionally increase this limit using
 * the MaxRecords property" (DescribeAutoScalingGroups), which goes up to 100.
 */
export function assertGroupNames(names: readonly string[], MaxRecords = namesMax): void {
  assertNames(names, 'group names', Math.max(namesMax, MaxRecords));
}

/**
 * Of calls that move instances; `what` is what they do with them. They are for "one or more",
 * though the model asks for none; no recording shows AWS's words where none is named.
 */
export function assertMovable(InstanceIds: readonly string[] = [], what: string): void {
  if (InstanceIds.length === 0) {
    throw validationError('At least one instance ID must be specified.');
  }
  if (InstanceIds.length <= movedMax) return;
  throw validationError(
    `List exceeds the maximum number of instances to ${what}. Please retry your request with ` +
      'fewer instances.',
  );
}

const movedMax = 20;

export function assertProtectable(InstanceIds: readonly string[]): void {
  if (InstanceIds.length <= protectedMax) return;
  throw new ServiceError(
    LimitExceededFault$,
    'List exceeds the maximum number of instances to protect. Please retry your request with ' +
      'fewer instances.',
  );
}

const protectedMax = 50;
