import { expect } from 'chai';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Metric, Range } from '../../src/datapoints/datapoints.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';

const now = new Date('2026-03-10T12:30:00Z');
const endSeconds = now.getTime() / 1000;

function metricOf(MetricName: string): Metric {
  const scope = { account: '000000000000', region: 'us-east-1' };
  return { ...scope, Namespace: 'Test', MetricName, Dimensions: [] };
}

/** The last minutes of a metric, as alarms of as many periods read them. */
function lastMinutes(metric: Metric, minutes: number): Range {
  const startSeconds = endSeconds - minutes * 60;
  return { metric, startSeconds, endSeconds, periodSeconds: 60, needsDistribution: false };
}

describe('datapoints that are read for many', () => {
  it('come from the storage once, and each range gets its own', async () => {
    const blocks = new MemoryBlocks().open();
    const asked: number[] = [];
    const datapoints = createDatapoints({
      ...blocks,
      readRanges: (ranges) => {
        asked.push(ranges.length);
        return blocks.readRanges(ranges);
      },
    });
    const samples = ['A', 'B'].flatMap((name, place) =>
      [1, 2, 3, 4].map((minute) => ({
        ...{ metric: metricOf(name), Unit: 'None', StorageResolution: 60 as const },
        Timestamp: new Date((endSeconds - minute * 60) * 1000),
        cell: cellOfValue(place * 10 + minute),
      })),
    );
    await datapoints.append(samples, now);
    const ranges = [
      lastMinutes(metricOf('A'), 1),
      lastMinutes(metricOf('A'), 3),
      lastMinutes(metricOf('B'), 2),
    ];
    const read = await datapoints.read(ranges, now);
    expect(asked).to.deep.equal([2]);
    const sums = read.map(([unit]) => unit?.cells.map(({ cell }) => cell.Sum));
    expect(sums).to.deep.equal([[1], [3, 2, 1], [12, 11]]);
  });
});
