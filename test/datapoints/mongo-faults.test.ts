import { expect } from 'chai';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Datapoints, Metric, Sample } from '../../src/datapoints/datapoints.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { openMongoBlocks } from '../../src/datapoints/mongo.js';
import { StoreError } from '../../src/store/store.js';
import { cutServers } from '../support/cut-mongo.js';

const start = new Date('2026-03-10T12:00:00Z');
const seeds = [1, 2];
const writerCount = 6;
const appendsEach = 25;
const series = ['A', 'B', 'C'].map((MetricName): Metric => {
  return {
    account: '000000000000',
    region: 'us-east-1',
    Namespace: 'Test',
    MetricName,
    Dimensions: [],
  };
});

describe('datapoints in MongoDB, when connections are cut', function () {
  this.timeout(120_000);
  const { open, proxy } = cutServers(async ({ db }, lane) =>
    createDatapoints(await openMongoBlocks(db, lane)),
  );

  for (const seed of seeds) {
    it(`counts every sample once (seed ${seed})`, async () => {
      const servers = await open(seed, 0.1);
      await Promise.all(
        Array.from({ length: writerCount }, async (_, writer) => {
          for (let turn = 0; turn < appendsEach; turn++) {
            await servers[writer % 2 === 0 ? 0 : 1].append(samplesAt(turn), start);
          }
        }),
      );
      const count = writerCount * appendsEach;
      expect(await countsOf(servers[0])).to.deep.equal([count, count, count]);
      expect(proxy().cuts.before, 'cut before the write').to.be.above(0);
      expect(proxy().cuts.after, 'cut after the write').to.be.above(0);
    });
  }

  it('keeps nothing of what it refused while the database was away', async () => {
    const [datapoints, other] = await open(1, 0);
    await datapoints.append(samplesAt(0), start);
    await proxy().close();
    const asked = performance.now();
    const [refused] = await Promise.allSettled([datapoints.append(samplesAt(0), start)]);
    expect(refused).to.have.property('reason').that.is.instanceOf(StoreError);
    expect(performance.now() - asked, 'milliseconds to refuse').to.be.below(10_000);
    await proxy().listen();
    expect(await countsOf(datapoints)).to.deep.equal([1, 1, 1]);
    await datapoints.append(samplesAt(1), start);
    expect(await countsOf(datapoints)).to.deep.equal([2, 2, 2]);
    expect(await countsOf(other)).to.deep.equal([2, 2, 2]);
  });
});

/** One of each series. */
function samplesAt(minute: number): readonly Sample[] {
  const Timestamp = new Date(start.getTime() - minute * 60_000);
  return series.map((metric) => {
    return { metric, Unit: 'Count', Timestamp, StorageResolution: 60, cell: cellOfValue(1) };
  });
}

/** How many samples lie in each series. */
async function countsOf(datapoints: Datapoints): Promise<readonly number[]> {
  const endSeconds = start.getTime() / 1000 + 60;
  const ranges = series.map((metric) => {
    return {
      metric,
      startSeconds: endSeconds - 3_600,
      endSeconds,
      periodSeconds: 60,
      needsDistribution: false,
    };
  });
  const units = await datapoints.read(ranges, start);
  return units.map((ofSeries) => {
    const cells = ofSeries.flatMap((unit) => unit.cells.map(({ cell }) => cell.SampleCount));
    return cells.reduce((sum, count) => sum + count, 0);
  });
}
