import { validationError } from './errors.js';

/**
 * Refuses what we would have to store and then ignore. Values that ask for nothing pass: an empty
 * list, an empty text and false.
 */
export function refuseUnserved<I extends object>(input: I, members: readonly (keyof I)[]): void {
  for (const member of members) {
    const value: unknown = input[member];
    const asksForNothing =
      value === undefined ||
      value === '' ||
      value === false ||
      (Array.isArray(value) && value.length === 0);
    if (!asksForNothing) {
      throw validationError(`Updraft does not serve the parameter ${String(member)} yet.`);
    }
  }
}
