import {
  GetMetricDataCommand,
  type GetMetricDataInput,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { cellOfValues } from '../../src/datapoints/cell.js';
import type { Sample } from '../../src/datapoints/datapoints.js';
import { createWorld, type World, worldStart } from '../support/world.js';
import { type Bench, medianMilliseconds, type Row } from './bench.js';
import { motoRows } from './moto-queries.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const start = worldStart.getTime() - 86_400_000;
const day = { StartTime: new Date(start), EndTime: worldStart };
const hour = { StartTime: new Date(worldStart.getTime() - 3_600_000), EndTime: worldStart };

/** Queries of GetMetricData by the SDK's client, against JSON.stringify of what they answer. */
const bench: Bench = {
  name: 'queries',
  async run() {
    const world = await createWorld();
    await fill(world, { metrics: 50, minutes: 1_440, valuesEach: 1, name: 'Math' });
    // More values than are kept exactly.
    await fill(world, { metrics: 10, minutes: 1_440, valuesEach: 400, name: 'Latency' });
    await fill(world, { metrics: 10_000, minutes: 1, valuesEach: 1, name: 'Grouped' });
    const rows = [
      await measure(world, '500 queries x 1440 points, 450 of them math', mathQueries()),
      await measure(world, 'p99 of 10 metrics x 1440 sketches', percentileQueries()),
      await measure(world, 'Metrics Insights, GROUP BY over 10,000 series', insightsQueries()),
      await measureGrouping(world),
      await measureFinding(world),
    ];
    rows.push(await measureOthers(world, mathQueries()));
    await world.close();
    return [...rows, ...(await motoRows())];
  },
};

export default bench;

async function measure(world: World, what: string, input: GetMetricDataInput): Promise<Row> {
  const times: number[] = [];
  let answer: unknown;
  for (let run = 0; run < 5; run++) {
    const started = performance.now();
    answer = await ask(world, input);
    times.push(performance.now() - started);
  }
  const took = times.sort((a, b) => a - b)[2] ?? NaN;
  const stringified = medianMilliseconds(() => JSON.stringify(answer), 5);
  return {
    what: `${what}, against JSON.stringify of the answer`,
    measured: `${took.toFixed(0)} / ${stringified.toFixed(1)} ms`,
    ratio: took / stringified,
    goal: '',
  };
}

/** What a query that groups does beside reading the series that it groups. */
async function measureGrouping(world: World): Promise<Row> {
  const grouping = await medianOf(() => ask(world, insightsQueries()));
  const reading = await medianOf(() => readGrouped(world));
  return {
    what: 'the same GROUP BY, against listing and reading the 10,000 series',
    measured: `${grouping.toFixed(0)} / ${reading.toFixed(0)} ms`,
    ratio: grouping / reading,
    goal: '<= 2',
  };
}

async function readGrouped(world: World): Promise<void> {
  const { datapoints } = world.updraft.storage;
  const filter = { ...scope, Namespace: 'Grouped', Dimensions: [], receivedSince: new Date(start) };
  const range = {
    startSeconds: hour.StartTime.getTime() / 1000,
    endSeconds: hour.EndTime.getTime() / 1000,
    periodSeconds: 60,
    needsDistribution: false,
  };
  let after: string | undefined;
  do {
    const page = await datapoints.listMetrics(filter, { after, limit: 500 });
    await datapoints.read(
      page.metrics.map((metric) => ({ metric, ...range })),
      world.now(),
    );
    after = page.next;
  } while (after !== undefined);
}

/** One metric among many, by the value of a dimension. */
async function measureFinding(world: World): Promise<Row> {
  const list = new ListMetricsCommand({
    ...{ Namespace: 'Grouped', Dimensions: [{ Name: 'Host', Value: 'host-4711' }] },
  });
  const asking = await medianOf(() => ask(world, whereQueries()));
  const listing = await medianOf(() => world.cloudWatch.send(list));
  return {
    what: 'one of 10,000 series, found by WHERE of Metrics Insights, by ListMetrics',
    measured: `${asking.toFixed(1)}, ${listing.toFixed(1)} ms`,
    ratio: undefined,
    goal: '',
  };
}

async function medianOf(act: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 9; run++) {
    const started = performance.now();
    await act();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[4] ?? NaN;
}

/** How long other requests wait while the long one is being answered. */
async function measureOthers(world: World, input: GetMetricDataInput): Promise<Row> {
  const state = { isAnswered: false };
  const long = ask(world, input).finally(() => {
    state.isAnswered = true;
  });
  const waits: number[] = [];
  while (!state.isAnswered) {
    const started = performance.now();
    await fetch(`${world.endpoint}/_health`);
    waits.push(performance.now() - started);
  }
  await long;
  return {
    what: 'the longest wait of another request meanwhile (500 queries with math)',
    measured: `${Math.max(...waits).toFixed(0)} ms of ${waits.length} requests`,
    ratio: undefined,
    goal: '',
  };
}

async function ask(world: World, input: GetMetricDataInput): Promise<unknown> {
  const { MetricDataResults } = await world.cloudWatch.send(new GetMetricDataCommand(input));
  return MetricDataResults;
}

interface Filling {
  readonly metrics: number;
  readonly minutes: number;
  readonly valuesEach: number;
  readonly name: string;
}

async function fill(world: World, { metrics, minutes, valuesEach, name }: Filling): Promise<void> {
  const atOnce = Math.max(1, Math.floor(2_000 / minutes));
  for (let from = 0; from < metrics; from += atOnce) {
    const samples = Array.from({ length: atOnce * minutes }, (_, index): Sample => {
      const host = from + Math.floor(index / minutes);
      const seed = host * 31 + index;
      const values = Array.from(
        { length: valuesEach },
        (__, place) => ((seed + place * 7) % 997) + 1,
      );
      const Dimensions = [{ Name: 'Host', Value: `host-${host}` }];
      return {
        metric: { ...scope, Namespace: name, MetricName: name, Dimensions },
        Unit: 'None',
        Timestamp: new Date(worldStart.getTime() - ((index % minutes) + 1) * 60_000),
        StorageResolution: 60,
        cell: cellOfValues(values),
      };
    });
    await world.updraft.storage.datapoints.append(samples, world.now());
  }
}

function mathQueries(): GetMetricDataInput {
  const metrics = Array.from({ length: 50 }, (_, index) => ({
    Id: `m${index}`,
    ReturnData: false,
    MetricStat: {
      Metric: {
        Namespace: 'Math',
        MetricName: 'Math',
        Dimensions: [{ Name: 'Host', Value: `host-${index}` }],
      },
      Period: 60,
      Stat: 'Average',
    },
  }));
  const expressions = Array.from({ length: 450 }, (_, index) => ({
    Id: `e${index}`,
    Expression: `100 * m${index % 50} / (m${(index * 7) % 50} + FILL(m${(index * 3) % 50}, 0))`,
    ReturnData: index < 50,
  }));
  return { ...day, MetricDataQueries: [...metrics, ...expressions] };
}

function percentileQueries(): GetMetricDataInput {
  const MetricDataQueries = Array.from({ length: 10 }, (_, index) => ({
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: 'Latency',
        MetricName: 'Latency',
        Dimensions: [{ Name: 'Host', Value: `host-${index}` }],
      },
      Period: 60,
      Stat: 'p99',
    },
  }));
  return { ...day, MetricDataQueries };
}

function insightsQueries(): GetMetricDataInput {
  const Expression = 'SELECT SUM(Grouped) FROM Grouped GROUP BY Host ORDER BY SUM() DESC LIMIT 100';
  return { ...hour, MetricDataQueries: [{ Id: 'q1', Expression, Period: 60 }] };
}

function whereQueries(): GetMetricDataInput {
  const Expression = "SELECT SUM(Grouped) FROM Grouped WHERE Host = 'host-4711'";
  return { ...hour, MetricDataQueries: [{ Id: 'q1', Expression, Period: 60 }] };
}
