import { GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type { Metric, Sample } from '../../src/datapoints/datapoints.js';
import { createWorld, type World, worldStart } from '../support/world.js';
import type { Bench, Row } from './bench.js';

const metricCount = 90_000;
const metricsAtOnce = 1_000;
const metricsFoundMax = 500;
const runs = 9;
const hour = { StartTime: new Date(worldStart.getTime() - 3_600_000), EndTime: worldStart };

/**
 * SEARCH among the metrics of a namespace, each against reading the metrics that it finds: the time
 * of the processor, the client's included.
 */
const bench: Bench = {
  name: 'search',
  async run() {
    const world = await createWorld();
    await fill(world);
    const rows = [
      await measure(world, 'one', { text: 'Host=4711', isHit: (host) => host === 4711 }),
      await measure(world, '100', { text: 'Group="group-7"', isHit: (host) => host % 900 === 7 }),
      await measure(world, '1,000', { text: 'Batch="batch-7"', isHit: (host) => host % 90 === 7 }),
    ];
    await world.close();
    return rows;
  },
};

export default bench;

interface Searching {
  readonly text: string;
  readonly isHit: (host: number) => boolean;
}

async function measure(world: World, hits: string, { text, isHit }: Searching): Promise<Row> {
  const Expression = `SEARCH('{Searched,Batch,Group,Host} ${text}', 'Average', 60)`;
  const hosts = Array.from({ length: metricCount }, (_, host) => host).filter(isHit);
  const read = hosts.slice(0, metricsFoundMax).map((host, index): MetricDataQuery => {
    const { Namespace, MetricName, Dimensions } = metricOf(host);
    const Metric = { Namespace, MetricName, Dimensions: [...Dimensions] };
    return { Id: `m${index}`, MetricStat: { Metric, Period: 60, Stat: 'Average' } };
  });
  const [searching, reading]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    searching.push(await ask(world, [{ Id: 'e1', Expression }], read.length));
    reading.push(await ask(world, read, read.length));
  }
  return {
    what: `SEARCH that finds ${hits} of 90,000 metrics, against reading what it shows`,
    measured: `${medianOf(searching).toFixed(1)} / ${medianOf(reading).toFixed(1)} ms of CPU`,
    ratio: medianOf(searching) / medianOf(reading),
    goal: '<= 2',
  };
}

async function ask(
  world: World,
  MetricDataQueries: MetricDataQuery[],
  count: number,
): Promise<number> {
  const before = process.cpuUsage();
  const command = new GetMetricDataCommand({ ...hour, MetricDataQueries });
  const { MetricDataResults = [] } = await world.cloudWatch.send(command);
  const { user, system } = process.cpuUsage(before);
  const shown = MetricDataResults.filter(({ Values = [] }) => Values.length > 0).length;
  if (shown !== count) throw new Error(`${shown} metrics were shown, not ${count}.`);
  return (user + system) / 1000;
}

function medianOf(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;
}

async function fill(world: World): Promise<void> {
  for (let from = 0; from < metricCount; from += metricsAtOnce) {
    const samples = Array.from({ length: metricsAtOnce }, (_, index): Sample => {
      return {
        metric: metricOf(from + index),
        Unit: 'None',
        Timestamp: new Date(worldStart.getTime() - 60_000),
        StorageResolution: 60,
        cell: cellOfValue(from + index),
      };
    });
    await world.updraft.storage.datapoints.append(samples, world.now());
  }
}

function metricOf(host: number): Metric {
  return {
    ...{ account: '000000000000', region: 'us-east-1' },
    ...{ Namespace: 'Searched', MetricName: 'Load' },
    Dimensions: [
      { Name: 'Batch', Value: `batch-${host % 90}` },
      { Name: 'Group', Value: `group-${host % 900}` },
      { Name: 'Host', Value: `host-${host}` },
    ],
  };
}
