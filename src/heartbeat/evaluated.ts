import { type Partition, partitionOf, partsOf } from '../store/keys.js';
import type { DocumentAt } from './worker.js';

/** The documents that a beat has evaluated, and that are neither followed nor settled. */
export class Evaluated {
  private readonly documents = new Map<string, DocumentAt>();
  private readonly counts = new Map<Partition, number>();

  get size(): number {
    return this.documents.size;
  }

  has({ text }: { readonly text: string }): boolean {
    return this.documents.has(text);
  }

  countIn(partition: Partition): number {
    return this.counts.get(partition) ?? 0;
  }

  put(documents: readonly DocumentAt[]): void {
    for (const each of documents) {
      if (!this.documents.has(each.key.text)) this.count(each, 1);
      this.documents.set(each.key.text, each);
    }
  }

  /** Those of a kind, which are then kept no longer. */
  take(kind: string): readonly DocumentAt[] {
    const taken = [...this.documents.values()].filter(({ key }) => partsOf(key).kind === kind);
    for (const each of taken) {
      this.documents.delete(each.key.text);
      this.count(each, -1);
    }
    return taken;
  }

  private count({ key }: DocumentAt, by: number): void {
    const partition = partitionOf(key);
    this.counts.set(partition, this.countIn(partition) + by);
  }
}
