import { deserialize, serialize } from 'node:v8';

/**
 * How the embedded store writes a document: a header of fixed length, so that its version can be
 * told and its `due` be moved without decoding it, and the document behind it in V8's own format,
 * which keeps dates, NaN and nesting.
 */
export interface StoredDocument {
  readonly version: string;
  readonly due: Date | undefined;
  /** The text of a key that is too long to be LMDB's; undefined for others. */
  readonly longKey: string | undefined;
  readonly document: object;
}

export function encodeDocument({ version, due, longKey, document }: StoredDocument): Buffer {
  const body = serialize(document);
  const key = longKey === undefined ? undefined : Buffer.from(longKey);
  const keyBytes = key?.length ?? 0;
  const bytes = Buffer.allocUnsafe(headerBytes + keyBytes + body.length);
  writeHeader(bytes, version, due);
  bytes.writeUInt16BE(keyBytes, keyLengthOffset);
  key?.copy(bytes, headerBytes);
  body.copy(bytes, headerBytes + keyBytes);
  return bytes;
}

export function decodeDocument(bytes: Buffer): StoredDocument {
  const keyBytes = bytes.readUInt16BE(keyLengthOffset);
  const due = dueOf(bytes);
  // What was written is an object, and nobody else writes here.
  const document = deserialize(bytes.subarray(headerBytes + keyBytes)) as { due?: Date };
  if (due !== undefined) document.due = due;
  return { version: versionOf(bytes), due, longKey: longKeyOf(bytes), document };
}

export function versionOf(bytes: Buffer): string {
  return `${bytes.readUIntBE(0, 4)}.${bytes.readUIntBE(4, 6)}`;
}

export function dueOf(bytes: Buffer): Date | undefined {
  const time = bytes.readDoubleBE(dueOffset);
  return Number.isNaN(time) ? undefined : new Date(time);
}

export function longKeyOf(bytes: Buffer): string | undefined {
  const keyBytes = bytes.readUInt16BE(keyLengthOffset);
  return keyBytes === 0 ? undefined : bytes.toString('utf8', headerBytes, headerBytes + keyBytes);
}

/** A copy that differs in version and `due` only. */
export function withHeader(bytes: Buffer, version: string, due: Date | undefined): Buffer {
  const copy = Buffer.from(bytes);
  writeHeader(copy, version, due);
  return copy;
}

/**
 * The document as a reader will get it: without members that are undefined. The object itself if
 * it has none.
 */
export function withoutUndefined<T>(value: T): T {
  // Both give what `value` is, each element and member with what it had.
  if (Array.isArray(value)) return elementsWithoutUndefined(value) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return membersWithoutUndefined(value) as T;
}

/** Every write of a document passes here and mostly finds nothing, so nothing is made before. */
function elementsWithoutUndefined(value: readonly unknown[]): readonly unknown[] {
  let kept: unknown[] | undefined;
  for (const [index, each] of value.entries()) {
    const next = withoutUndefined(each);
    if (kept === undefined && Object.is(next, each)) continue;
    kept ??= value.slice(0, index);
    kept.push(next);
  }
  return kept ?? value;
}

function membersWithoutUndefined(value: object): object {
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members);
  let kept: [string, unknown][] | undefined;
  for (const [index, name] of names.entries()) {
    const member = members[name];
    const next = withoutUndefined(member);
    if (kept === undefined && member !== undefined && Object.is(next, member)) continue;
    kept ??= names.slice(0, index).map((each) => [each, members[each]]);
    if (next !== undefined) kept.push([name, next]);
  }
  return kept === undefined ? value : Object.fromEntries(kept);
}

const versionBytes = 10;
const dueOffset = versionBytes;
const keyLengthOffset = dueOffset + 8;
const headerBytes = keyLengthOffset + 2;

function writeHeader(bytes: Buffer, version: string, due: Date | undefined): void {
  const [epoch = '', count = ''] = version.split('.');
  bytes.writeUIntBE(Number(epoch), 0, 4);
  bytes.writeUIntBE(Number(count), 4, 6);
  bytes.writeDoubleBE(due?.getTime() ?? Number.NaN, dueOffset);
}
