import type { MetricRecord } from './block-storage.js';
import type { Dimension } from './datapoints.js';

/** A record of the index of metrics as bytes: JSON, since it is read as often as it is written. */
type Members = readonly [
  account: string,
  region: string,
  Namespace: string,
  MetricName: string,
  receivedAt: number,
  ...dimensions: string[],
];

export function encodeMetric({ metric, receivedAt }: Omit<MetricRecord, 'key'>): Buffer {
  const { account, region, Namespace, MetricName, Dimensions } = metric;
  const dimensions = Dimensions.flatMap(({ Name, Value }) => [Name, Value]);
  const members: Members = [account, region, Namespace, MetricName, receivedAt, ...dimensions];
  return Buffer.from(JSON.stringify(members));
}

export function decodeMetric(key: Buffer, bytes: Buffer): MetricRecord {
  // What was written is such a list, and nobody else writes here.
  const members = JSON.parse(bytes.toString()) as Members;
  const [account, region, Namespace, MetricName, receivedAt, ...names] = members;
  const Dimensions: Dimension[] = [];
  for (let index = 0; index < names.length; index += 2) {
    Dimensions.push({ Name: names[index] ?? '', Value: names[index + 1] ?? '' });
  }
  return { key, metric: { account, region, Namespace, MetricName, Dimensions }, receivedAt };
}
