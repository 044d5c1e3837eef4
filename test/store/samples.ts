import {
  type Key,
  keyOf,
  type Partition,
  partitionOf,
  prefixOf,
  type Scope,
} from '../../src/store/keys.js';
import type { Document, Entry } from '../../src/store/store.js';

/** A document of any members. */
export type Sample = Document & Readonly<Record<string, unknown>>;

export interface Counter extends Document {
  readonly n: number;
}

export const scope: Scope = { account: '000000000000', region: 'us-east-1' };
export const prefix = prefixOf<Sample>(scope, 'kind');

export function key(name: string): Key<Sample> {
  return keyOf(scope, 'kind', name);
}

export function keysOfPartition(partition: Partition, count: number): Key<Sample>[] {
  return Array.from({ length: 100 + count * 40 }, (_, index) => key(`name-${index}`))
    .filter((each) => partitionOf(each) === partition)
    .slice(0, count);
}

export function at(minute: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, minute));
}

export function incremented(current: Counter | undefined): Counter {
  return { ...current, n: (current?.n ?? 0) + 1 };
}

export function byKey(entries: readonly Entry<Document>[]): [string, Document][] {
  return entries
    .map(({ key: { text }, document }): [string, Document] => [text, document])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export async function concurrently(
  count: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

/** A name, what is written, and what is found. */
export const documents: readonly (readonly [string, object, object])[] = [
  ['an empty document', {}, {}],
  ['text of all kinds', { text: 'é 漢 🚀 \u0000 "' }, { text: 'é 漢 🚀 \u0000 "' }],
  [
    'numbers of all kinds',
    { numbers: [0, -1, 1.5, 2 ** 31, 2 ** 40, -(2 ** 53) + 1, 5e-324, 1.7e308] },
    { numbers: [0, -1, 1.5, 2 ** 31, 2 ** 40, -(2 ** 53) + 1, 5e-324, 1.7e308] },
  ],
  [
    'what JSON cannot say',
    { numbers: [Number.NaN, Infinity, -Infinity] },
    { numbers: [Number.NaN, Infinity, -Infinity] },
  ],
  ['dates', { at: new Date(1), list: [new Date(-1)] }, { at: new Date(1), list: [new Date(-1)] }],
  ['empty and nested lists', { a: [], b: [[], [[1]], {}] }, { a: [], b: [[], [[1]], {}] }],
  ['null and booleans', { a: null, b: [true, false] }, { a: null, b: [true, false] }],
  [
    'no member that is undefined',
    { a: undefined, b: { c: undefined, d: [{ e: undefined, f: 1 }] } },
    { b: { d: [{ f: 1 }] } },
  ],
  [
    'members of any name',
    { $set: 1, 'a.b': 2, '': 3, __proto: 4, constructor: 5, _id: 6, version: 7, key: 8 },
    { $set: 1, 'a.b': 2, '': 3, __proto: 4, constructor: 5, _id: 6, version: 7, key: 8 },
  ],
];

export const oddNames = [
  'a',
  'a b',
  'a/b',
  'a\u0001b',
  'a\u0002b',
  'a\u0001',
  'A',
  'ä',
  '漢',
  '\ufffd',
  '.*',
  '$gt',
  "'",
  '"',
  '\\',
  '\u0000',
];

/** As long as the names of a group and of its policy together, in characters of three bytes. */
export const longNames = ['', 'a', 'b', 'ba', 'bb', '\ufffd'].map(
  (end) => '漢'.repeat(1_855) + end,
);

export function counterKey(name: string): Key<Counter> {
  return keyOf(scope, 'kind', name);
}
