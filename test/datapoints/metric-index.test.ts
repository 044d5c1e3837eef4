import { expect } from 'chai';
import { scopeBytes } from '../../src/datapoints/block-key.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Datapoints, Metric } from '../../src/datapoints/datapoints.js';
import { openEmbeddedBlocks } from '../../src/datapoints/embedded.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { identityText, metricIdOf } from '../../src/datapoints/metric-identity.js';
import { encodeMetric } from '../../src/datapoints/metric-record.js';
import { openMongoBlocks } from '../../src/datapoints/mongo.js';
import { EmbeddedEnvironment } from '../../src/store/environment.js';
import { connectMongo } from '../../src/store/mongo-client.js';
import { temporaryDirectory } from '../support/directory.js';
import { sharedMongo } from '../support/mongo.js';
import { Random } from '../support/random.js';
import { randomMetric } from './random-search.js';

const now = new Date('2026-03-10T12:00:00Z');
const later = new Date(now.getTime() + 16 * 86_400_000);
const scope = { account: '000000000000', region: 'us-east-1' };
const tables = ['listed-metrics', 'metric-texts', 'metric-terms'];

describe('the index of metrics in the embedded store', () => {
  let environment: EmbeddedEnvironment;
  let remove: () => void;

  beforeEach(async () => {
    const directory = temporaryDirectory();
    remove = directory.remove;
    environment = await EmbeddedEnvironment.open(directory.path);
  });

  afterEach(async () => {
    await environment.close();
    remove();
  });

  it('is empty when every metric is forgotten', async () => {
    const datapoints = createDatapoints(await openEmbeddedBlocks(environment));
    const random = new Random(1);
    const metrics = Array.from({ length: 100 }, () => randomMetric(random));
    await append(datapoints, metrics, now);
    expect(tables.map(entryCount), 'entries before').to.not.include(0);
    await append(datapoints, metrics.slice(0, 50), new Date(now.getTime() + 60_000));
    await datapoints.sweep(later);
    expect(tables.map(entryCount)).to.deep.equal([0, 0, 0]);
  });

  it('writes nothing but the record of a metric that it has', async () => {
    const metrics = [hostMetric('a-1'), hostMetric('a-2')];
    await append(createDatapoints(await openEmbeddedBlocks(environment)), metrics, now);
    const before = tables.map(entryCount);
    await append(createDatapoints(await openEmbeddedBlocks(environment)), metrics, now);
    expect(tables.map(entryCount)).to.deep.equal(before);
  });

  it('takes over the metrics that an earlier build has listed', async () => {
    const old = environment.database('metrics');
    const blocks = await openEmbeddedBlocks(environment);
    const metrics = Array.from({ length: 1_500 }, (_, index) => hostMetric(`host-${index}`));
    await environment.commit(
      metrics.map((metric) => {
        return { database: old, key: oldKey(metric), value: encodeMetric(record(metric)) };
      }),
    );
    expect(await hostsFound(createDatapoints(blocks), '1234')).to.deep.equal([]);
    const datapoints = createDatapoints(await openEmbeddedBlocks(environment));
    expect(await hostsFound(datapoints, '1234')).to.deep.equal(['host-1234']);
    expect(entryCount('listed-metrics')).to.equal(1_500);
    expect(entryCount('metrics')).to.equal(0);
  });

  function entryCount(table: string): number {
    const everything = { start: Buffer.of(0), end: Buffer.alloc(20, 0xff) };
    return [...environment.database(table).keys(everything)].length;
  }
});

describe('the index of metrics in MongoDB', function () {
  this.timeout(60_000);

  it('takes over the metrics that an earlier build has listed', async function () {
    const mongo = await sharedMongo();
    if (mongo === undefined) this.skip();
    const { db, close } = await connectMongo(mongo.freshUrl());
    const old = db.collection<{ _id: string; record: string }>('metrics');
    const metrics = ['host-1', 'host-2'].map(hostMetric);
    await old.insertMany(
      metrics.map((metric) => {
        const _id = oldKey(metric).toString('hex');
        return { _id, record: encodeMetric(record(metric)).toString() };
      }),
    );
    const datapoints = createDatapoints(await openMongoBlocks(db, 1));
    expect(await hostsFound(datapoints, '2')).to.deep.equal(['host-2']);
    expect(await old.countDocuments()).to.equal(0);
    await close();
  });
});

function hostMetric(Value: string): Metric {
  const Dimensions = [{ Name: 'Host', Value }];
  return { ...scope, Namespace: 'App', MetricName: 'Load', Dimensions };
}

/** Where earlier builds kept a record. */
function oldKey(metric: Metric): Buffer {
  const names = Buffer.from(`${metric.Namespace}\0${metric.MetricName}\0`);
  return Buffer.concat([scopeBytes(metric), names, metricIdOf(identityText(metric))]);
}

function record(metric: Metric): { readonly metric: Metric; readonly receivedAt: number } {
  return { metric, receivedAt: now.getTime() };
}

function append(datapoints: Datapoints, metrics: readonly Metric[], time: Date): Promise<void> {
  const samples = metrics.map((metric) => {
    return {
      ...{ metric, Unit: 'None', Timestamp: time, cell: cellOfValue(1) },
      StorageResolution: 60 as const,
    };
  });
  return datapoints.append(samples, time);
}

async function hostsFound(datapoints: Datapoints, word: string): Promise<readonly string[]> {
  const filter = { ...scope, Dimensions: [], receivedSince: now };
  const lookup = { kind: 'word', word } as const;
  const isWanted = (): boolean => true;
  const found = await datapoints.findMetrics(filter, { lookup, isWanted, limit: 10 });
  return (found ?? []).flatMap(({ Dimensions }) => Dimensions.map(({ Value }) => Value));
}
