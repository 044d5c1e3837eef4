import type { NumberKinds, OperationShape } from './shape.js';

/** What a service demands of its input beyond types; held as data per service. */
export interface Constraints {
  /** Integer or double, which the SDK's schemas do not tell; by `Structure.Member`. */
  readonly numberKind: NumberKinds;

  /** Throws one ServiceError that names all violations, in AWS's wording. */
  check(operation: OperationShape, input: object): void;
}
