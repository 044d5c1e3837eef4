import type { ServiceError } from './errors.js';
import type { Shape } from './shape.js';
import { describeValue } from './value-text.js';

/** One value that does not fit the rules of its place. */
export interface Violation {
  /** From the input down to the value: member names, and the numbers of list elements from 1. */
  readonly path: readonly (string | number)[];
  readonly shape: Shape;
  /** Undefined where a value is missing. */
  readonly value: unknown;
  readonly demand: Demand;
}

export type Demand =
  | SimpleDemand
  /** What is demanded of each element of a list that has one which does not meet it. */
  | { readonly kind: 'elements'; readonly demands: readonly SimpleDemand[] }
  /** A demand that AWS words in its own way; `{path}`, `{list}` and `{value}` are filled in. */
  | { readonly kind: 'own'; readonly message: string };

export type SimpleDemand =
  | { readonly kind: 'presence' }
  | LengthDemand
  | { readonly kind: 'valueMin' | 'valueMax'; readonly bound: number }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'oneOf'; readonly values: readonly (string | number)[] };

export interface LengthDemand {
  readonly kind: 'lengthMin' | 'lengthMax';
  readonly bound: number;
}

/** How a family of operations speaks of violations. */
export interface Wording {
  /** The members of a structure as they are checked and told. */
  inOrder<M extends { readonly name: string }>(members: readonly M[]): readonly M[];
  /** Whether a required value counts as missing. */
  isMissing(value: unknown): boolean;
  /** Whether a list of texts or numbers is told as a whole, and not by those that do not fit. */
  readonly tellsListsWhole: boolean;
  /** One error for all violations; there is at least one. */
  toError(violations: readonly Violation[]): ServiceError;
}

/** The path as Query spells it, `MetricData.member.1.Unit`; AWS does so in every protocol. */
export function queryPath(path: Violation['path']): string {
  return path.map((step) => (typeof step === 'number' ? `member.${step}` : step)).join('.');
}

/** The texts that AWS has for one case alone. */
export function ownMessage(message: string, { path, shape, value }: Violation): string {
  return message
    .replaceAll('{path}', () => queryPath(path))
    .replaceAll('{list}', () => queryPath(path.slice(0, -1)))
    .replaceAll('{value}', () => describeValue(shape, value));
}
