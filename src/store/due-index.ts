import { dueKey, dueKeyStart, documentKeyOfDueKey, timeOfDueKey } from './embedded-keys.js';
import type { EmbeddedDatabase, Write } from './environment.js';
import { type Partition, partitionOf } from './keys.js';

/**
 * Which documents of the embedded store are due when, the earliest of each partition first. It
 * remembers a time of each partition before which nothing is due there, so that a beat in which
 * nothing is due costs no look at the disk, however much there is.
 */
export class DueIndex {
  private readonly floors = new Map<Partition, number>();

  constructor(private readonly database: EmbeddedDatabase) {}

  /**
   * The keys of the documents that are due. `isSettled` says that no move is on its way to the
   * disk: only then what is not found there is not due.
   */
  keysUntil(
    partition: Partition,
    until: Date,
    { limit, isSettled }: { readonly limit: number; readonly isSettled: boolean },
  ): readonly Buffer[] {
    const floor = this.floors.get(partition);
    if (floor !== undefined && floor > until.getTime()) return [];
    const start = dueKeyStart(partition, new Date(0));
    const end = dueKeyStart(partition, new Date(until.getTime() + 1));
    const keys = Array.from(this.database.keys({ start, end, limit }), documentKeyOfDueKey);
    if (keys.length === 0 && isSettled) {
      this.floors.set(partition, this.first(partition)?.getTime() ?? Infinity);
    }
    return keys;
  }

  /** When the first document of a partition is due. */
  first(partition: Partition): Date | undefined {
    const start = dueKeyStart(partition, new Date(0));
    const end = dueKeyStart(partition + 1, new Date(0));
    for (const key of this.database.keys({ start, end, limit: 1 })) return timeOfDueKey(key);
    return undefined;
  }

  /** The writes by which a document comes to its new time; they are to be committed with it. */
  moves({ text, key, before, after }: DueMove): readonly Write[] {
    if (before?.getTime() === after?.getTime()) return [];
    const partition = partitionOf({ text });
    const writes: Write[] = [];
    if (before !== undefined) {
      writes.push({
        database: this.database,
        key: dueKey(partition, before, key),
        value: undefined,
      });
    }
    if (after !== undefined) {
      writes.push({ database: this.database, key: dueKey(partition, after, key), value: dueValue });
      const floor = this.floors.get(partition);
      if (floor !== undefined && after.getTime() < floor) this.floors.delete(partition);
    }
    return writes;
  }
}

export interface DueMove {
  readonly text: string;
  /** That of the text, in the store. */
  readonly key: Buffer;
  readonly before: Date | undefined;
  readonly after: Date | undefined;
}

/** LMDB wants a value; the index has all in its keys. */
const dueValue = Buffer.of(1);
