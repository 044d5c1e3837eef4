import { kindOf, type Partition, partitionOf } from '../store/keys.js';
import type { Document, Entry } from '../store/store.js';

/** The documents that a beat has evaluated, and that are neither followed nor settled. */
export class Evaluated {
  private readonly documents = new Map<string, Entry<Document>>();
  /** Of those that were counted. */
  private readonly partitions = new Map<string, Partition>();

  get size(): number {
    return this.documents.size;
  }

  has({ text }: { readonly text: string }): boolean {
    return this.documents.has(text);
  }

  /** How many lie in each partition; asked only by a beat that comes back for more. */
  counts(): ReadonlyMap<Partition, number> {
    const counts = new Map<Partition, number>();
    for (const { key } of this.documents.values()) {
      const partition = this.partitions.get(key.text) ?? partitionOf(key);
      this.partitions.set(key.text, partition);
      counts.set(partition, (counts.get(partition) ?? 0) + 1);
    }
    return counts;
  }

  put(documents: readonly Entry<Document>[]): void {
    for (const each of documents) this.documents.set(each.key.text, each);
  }

  /** Those of a kind, which are then kept no longer. */
  take(kind: string): readonly Entry<Document>[] {
    const taken = [...this.documents.values()].filter(({ key }) => kindOf(key) === kind);
    for (const { key } of taken) {
      this.documents.delete(key.text);
      this.partitions.delete(key.text);
    }
    return taken;
  }
}
