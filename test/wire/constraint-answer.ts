import type { ServiceModel } from '../../src/service.js';
import { ServiceError } from '../../src/wire/errors.js';
import { SchemaReader } from '../../src/wire/shape.js';

/** An input and the message that answers it; undefined where the input fits. */
export type Case = readonly [
  name: string,
  operation: string,
  input: object,
  message: string | undefined,
];

/** What the constraints of a service say of an input. */
export function answer(
  { shapes, constraints }: ServiceModel,
  operation: string,
  input: object,
): { code: string; message: string } | undefined {
  const shape = shapes.get(operation);
  if (shape === undefined) throw new Error(`There is no ${operation}.`);
  try {
    constraints.check(shape, input);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code } = new SchemaReader(constraints.numberKind).error(error.schema);
    return { code, message: error.message };
  }
}
