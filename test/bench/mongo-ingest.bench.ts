import { Binary, MongoClient } from 'mongodb';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { startTestMongo } from '../support/mongo-server.js';
import { createWorld } from '../support/world.js';
import type { Bench } from './bench.js';

const series = 1_000;
const rounds = 20;

/** Samples of many series in MongoDB, against the bare driver writing the same bulks of upserts. */
const bench: Bench = {
  name: 'mongo-ingest',
  async run() {
    const mongo = await startTestMongo();
    if (mongo === undefined) return [];
    const ours = await ingest(mongo.freshUrl());
    const bare = await upsert(mongo.freshUrl());
    mongo.stop();
    return [
      {
        what: 'samples in MongoDB, 1000 series at a time, against the same upserts of the driver',
        measured: `${Math.round(ours)} / ${Math.round(bare)} a second`,
        ratio: ours / bare,
        goal: '>= 0.5',
      },
    ];
  },
};

export default bench;

async function ingest(url: string): Promise<number> {
  const world = await createWorld({ flags: ['--store', url] });
  const { datapoints } = world.updraft.storage;
  const perSecond = await rate((round) =>
    datapoints.append(
      Array.from({ length: series }, (_, index): Sample => ({
        metric: {
          account: '000000000000',
          region: 'us-east-1',
          Namespace: 'Bench',
          MetricName: `m${index}`,
          Dimensions: [],
        },
        Unit: 'None',
        Timestamp: world.now(),
        StorageResolution: 60,
        cell: cellOfValue(round * series + index),
      })),
      world.now(),
    ),
  );
  await world.close();
  return perSecond;
}

/** As many bytes under keys as long as those of blocks. */
async function upsert(url: string): Promise<number> {
  const client = await MongoClient.connect(url, { w: 'majority', journal: true });
  const blocks = client.db().collection<{ _id: string; bytes: Binary; expirySeconds: number }>('b');
  const perSecond = await rate((round) =>
    blocks.bulkWrite(
      Array.from({ length: series }, (_, index) => ({
        replaceOne: {
          filter: { _id: String(index).padStart(120, '0') },
          replacement: { bytes: new Binary(Buffer.alloc(60 + 16 * round)), expirySeconds: index },
          upsert: true,
        },
      })),
    ),
  );
  await client.close();
  return perSecond;
}

/** The first rounds, in which everything is new, do not count. */
async function rate(write: (round: number) => Promise<unknown>): Promise<number> {
  for (let round = 0; round < 3; round++) await write(round);
  const started = performance.now();
  for (let round = 3; round < 3 + rounds; round++) await write(round);
  return (rounds * series * 1000) / (performance.now() - started);
}
