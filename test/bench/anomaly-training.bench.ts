import { PutAnomalyDetectorCommand } from '@aws-sdk/client-cloudwatch';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { othersTurn } from '../../src/turns.js';
import { createWorld, type World, worldStart } from '../support/world.js';
import type { Bench } from './bench.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const detectorCount = 18;
const twoWeeksSeconds = 14 * 86_400;

/** How long the server does nothing else while detectors learn two weeks, as CPU tells. */
const bench: Bench = {
  name: 'anomaly-training',
  async run() {
    const ofMetrics = await longestBlock(300, async (world) => {
      for (let index = 0; index < detectorCount; index++) {
        const metric = { Namespace: 'Bench', MetricName: `m${index}`, Stat: 'Average' };
        await world.cloudWatch.send(new PutAnomalyDetectorCommand(metric));
      }
    });
    const ofExpression = await longestBlock(60, async (world) => {
      const metrics = Array.from({ length: 9 }, (_, index) => {
        const Metric = { Namespace: 'Bench', MetricName: `m${index}` };
        return { Id: `m${index}`, MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
      });
      const MetricDataQueries = [
        ...metrics.map((query) => ({ ...query, ReturnData: false })),
        { Id: 'e1', Expression: metrics.map(({ Id }) => Id).join(' + ') },
      ];
      const MetricMathAnomalyDetector = { MetricDataQueries };
      await world.cloudWatch.send(new PutAnomalyDetectorCommand({ MetricMathAnomalyDetector }));
    });
    return [
      {
        what:
          `the longest block while ${detectorCount} detectors learn two weeks of 5 minutes, ` +
          'and one an expression over 9 metrics by the minute',
        measured: `${ofMetrics.toFixed(0)}, ${ofExpression.toFixed(0)} ms of CPU`,
        ratio: undefined,
        goal: '',
      },
    ];
  },
};

export default bench;

async function longestBlock(
  everySeconds: number,
  prepare: (world: World) => Promise<void>,
): Promise<number> {
  const world = await createWorld();
  await fill(world, everySeconds);
  await prepare(world);
  const state = { isDone: false };
  const beats = (async () => {
    for (let beat = 1; beat <= 10; beat++) {
      await world.updraft.heartbeat.beat(new Date(world.now().getTime() + beat * 1_000));
    }
    state.isDone = true;
  })();
  let longest = 0;
  let before = process.cpuUsage();
  while (!state.isDone) {
    await othersTurn();
    const { user, system } = process.cpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.cpuUsage();
  }
  await beats;
  await world.close();
  return longest;
}

async function fill(world: World, everySeconds: number): Promise<void> {
  for (let metric = 0; metric < detectorCount; metric++) {
    const count = twoWeeksSeconds / everySeconds;
    const samples = Array.from({ length: count }, (_, index): Sample => {
      const Timestamp = new Date(worldStart.getTime() - (index + 1) * everySeconds * 1000);
      return {
        metric: { ...scope, Namespace: 'Bench', MetricName: `m${metric}`, Dimensions: [] },
        Unit: 'None',
        Timestamp,
        StorageResolution: 60,
        cell: cellOfValue(100 + 40 * Math.sin(index / 46) + ((index * 7919) % 13)),
      };
    });
    await world.updraft.storage.datapoints.append(samples, world.now());
  }
}
