import { type Key, keyOf } from '../../src/store/keys.js';
import type { Document } from '../../src/store/store.js';

/** A document that shows by itself whether it was written wholly: all else follows from `n`. */
export interface Tally extends Document {
  readonly n: number;
  readonly list: readonly number[];
  readonly text: string;
}

export const writerCount = 16;

export function tallyKey(writer: number): Key<Tally> {
  return keyOf({ account: '000000000000', region: 'us-east-1' }, 'tally', `writer-${writer}`);
}

export function nextTally(current: Tally | undefined): Tally {
  return tallyOf((current?.n ?? 0) + 1);
}

export function tallyOf(n: number): Tally {
  return {
    n,
    list: Array.from({ length: n % 50 }, (_, index) => n + index),
    text: `${n} `.repeat(n % 300),
    due: n % 3 === 0 ? undefined : new Date(n * 60_000),
  };
}
