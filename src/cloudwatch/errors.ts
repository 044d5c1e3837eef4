import {
  InvalidParameterCombinationException$,
  InvalidParameterValueException$,
  MissingRequiredParameterException$,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError, ValidationError$ } from '../wire/errors.js';

/** The answers that many operations of CloudWatch share; their texts are each operation's own. */
export function invalidValue(message: string): ServiceError {
  return new ServiceError(InvalidParameterValueException$, message);
}

export function invalidCombination(message: string): ServiceError {
  return new ServiceError(InvalidParameterCombinationException$, message);
}

export function missingParameter(message: string): ServiceError {
  return new ServiceError(MissingRequiredParameterException$, message);
}

export function validationError(message: string): ServiceError {
  return new ServiceError(ValidationError$, message);
}

export function mutuallyExclusive(one: string, other: string): ServiceError {
  return invalidCombination(exclusionText(one, other));
}

export function exclusionText(one: string, other: string): string {
  return `The parameters ${one} and ${other} are mutually exclusive and you have specified both.`;
}
