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
  if (Array.isArray(value)) {
    const kept = value.map((each: unknown) => withoutUndefined(each));
    // An array as `value` is, each element with the members that it had.
    return kept.some((each, index) => !Object.is(each, value[index])) ? (kept as T) : value;
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const members = Object.entries(value);
  const kept = members
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => [name, withoutUndefined<unknown>(member)] as const);
  const isUnchanged =
    kept.length === members.length &&
    kept.every(([, member], index) => Object.is(member, members[index]?.[1]));
  // A plain object with the members of `value`, less those that are undefined.
  return isUnchanged ? value : (Object.fromEntries(kept) as T);
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
