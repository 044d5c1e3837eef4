import type { Key, Partition, Prefix } from './keys.js';

/**
 * Documents: one document is one consistency unit, and `update` is the only write.
 *
 * A promise that resolves means durable. One that rejects with a StoreError means that the write
 * may be repeated; whether it was applied is known to the store, never left open.
 */
export interface Store {
  get<D extends object>(key: Key<D>): Promise<D | undefined>;

  /** A document with its version. */
  entry<D extends object>(key: Key<D>): Promise<Entry<D> | undefined>;

  /** Many documents at once, in the order of their keys; an absent one is undefined. */
  getMany<D extends object>(keys: readonly Key<D>[]): Promise<readonly (D | undefined)[]>;

  /** The same, with their versions. */
  entries<D extends object>(keys: readonly Key<D>[]): Promise<readonly (Entry<D> | undefined)[]>;

  /** In key order, or backwards, from the first key behind `after` on. */
  list<D extends object>(prefix: Prefix<D>, page: Page): Promise<readonly Entry<D>[]>;

  /** How many documents there are, up to a limit; none of them is read. */
  count(prefix: Prefix<object>, limit: number): Promise<number>;

  /**
   * Compare-and-set: reads, calls `change`, and writes unless another writer was faster, in which
   * case it starts again. `change` is pure. Undefined deletes; the very object that came in writes
   * nothing. Resolves to what is there now.
   */
  update<D extends Document>(key: Key<D>, change: Change<D>): Promise<D | undefined>;

  /**
   * The same for a caller who has just read the document: while it is the newest, `change` gets
   * that very object, and a store need not make it anew. Resolves to the entry that is there now.
   */
  revise<D extends Document>(read: Entry<D>, change: Change<D>): Promise<Entry<D> | undefined>;

  /** The documents of a partition whose `due` is not after `until`, earliest first. */
  due(partition: Partition, until: Date, limit: number): Promise<readonly Entry<Document>[]>;

  /** The earliest `due` of a partition; lets a test clock jump over idle time. */
  nextDue(partition: Partition): Promise<Date | undefined>;

  /** Moves `due` of many documents, of each only if it is still the version of its entry. */
  defer(deferrals: readonly Deferral[]): Promise<void>;

  /** Forgets everything; a test control. */
  reset(): Promise<void>;

  close(): Promise<void>;
}

export interface Document {
  /** When the heartbeat must next look at the document. Its index moves in the same write. */
  readonly due?: Date | undefined;
}

export type Change<D> = (current: D | undefined) => D | undefined;

export interface Page {
  /** The key behind which the page starts; of a page that goes backwards, that before which. */
  readonly after?: Key<unknown> | undefined;
  /** From the last key to the first. */
  readonly isBackwards?: boolean | undefined;
  readonly limit: number;
}

export interface Entry<D> {
  readonly key: Key<D>;
  readonly document: D;
  /** Changes with every write of the document. */
  readonly version: string;
}

export interface Deferral {
  readonly entry: Entry<Document>;
  readonly until: Date;
}

/** The store cannot serve now: disk full, database gone, contention. The client may retry. */
export class StoreError extends Error {}
