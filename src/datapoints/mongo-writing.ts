import { type AnyBulkWriteOperation, type Collection, insist } from '../store/mongo-client.js';

/** A write of one document that does no harm when it is sent again. */
export interface Operation<T extends { _id: string }> {
  readonly id: string;
  readonly isRemoval: boolean;
  readonly operation: AnyBulkWriteOperation<T>;
}

const writesAtOnce = 1_000;

/**
 * In the order of the keys, which keeps servers that lock from waiting for each other in a circle;
 * removals come last, so that what they were rolled up into is there before they are gone.
 */
export async function writeInOrder<T extends { _id: string }>(
  collection: Collection<T>,
  operations: readonly Operation<T>[],
): Promise<void> {
  const sorted = [...operations].sort(
    (a, b) => Number(a.isRemoval) - Number(b.isRemoval) || (a.id < b.id ? -1 : 1),
  );
  for (let start = 0; start < sorted.length; start += writesAtOnce) {
    const batch = sorted.slice(start, start + writesAtOnce).map(({ operation }) => operation);
    await insist(() => collection.bulkWrite(batch, { ordered: true }));
  }
}

/** Keys are hexadecimal texts, which sort as their bytes do. */
export function idOf(key: Buffer): string {
  return key.toString('hex');
}

export function keyOf(id: string): Buffer {
  return Buffer.from(id, 'hex');
}
