import { createHash } from 'node:crypto';
import type { EmbeddedDatabase } from './environment.js';
import { longKeyOf } from './document-bytes.js';
import { compareTexts, type Partition } from './keys.js';

/**
 * Keys as LMDB takes them: the bytes of the text, so that they sort as it does. AWS allows names
 * that are longer than an LMDB key (a policy's alone may have 4,800 bytes). Such a key is cut and
 * made unique by a hash; its text stands with the document, and a listing sorts by that.
 */
export function documentKey(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= plainBytesMax) return bytes;
  const digest = createHash('sha256').update(bytes).digest();
  return Buffer.concat([bytes.subarray(0, plainBytesMax), digest]);
}

/** The text that has to stand with the document. */
export function longKeyText(key: Buffer, text: string): string | undefined {
  return isLong(key) ? text : undefined;
}

export interface StoredEntry {
  readonly text: string;
  readonly bytes: Buffer;
}

/** Texts of keys; backwards, `after` is that before which they come. */
export interface TextRange {
  readonly prefix: string;
  readonly after?: string | undefined;
  readonly isBackwards?: boolean | undefined;
}

/** The documents whose keys start with a text and come behind another, in order of their keys. */
export function* entriesInOrder(
  documents: EmbeddedDatabase,
  texts: TextRange,
): Generator<StoredEntry> {
  const { prefix, after, isBackwards = false } = texts;
  const sign = isBackwards ? -1 : 1;
  const wanted = (text: string): boolean =>
    text.startsWith(prefix) && (after === undefined || sign * compareTexts(text, after) > 0);
  const sorted = (entries: StoredEntry[]): StoredEntry[] =>
    entries.sort((a, b) => sign * compareTexts(a.text, b.text));
  const stored = isBackwards
    ? documents.rangeBackwards(backwardsRangeOf(prefix, after))
    : documents.range(rangeOf(prefix, after));
  let alike: StoredEntry[] = [];
  let head: Buffer | undefined;
  for (const { key, value } of stored) {
    const isOfHead = head !== undefined && isLong(key) && headOf(key).equals(head);
    if (!isOfHead) {
      yield* sorted(alike);
      alike = [];
    }
    const longText = isLong(key) ? longKeyOf(value) : undefined;
    head = longText === undefined ? undefined : headOf(key);
    const entry = { text: longText ?? key.toString(), bytes: value };
    if (!wanted(entry.text)) continue;
    if (longText === undefined) yield entry;
    else alike.push(entry);
  }
  yield* sorted(alike);
}

/** The index over `due`: a partition's keys lie together, the earliest first. */
export function dueKey(partition: Partition, due: Date, key: Buffer): Buffer {
  return Buffer.concat([dueKeyStart(partition, due), key]);
}

export function dueKeyStart(partition: Partition, due: Date): Buffer {
  const bytes = Buffer.allocUnsafe(dueKeyStartBytes);
  bytes.writeUInt16BE(partition, 0);
  // The bytes of doubles sort as the numbers do, as long as these are not negative.
  bytes.writeDoubleBE(Math.max(0, due.getTime()), 2);
  return bytes;
}

export function documentKeyOfDueKey(key: Buffer): Buffer {
  return key.subarray(dueKeyStartBytes);
}

export function timeOfDueKey(key: Buffer): Date {
  return new Date(key.readDoubleBE(2));
}

const plainBytesMax = 1900;
const dueKeyStartBytes = 10;

function isLong(key: Buffer): boolean {
  return key.length > plainBytesMax;
}

function headOf(key: Buffer): Buffer {
  return key.subarray(0, plainBytesMax);
}

/** A little too wide where keys are long; entriesInOrder looks at the texts. */
function rangeOf(prefix: string, after: string | undefined): { start: Buffer; end: Buffer } {
  const first = Buffer.from(prefix);
  const behind = after === undefined ? first : Buffer.from(after);
  const start = Buffer.compare(behind, first) > 0 ? behind : first;
  return { start: headOf(start), end: successorOf(headOf(first)) };
}

/** As wide: the keys that were cut like that of `after` may come before it. */
function backwardsRangeOf(
  prefix: string,
  after: string | undefined,
): { start: Buffer; end: Buffer } {
  const range = rangeOf(prefix, undefined);
  if (after === undefined) return range;
  const before = Buffer.from(after);
  const end = isLong(before) ? successorOf(headOf(before)) : before;
  return Buffer.compare(end, range.end) < 0 ? { ...range, end } : range;
}

/** The first key behind all that start with these bytes. */
function successorOf(bytes: Buffer): Buffer {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0xff) length -= 1;
  const end = Buffer.from(bytes.subarray(0, length));
  const last = end[length - 1];
  if (last === undefined) return Buffer.of(0xff);
  end[length - 1] = last + 1;
  return end;
}
