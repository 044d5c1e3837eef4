import type { BlockStorage, MetricCursor, MetricRecord } from './block-storage.js';
import { recordMilliseconds } from './block-writer.js';
import type {
  ListedMetrics,
  Metric,
  MetricFilter,
  MetricLookup,
  MetricPage,
} from './datapoints.js';
import { behind, metricRange } from './metric-identity.js';

/**
 * Metrics in the order of namespace, name and identity. The index is read from where the filter's
 * namespace and name begin. What the rest of the filter leaves out costs reading: where the first
 * records do not fill a page, the terms tell where others lie, if they can; and a page ends after a
 * bounded number of records, however few of them it shows.
 */
export async function listMetrics(
  storage: BlockStorage,
  filter: MetricFilter,
  { after, limit }: MetricPage,
): Promise<ListedMetrics> {
  const metrics: Metric[] = [];
  let position: Buffer | undefined = after === undefined ? undefined : Buffer.from(after, 'base64');
  let cursor = passage(storage, filter, position);
  // The one behind a full page tells that there is another.
  const recordsAtOnce = limit + 1;
  for (let read = 0; read < recordsReadMax; read += recordsAtOnce) {
    const records = await cursor(recordsAtOnce);
    for (const record of records) {
      const { key, metric } = record;
      if (isListed(record, filter)) {
        if (metrics.length === limit) return { metrics, next: position?.toString('base64') };
        metrics.push(metric);
      }
      position = key;
    }
    if (records.length < recordsAtOnce) return { metrics, next: undefined };
    const lookup = read === 0 ? lookupOf(filter) : undefined;
    if (lookup !== undefined) cursor = (await storage.lookUp(filter, lookup, position)) ?? cursor;
  }
  return { metrics, next: position?.toString('base64') };
}

const recordsReadMax = 50_000;

/** All that are of the filter's namespace and name, as far as it has any. */
function passage(
  storage: BlockStorage,
  filter: MetricFilter,
  position: Buffer | undefined,
): MetricCursor {
  const { start, end } = metricRange(filter);
  let from = position === undefined ? start : behind(position);
  return async (limit) => {
    const records = await storage.readMetrics({ start: from, end, limit });
    const last = records.at(-1);
    if (last !== undefined) from = behind(last.key);
    return records;
  };
}

/** Undefined where a passage has nothing to leave out. */
function lookupOf({ Namespace, MetricName, Dimensions }: MetricFilter): MetricLookup | undefined {
  const isRange = Dimensions.length === 0 && (Namespace ?? MetricName) === Namespace;
  if (isRange) return undefined;
  const texts = [
    ...Dimensions.flatMap(({ Name, Value }) => [Name, Value]),
    ...[Namespace, MetricName],
  ].filter((text) => text !== undefined);
  return { kind: 'all', lookups: texts.map((text) => ({ kind: 'text', text })) };
}

/** A record may be some minutes behind its metric, which is rather shown too long. */
export function isListed({ metric, receivedAt }: MetricRecord, filter: MetricFilter): boolean {
  const since = filter.receivedSince.getTime() - recordMilliseconds;
  return receivedAt >= since && fits(metric, filter);
}

function fits({ Namespace, MetricName, Dimensions }: Metric, filter: MetricFilter): boolean {
  if (filter.Namespace !== undefined && filter.Namespace !== Namespace) return false;
  if (filter.MetricName !== undefined && filter.MetricName !== MetricName) return false;
  return filter.Dimensions.every(({ Name, Value }) =>
    Dimensions.some((each) => each.Name === Name && (Value === undefined || each.Value === Value)),
  );
}
