import { hash } from 'node:crypto';

/**
 * Where a document lies. A key starts with account, region and kind, so that isolation is no filter
 * that someone can forget; the names behind them order the documents of a kind as AWS lists them.
 */
export interface Key<D> {
  readonly text: string;
  /** Never set: it ties the key to the type of the document that lies there. */
  readonly document?: D;
}

/** The keys that start with a text: those of a kind, or of a kind under one parent. */
export interface Prefix<D> {
  readonly text: string;
  readonly document?: D;
}

export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** Sorts before every character that a name can hold, so that `a` comes before `a b`. */
const separator = '\u0001';
const escape = '\u0002';

export function keyOf<D>(scope: Scope, kind: string, ...names: readonly string[]): Key<D> {
  let text = escapeName(scope.account);
  for (const name of [scope.region, kind, ...names]) text += `${separator}${escapeName(name)}`;
  return { text };
}

export function prefixOf<D>(scope: Scope, kind: string, ...names: readonly string[]): Prefix<D> {
  return { text: `${keyOf(scope, kind, ...names).text}${separator}` };
}

/** Of those of the kind or the parent, the keys whose next name starts with a text. */
export function narrowed<D>({ text }: Prefix<D>, nameStart: string): Prefix<D> {
  return { text: `${text}${escapeName(nameStart)}` };
}

export interface KeyParts extends Scope {
  readonly kind: string;
  readonly names: readonly string[];
}

export function partsOf(key: Key<unknown>): KeyParts {
  const [account = '', region = '', kind = '', ...names] = key.text
    .split(separator)
    .map(unescapeName);
  return { account, region, kind, names };
}

/** The same as of `partsOf`; each beat asks it of all that is due, and names need no look. */
export function kindOf({ text }: Key<unknown>): string {
  const start = text.indexOf(separator, text.indexOf(separator) + 1) + 1;
  const end = text.indexOf(separator, start);
  return unescapeName(end < 0 ? text.slice(start) : text.slice(start, end));
}

export function scopeOf({ text }: Key<unknown>): Scope {
  const end = text.indexOf(separator);
  const account = unescapeName(text.slice(0, end));
  return { account, region: unescapeName(text.slice(end + 1, text.indexOf(separator, end + 1))) };
}

function escapeName(name: string): string {
  // Hardly any name needs it.
  if (!name.includes(escape) && !name.includes(separator)) return name;
  return name.replaceAll(escape, `${escape}2`).replaceAll(separator, `${escape}1`);
}

function unescapeName(name: string): string {
  // Hardly any name needs it, and keys are taken apart all the time.
  if (!name.includes(escape)) return name;
  return name.replaceAll(`${escape}1`, separator).replaceAll(`${escape}2`, escape);
}

/** The order in which stores list: that of UTF-8, from which JavaScript's own differs. */
export function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The heartbeat's work is divided by partition; with several servers each holds leases on some. */
export type Partition = number;
export const partitionCount = 16;

export function partitionOf(key: Key<unknown>): Partition {
  // As text it comes at half the cost of a buffer. Of its first four bytes, taken for one number,
  // the last alone tells the rest, since partitions are as many as divide what it can hold.
  return hash('sha256', key.text, 'binary').charCodeAt(3) % partitionCount;
}
