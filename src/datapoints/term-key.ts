import type { Scope } from '../store/keys.js';
import type { Place, PlaceKind } from './places.js';
import { shortDigestBytes } from './short-digest.js';
import { digestBytes, scopeDigest, type Term } from './terms.js';

/**
 * The keys of the two tables by which the embedded store finds metrics. A term leads to texts: the
 * scope, the term, where tokens end in it, and the digest of the text. A text leads to places: its
 * digest, whether the place is a family's or a metric's own, and the place. So what many metrics
 * share stands there once.
 */
export function termKeys(scope: Scope, terms: readonly Term[], digest: Buffer): readonly Buffer[] {
  const head = scopeDigest(scope);
  return terms.map(({ bytes, ends }) => {
    const tail = head.length + bytes.length;
    const key = Buffer.allocUnsafe(tail + tailBytes);
    head.copy(key);
    bytes.copy(key, head.length);
    key.writeUInt16BE(ends, tail);
    digest.copy(key, tail + endsBytes);
    return key;
  });
}

/** The term of all texts that have too many: nothing, which no token is. */
export const sprawling: Term = { bytes: Buffer.alloc(0), ends: 0 };

const endsBytes = 2;
const tailBytes = endsBytes + digestBytes;

export interface TextTerm extends Term {
  readonly digest: Buffer;
}

export function readTermKey(key: Buffer): TextTerm {
  const tail = key.length - tailBytes;
  return {
    bytes: key.subarray(shortDigestBytes, tail),
    ends: key.readUInt16BE(tail),
    digest: key.subarray(tail + endsBytes),
  };
}

export interface KeyBounds {
  readonly start: Buffer;
  readonly end: Buffer;
}

/** The terms that start with a word, with some that end within it. */
export function wordBounds(scope: Scope, word: Buffer): KeyBounds {
  return boundsOf(Buffer.concat([scopeDigest(scope), word]), tailBytes);
}

export function sprawlingBounds(scope: Scope): KeyBounds {
  return boundsOf(Buffer.concat([scopeDigest(scope), Buffer.alloc(endsBytes)]), digestBytes);
}

export function placeKey(digest: Buffer, kind: PlaceKind, place: Buffer): Buffer {
  return Buffer.concat([digest, Buffer.of(kind === 'family' ? 0 : 1), place]);
}

export function readPlaceKey(key: Buffer): Place {
  const kind = key[digestBytes] === 0 ? 'family' : 'metric';
  return { kind, place: key.toString('latin1', digestBytes + 1) };
}

/** The places of a text: what stands behind its digest is never as much as that. */
export function textBounds(digest: Buffer): KeyBounds {
  return boundsOf(digest, 1);
}

/** UTF-8 never holds the byte that fills the end; numbers and digests may, as long as they are. */
function boundsOf(start: Buffer, bytes: number): KeyBounds {
  return { start, end: Buffer.concat([start, Buffer.alloc(bytes + 1, 0xff)]) };
}
