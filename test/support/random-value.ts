import type { ScalarKind, Shape, StructureShape } from '../../src/wire/shape.js';
import type { Random } from './random.js';

/**
 * A random value of a shape, fond of edges: empty lists and texts, numbers at their bounds, text
 * that XML must escape or cannot hold, and keys that mean something to JavaScript.
 */
export function randomStructure(
  shape: StructureShape,
  random: Random,
  depth = 0,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const only = shape.isUnion ? random.pick(shape.members) : undefined;
  for (const member of shape.members) {
    const isPresent = only === undefined ? random.next() < presence(depth) : member === only;
    if (isPresent) value[member.name] = randomValue(member.shape, random, depth + 1);
  }
  return value;
}

/** Deep structures get fewer members, so that a structure that contains itself comes to an end. */
function presence(depth: number): number {
  return depth < 3 ? 0.8 : 0.8 / (depth - 1);
}

function randomValue(shape: Shape, random: Random, depth: number): unknown {
  switch (shape.kind) {
    case 'structure':
      return randomStructure(shape, random, depth);
    case 'list':
      return Array.from({ length: random.pick(sizes) }, () =>
        randomValue(shape.element, random, depth + 1),
      );
    case 'map': {
      const entries = Array.from({ length: random.pick(sizes) }, () => [
        random.next() < 0.2 ? random.pick(fatefulKeys) : randomText(random),
        randomValue(shape.value, random, depth + 1),
      ]);
      return Object.fromEntries(entries) as object;
    }
    default:
      return randomScalar(shape.kind, random);
  }
}

const sizes = [0, 1, 2, 3] as const;

/** Not `__proto__`, which the client itself loses in some protocols: that has tests of its own. */
const fatefulKeys = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'length'] as const;

function randomScalar(kind: ScalarKind, random: Random): unknown {
  switch (kind) {
    case 'string':
      return randomText(random);
    case 'boolean':
      return random.next() < 0.5;
    case 'integer':
      return random.next() < 0.3 ? random.pick(integers) : random.below(1_000_000) - 1_000;
    case 'long':
      return random.next() < 0.3 ? random.pick(longs) : random.below(2 ** 40);
    case 'double':
      return random.next() < 0.4 ? random.pick(doubles) : randomDouble(random);
    case 'timestamp':
      return new Date(
        random.next() < 0.3 ? random.pick(instants) : random.below(4_102_444_800_000),
      );
    case 'blob':
      return Uint8Array.from({ length: random.below(40) }, () => random.below(256));
  }
}

const integers = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 255, 256, 65_536] as const;
const longs = [
  0,
  -1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
] as const;
const doubles = [
  0,
  -0,
  41,
  -1,
  0.1,
  NaN,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.EPSILON,
  1e-3,
  9.999e-4,
  9_999_999,
  1e7,
  2 ** 53,
  1e21,
  -1.5e300,
] as const;
/** The year 1, the second before and behind the epoch, a fraction, and the end of the year 9999. */
const instants = [
  -62_135_596_800_000, -1_000, -1, 0, 1, 1_001, 1_765_977_780_123, 253_402_300_799_999,
] as const;

function randomDouble(random: Random): number {
  return (random.next() - 0.5) * 10 ** (random.below(40) - 20);
}

export function randomText(random: Random): string {
  const length = random.pick([0, 1, 1, 3, 8, 20]);
  return Array.from({ length }, () => random.pick(characters)).join('');
}

const characters = [
  'a',
  'b',
  'C',
  '0',
  '9',
  ' ',
  '&',
  '<',
  '>',
  '"',
  "'",
  '%',
  '+',
  '=',
  ';',
  '.',
  '?',
  '/',
  '#',
  '\\',
  '{',
  '}',
  '[',
  ']',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\u0000',
  '\u0001',
  '\u007f',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '\uffff',
  'é',
  '漢',
  '🚀',
  '\u{10ffff}',
  ']]>',
  '<!--',
  '&amp;',
  '&#13;',
  '%41',
] as const;
