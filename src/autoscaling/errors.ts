import {
  AlreadyExistsFault$,
  IdempotentParameterMismatchError$,
} from '@aws-sdk/client-auto-scaling';
import { InvalidQueryParameter$, ServiceError, ValidationError$ } from '../wire/errors.js';

/** The answers of Auto Scaling to what it cannot do, where several operations share them. */
export function validationError(message: string): ServiceError {
  return new ServiceError(ValidationError$, message);
}

/**
 * AWS answers with this code where a request asks for retention without a hook, or for launches
 * from a template that does not go with the group or with itself (observed).
 */
export function invalidQueryParameter(message: string): ServiceError {
  return new ServiceError(InvalidQueryParameter$, message);
}

export function configurationExists(LaunchConfigurationName: string): ServiceError {
  return new ServiceError(
    AlreadyExistsFault$,
    'Launch Configuration by this name already exists - A launch configuration already exists ' +
      `with the name ${LaunchConfigurationName}`,
  );
}

export function groupExists(AutoScalingGroupName: string, isDeleting: boolean): ServiceError {
  const start = 'AutoScalingGroup by this name already exists';
  return new ServiceError(
    AlreadyExistsFault$,
    isDeleting
      ? `${start} and is pending delete`
      : `${start} - A group with the name ${AutoScalingGroupName} already exists`,
  );
}

/** No recording shows AWS's words. */
export function idempotentMismatch(ClientToken: string): ServiceError {
  const message = `The client token ${ClientToken} was used for a request with other parameters.`;
  return new ServiceError(IdempotentParameterMismatchError$, message);
}

/** The form that most operations answer with. */
export function groupNotFound(): ServiceError {
  return validationError('AutoScalingGroup name not found - null');
}

/** The form of DeleteAutoScalingGroup and of those that describe parts of one group. */
export function namedGroupNotFound(AutoScalingGroupName: string): ServiceError {
  const named = `AutoScalingGroup '${AutoScalingGroupName}' not found`;
  return validationError(`AutoScalingGroup name not found - ${named}`);
}

/** No recording shows AWS's words for a write to a group that is being deleted. */
export function groupPendingDelete(AutoScalingGroupName: string): ServiceError {
  return validationError(`AutoScalingGroup ${AutoScalingGroupName} is pending delete`);
}

export function instanceNotFound(InstanceId: string): ServiceError {
  const named = `No managed instance found for instance ID: ${InstanceId}`;
  return validationError(`Instance Id not found - ${named}`);
}

/**
 * Refuses what we would have to store and then ignore. Values that ask for nothing pass: an empty
 * list, an empty text and false.
 */
export function refuseUnserved<I extends object>(input: I, members: readonly (keyof I)[]): void {
  for (const member of members) {
    const value: unknown = input[member];
    const asksForNothing =
      value === undefined || value === '' || value === false || isEmptyList(value);
    if (!asksForNothing) throw unserved(String(member));
  }
}

export function unserved(parameter: string): ServiceError {
  return validationError(`Updraft does not serve the parameter ${parameter} yet.`);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
