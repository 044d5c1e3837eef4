import { setImmediate as othersTurn } from 'node:timers/promises';
import type { BlockStorage } from './block-storage.js';
import type { Metric, MetricFilter, WantedMetrics } from './datapoints.js';
import { isListed } from './metric-listing.js';

/**
 * Looks at the metrics that a lookup may mean, some at a time, until as many are found as are
 * wanted. What the index gives is only where to look: it never decides, so it changes no answer.
 */
export async function findMetrics(
  storage: BlockStorage,
  filter: MetricFilter,
  { lookup, isWanted, isPauseDue, limit }: WantedMetrics,
): Promise<readonly Metric[] | undefined> {
  const next = await storage.lookUp(filter, lookup);
  if (next === undefined) return undefined;
  const found: Metric[] = [];
  for (;;) {
    const records = await next(recordsAtOnce);
    for (const record of records) {
      const isFound = isListed(record, filter) && isWanted(record.metric);
      if (isFound) found.push(record.metric);
      if (found.length === limit) return found;
      if (isPauseDue?.() === true) await othersTurn();
    }
    if (records.length < recordsAtOnce) return found;
    await othersTurn();
  }
}

const recordsAtOnce = 200;
