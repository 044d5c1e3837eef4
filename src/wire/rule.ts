import type { Shape } from './shape.js';
import type { Demand } from './violation.js';

/** What AWS demands of the values at some places. A service holds its rules as data. */
export interface Rule extends Bounds {
  /** `Structure: Member Member[] …`, see places.ts. */
  readonly at: string;
}

export interface Bounds {
  /** Of a text in characters, of a list in elements. */
  readonly length?: Range;
  readonly value?: Range;
  /** As AWS prints it; the whole text must match. */
  readonly pattern?: string;
  /** In the order of AWS's model. */
  readonly oneOf?: readonly (string | number)[];
  /** That a member is there though the schema leaves it free, or under a message of its own. */
  readonly required?: true;
  /** AWS's message for this case, where it is not made of the rule. */
  readonly says?: string;
}

export type Range = readonly [min: number, max: number];

/** A test of one value, and what it demands. */
export interface Check {
  readonly demand: Demand;
  accepts(value: unknown): boolean;
}

/** The checks of a rule for values of a shape; refuses a rule that could never apply to it. */
export function checksOf(bounds: Bounds, shape: Shape): Check[] {
  const { length, value, pattern, oneOf, says } = bounds;
  const checks: Check[] = [];
  if (length !== undefined) checks.push(...lengthChecks(length, shape));
  if (value !== undefined) checks.push(...valueChecks(value, shape));
  if (pattern !== undefined) checks.push(patternCheck(pattern, shape));
  if (oneOf !== undefined) checks.push(oneOfCheck(oneOf, shape));
  if (says === undefined) return checks;
  return checks.map((check) => ({ ...check, demand: { kind: 'own', message: says } }));
}

function lengthChecks([min, max]: Range, shape: Shape): Check[] {
  assertKind(shape, ['string', 'list'], 'length');
  const [isAtLeast, isAtMost] =
    shape.kind === 'string' ? [hasAtLeast, hasAtMost] : [holdsAtLeast, holdsAtMost];
  const checks: Check[] = [];
  if (min > 0) {
    checks.push({ demand: { kind: 'lengthMin', bound: min }, accepts: isAtLeast(min) });
  }
  if (max < Infinity) {
    checks.push({ demand: { kind: 'lengthMax', bound: max }, accepts: isAtMost(max) });
  }
  return checks;
}

type Accepts = Check['accepts'];

const holdsAtLeast =
  (min: number): Accepts =>
  (list) =>
    (list as readonly unknown[]).length >= min;
const holdsAtMost =
  (max: number): Accepts =>
  (list) =>
    (list as readonly unknown[]).length <= max;

/** Characters are counted only where the number of UTF-16 units leaves the answer open. */
const hasAtLeast = (min: number): Accepts => {
  return (value) => {
    const text = value as string;
    return text.length >= min * 2 || (text.length >= min && characterCount(text) >= min);
  };
};
const hasAtMost = (max: number): Accepts => {
  return (value) => {
    const text = value as string;
    return text.length <= max || (text.length <= max * 2 && characterCount(text) <= max);
  };
};

function characterCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; count++) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return count;
}

function valueChecks([min, max]: Range, shape: Shape): Check[] {
  assertKind(shape, ['integer', 'long', 'double'], 'value');
  const checks: Check[] = [];
  if (min > -Infinity) {
    const accepts: Accepts = (value) => (value as number) >= min;
    checks.push({ demand: { kind: 'valueMin', bound: min }, accepts });
  }
  if (max < Infinity) {
    const accepts: Accepts = (value) => (value as number) <= max;
    checks.push({ demand: { kind: 'valueMax', bound: max }, accepts });
  }
  return checks;
}

function patternCheck(pattern: string, shape: Shape): Check {
  assertKind(shape, ['string'], 'pattern');
  // `\_` stands in one pattern of AWS; JavaScript allows no such escape.
  const expression = new RegExp(`^(?:${pattern.replaceAll('\\_', '_')})$`, 'u');
  return {
    demand: { kind: 'pattern', pattern },
    accepts: (text) => expression.test(text as string),
  };
}

function oneOfCheck(values: readonly (string | number)[], shape: Shape): Check {
  assertKind(shape, ['string', 'integer'], 'oneOf');
  const set = new Set<unknown>(values);
  return { demand: { kind: 'oneOf', values }, accepts: (value) => set.has(value) };
}

function assertKind(shape: Shape, kinds: readonly Shape['kind'][], rule: string): void {
  if (!kinds.includes(shape.kind)) throw new Error(`A ${shape.kind} cannot have '${rule}'.`);
}
