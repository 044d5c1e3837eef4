import type { BlockStorage, MetricRecord } from './block-storage.js';
import { recordMilliseconds } from './block-writer.js';
import type { ListedMetrics, Metric, MetricFilter, MetricPage } from './datapoints.js';
import { behind, metricRange } from './metric-identity.js';

/**
 * Metrics in the order of namespace, name and identity. The index is read from where the filter's
 * namespace and name begin; what the rest of the filter leaves out costs reading, so that a page
 * ends after a bounded number of records, however few of them it shows.
 */
export async function listMetrics(
  storage: BlockStorage,
  filter: MetricFilter,
  { after, limit }: MetricPage,
): Promise<ListedMetrics> {
  const { start, end } = metricRange(filter);
  const metrics: Metric[] = [];
  let position: Buffer | undefined = after === undefined ? undefined : Buffer.from(after, 'base64');
  // The one behind a full page tells that there is another.
  const recordsAtOnce = limit + 1;
  for (let read = 0; read < recordsReadMax; read += recordsAtOnce) {
    const records = await storage.readMetrics({
      start: position === undefined ? start : behind(position),
      end,
      limit: recordsAtOnce,
    });
    for (const record of records) {
      const { key, metric } = record;
      if (isListed(record, filter)) {
        if (metrics.length === limit) return { metrics, next: position?.toString('base64') };
        metrics.push(metric);
      }
      position = key;
    }
    if (records.length < recordsAtOnce) return { metrics, next: undefined };
  }
  return { metrics, next: position?.toString('base64') };
}

const recordsReadMax = 50_000;

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
