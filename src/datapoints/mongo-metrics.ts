import type { Scope } from '../store/keys.js';
import {
  clearCollection,
  type Collection,
  type Db,
  type Filter,
  insist,
} from '../store/mongo-client.js';
import type { BlockRange, MetricArrival, MetricCursor, MetricRecord } from './block-storage.js';
import type { MetricLookup } from './datapoints.js';
import { behind, identityText, metricIdOf, metricKey, metricRange } from './metric-identity.js';
import { decodeMetric, encodeMetric } from './metric-record.js';
import { type ListedMetric, lookupFilter, termTexts } from './mongo-terms.js';
import { idOf, keyOf, type Operation, writeInOrder } from './mongo-writing.js';

/**
 * The index of metrics in MongoDB: a metric is one document, which holds the terms by which it is
 * found; so these come and go with it.
 */
export async function openMongoMetrics(db: Db): Promise<MongoMetrics> {
  const listed = db.collection<ListedMetric>('listed-metrics');
  await insist(() => listed.createIndex({ terms: 1, _id: 1 }));
  await adopt(db.collection<OldRecord>('metrics'), listed);
  return new MongoMetrics(listed);
}

export class MongoMetrics {
  constructor(private readonly listed: Collection<ListedMetric>) {}

  async list(arrivals: readonly MetricArrival[]): Promise<void> {
    await writeInOrder(this.listed, arrivals.map(listing));
  }

  async forget(records: readonly MetricRecord[]): Promise<void> {
    const removals = records.map((record): Operation<ListedMetric> => {
      const id = idOf(record.key);
      const filter = { _id: id, record: textOf(record) };
      return { id, isRemoval: true, operation: { deleteOne: { filter } } };
    });
    await writeInOrder(this.listed, removals);
  }

  read({ start, end, limit }: BlockRange & { readonly limit: number }): Promise<Records> {
    return this.find({ _id: { $gte: idOf(start), $lt: idOf(end) } }, limit);
  }

  /** What is rare is the database's to find out. */
  lookUp(scope: Scope, lookup: MetricLookup, after?: Buffer): MetricCursor {
    const { start, end } = metricRange(scope);
    const wanted = lookupFilter(scope, lookup);
    let from = after === undefined ? start : behind(after);
    return async (limit) => {
      const range = { _id: { $gte: idOf(from), $lt: idOf(end) } };
      const records = await this.find({ $and: [range, wanted] }, limit);
      const last = records.at(-1);
      from = last === undefined ? end : behind(last.key);
      return records;
    };
  }

  clear(): Promise<void> {
    return clearCollection(this.listed);
  }

  private async find(filter: Filter<ListedMetric>, limit: number): Promise<Records> {
    const options = { projection: { record: 1 } };
    const found = await insist(() =>
      this.listed.find(filter, options).sort({ _id: 1 }).limit(limit).toArray(),
    );
    return found.map(recordOf);
  }
}

type Records = readonly MetricRecord[];

/** As earlier builds kept them, under other keys and with no terms. */
type OldRecord = Omit<ListedMetric, 'terms'>;

/** Takes over what an earlier build has listed; several servers may do so at a time. */
async function adopt(old: Collection<OldRecord>, listed: Collection<ListedMetric>): Promise<void> {
  for (;;) {
    const found = await insist(() => old.find().limit(adoptedAtOnce).toArray());
    if (found.length === 0) return;
    const operations = found.map((each) => {
      const record = recordOf(each);
      const { metric } = record;
      const key = metricKey(metric, metricIdOf(identityText(metric)));
      return firstListing({ ...record, key });
    });
    await writeInOrder(listed, operations);
    await insist(() => old.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }));
  }
}

const adoptedAtOnce = 1_000;

function recordOf({ _id, record }: OldRecord): MetricRecord {
  return decodeMetric(keyOf(_id), Buffer.from(record));
}

function textOf(record: MetricRecord): string {
  return encodeMetric(record).toString();
}

function listing(arrival: MetricArrival): Operation<ListedMetric> {
  const { key, metric, isKnown } = arrival;
  const id = idOf(key);
  const $set = { record: textOf(arrival) };
  const update = isKnown ? { $set } : { $set, $setOnInsert: { terms: termTexts(metric) } };
  const operation = { updateOne: { filter: { _id: id }, update, upsert: !isKnown } };
  return { id, isRemoval: false, operation };
}

function firstListing(record: MetricRecord): Operation<ListedMetric> {
  const id = idOf(record.key);
  const update = { $setOnInsert: { record: textOf(record), terms: termTexts(record.metric) } };
  return {
    id,
    isRemoval: false,
    operation: { updateOne: { filter: { _id: id }, update, upsert: true } },
  };
}
