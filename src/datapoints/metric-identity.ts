import { hash } from 'node:crypto';
import { metricIdBytes, scopeBytes } from './block-key.js';
import type { Metric, MetricFilter } from './datapoints.js';
import { ownPlaceBytes } from './places.js';
import { shortDigest } from './short-digest.js';

/**
 * A metric is its account, region, namespace, name and exact set of dimensions. Its id is a hash of
 * these; the index of metrics orders them as ListMetrics lists them, and those with the same names
 * of dimensions lie together.
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
  return hash('sha256', identity, 'buffer').subarray(0, metricIdBytes);
}

export function metricKey(metric: Metric, metricId: Buffer): Buffer {
  return Buffer.concat([
    scopeBytes(metric),
    nameBytes(metric.Namespace),
    nameBytes(metric.MetricName),
    shortDigest(metric.Dimensions.map(({ Name }) => Name).join('\0')),
    metricId.subarray(0, ownPlaceBytes),
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
  return { start, end: behindAll(start) };
}

/** The least key that comes after another. */
export function behind(key: Buffer): Buffer {
  return Buffer.concat([key, end]);
}

/** Behind all keys of metrics that start so. */
export function behindAll(start: Buffer): Buffer {
  return Buffer.concat([start, beyond]);
}

/** Behind everything that may follow: neither UTF-8 nor 16 bytes of hash in a row are this. */
const beyond = Buffer.alloc(metricIdBytes + 1, 0xff);

/** The names of AWS have 255 characters, which may be more bytes than a key has room for. */
const plainBytesMax = 512;

function nameBytes(name: string): Buffer {
  const bytes = Buffer.from(name);
  if (bytes.length <= plainBytesMax) return Buffer.concat([bytes, end]);
  const digest = hash('sha256', bytes);
  return Buffer.concat([bytes.subarray(0, plainBytesMax), Buffer.from(digest), end]);
}

const end = Buffer.of(0);
