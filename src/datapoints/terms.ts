import { hash } from 'node:crypto';
import type { Scope } from '../store/keys.js';
import type { Metric } from './datapoints.js';
import { shortDigest } from './short-digest.js';

/**
 * What metrics are found by. Names and values are cut into tokens where case changes, between
 * letters and digits, and at whatever is neither. A word fits a text if it is made of consecutive
 * tokens of it, written together; so each token of a text is where words may begin, and the text
 * from there on is a term. Terms are cut, which finds a few texts too many, and never one too few.
 */
export interface Term {
  /** The text from a token on, without what stands between tokens. */
  readonly bytes: Buffer;
  /** Bit n tells that a token ends behind byte n. */
  readonly ends: number;
}

/** `CPUUtilization` is cpu and utilization, `i-0ab12` is i, 0, ab and 12. */
export function tokensOf(text: string): readonly string[] {
  const tokens = text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\p{N}+/gu) ?? [];
  return tokens.map((token) => token.toLowerCase());
}

export const termBytesMax = 16;

/** A text of more tokens is no rarity worth its room; it may hold any word. */
const termsMax = 64;

/** Undefined for a text of too many tokens. */
export function termsOf(text: string): readonly Term[] | undefined {
  const tokens = tokensOf(text);
  if (tokens.length > termsMax) return undefined;
  const lengths = tokens.map((token) => Buffer.byteLength(token));
  const joined = Buffer.from(tokens.join(''));
  let start = 0;
  return lengths.map((length, index) => {
    const bytes = joined.subarray(start, start + termBytesMax);
    start += length;
    return { bytes, ends: endsOf(lengths, index) };
  });
}

function endsOf(lengths: readonly number[], from: number): number {
  let [ends, end] = [0, 0];
  for (let index = from; index < lengths.length; index++) {
    end += lengths[index] ?? 0;
    if (end > termBytesMax) break;
    ends |= 1 << (end - 1);
  }
  return ends;
}

/** Whether a word that a term starts with may end where a token does. */
export function mayEnd(ends: number, wordBytes: number): boolean {
  return wordBytes > termBytesMax || (ends & (1 << (wordBytes - 1))) !== 0;
}

/** What all metrics of a family share, and what each has for itself. */
export function sharedTexts({ Namespace, MetricName, Dimensions }: Metric): readonly string[] {
  return [...new Set([Namespace, MetricName, ...Dimensions.map(({ Name }) => Name)])];
}

export function ownTexts({ Dimensions }: Metric): readonly string[] {
  return [...new Set(Dimensions.map(({ Value }) => Value))];
}

/** A text of a scope, in few bytes. */
export function textDigest(scope: Scope, text: string): Buffer {
  return digest(scope, `=${text}`);
}

/** A namespace with a set of names of dimensions, in few bytes. */
export function schemaDigest(
  scope: Scope,
  Namespace: string,
  dimensionNames: readonly string[],
): Buffer {
  return digest(scope, ['{', Namespace, ...[...dimensionNames].sort()].join('\0'));
}

/** So many that no two texts have the same. */
export const digestBytes = 8;

function digest({ account, region }: Scope, text: string): Buffer {
  return hash('sha256', `${account}\0${region}\0${text}`, 'buffer').subarray(0, digestBytes);
}

/** Stands before the terms of a scope; of two scopes that share it, both are looked at. */
export function scopeDigest({ account, region }: Scope): Buffer {
  return shortDigest(`${account}\0${region}`);
}
