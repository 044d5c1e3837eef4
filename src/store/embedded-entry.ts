import { decodeDocument, versionOf } from './document-bytes.js';
import type { Entry } from './store.js';

/** A document that is there, and its image. */
export interface There<D> {
  readonly document: D;
  readonly bytes: Buffer;
}

export function thereOf<D>(
  document: D | undefined,
  bytes: Buffer | undefined,
): There<D> | undefined {
  return document && bytes && { document, bytes };
}

/** What was read lately is as good as what lies there, if it is the same version. */
export function documentIn<D extends object>(bytes: Buffer, read: Entry<D> | undefined): D {
  if (read?.version === versionOf(bytes)) return read.document;
  return decoded(bytes) as D;
}

export function entryOf<D extends object>(text: string, bytes: Buffer): Entry<D> {
  return { key: { text }, document: decoded(bytes) as D, version: versionOf(bytes) };
}

/**
 * A caller may take it for the type of its key or prefix: these are typed by what lies there, and
 * `update` writes nothing else.
 */
function decoded(bytes: Buffer): object {
  return decodeDocument(bytes).document;
}
