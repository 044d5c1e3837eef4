import { createHash } from 'node:crypto';
import { metricIdBytes, scopeBytes } from './block-key.js';
import type { Metric, MetricFilter } from './datapoints.js';

/**
 * A metric is its account, region, namespace, name and exact set of dimensions. Its id is a hash of
 * these; the index of metrics orders them as ListMetrics lists them.
 */
export function identityText({
  account,
  region,
  Namespace,
  MetricName,
  Dimensions,
}: Metric): string {
  let text = `${account}\0${region}\0${Namespace}\0${MetricName}`;
  for (const { Name, Value } of Dimensions) text += `\0${Name}\0${Value}`;
  return text;
}

export function metricIdOf(identity: string): Buffer {
  return createHash('sha256').update(identity).digest().subarray(0, metricIdBytes);
}

export function metricKey(metric: Metric, metricId: Buffer): Buffer {
  return Buffer.concat([
    scopeBytes(metric),
    nameBytes(metric.Namespace),
    nameBytes(metric.MetricName),
    metricId,
  ]);
}

/** All metrics of a scope, of a namespace, or of a name in it. */
export function metricRange(
  filter: Pick<MetricFilter, 'account' | 'region' | 'Namespace' | 'MetricName'>,
): { readonly start: Buffer; readonly end: Buffer } {
  const { Namespace, MetricName } = filter;
  const start = Buffer.concat([
    scopeBytes(filter),
    ...(Namespace === undefined ? [] : [nameBytes(Namespace)]),
    ...(Namespace === undefined || MetricName === undefined ? [] : [nameBytes(MetricName)]),
  ]);
  return { start, end: Buffer.concat([start, beyond]) };
}

/** Behind everything that may follow: neither UTF-8 nor 16 bytes of hash in a row are this. */
const beyond = Buffer.alloc(metricIdBytes + 1, 0xff);

/** The names of AWS have 255 characters, which may be more bytes than a key has room for. */
const plainBytesMax = 512;

function nameBytes(name: string): Buffer {
  const bytes = Buffer.from(name);
  if (bytes.length <= plainBytesMax) return Buffer.concat([bytes, end]);
  const digest = createHash('sha256').update(bytes).digest('hex');
  return Buffer.concat([bytes.subarray(0, plainBytesMax), Buffer.from(digest), end]);
}

const end = Buffer.of(0);
