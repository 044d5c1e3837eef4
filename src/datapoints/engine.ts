import { readCells } from './block-reader.js';
import type { BlockStorage } from './block-storage.js';
import { BlockWriter } from './block-writer.js';
import type { Datapoints } from './datapoints.js';
import { listMetrics } from './metric-listing.js';
import { findMetrics } from './metric-search.js';
import { Sweeper } from './sweeper.js';

/** Datapoints over any storage of blocks. */
export function createDatapoints(storage: BlockStorage): Datapoints {
  const writer = new BlockWriter(storage);
  const sweeper = new Sweeper(storage);
  return {
    append: (samples, now) => writer.append(samples, now),
    read: async (ranges, now) => {
      const placed = ranges.map((range) => writer.placed(range));
      await writer.settle(placed);
      return readCells(storage, placed, now);
    },
    listMetrics: (filter, page) => listMetrics(storage, filter, page),
    findMetrics: (filter, wanted) => findMetrics(storage, filter, wanted),
    sweep: async (now) => {
      const { removedCount, isMoreDue } = await sweeper.sweep(now);
      if (removedCount > 0) writer.closeExpired(now);
      return isMoreDue;
    },
    reset: async () => {
      await writer.reset();
      await storage.reset();
    },
  };
}
