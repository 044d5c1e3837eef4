import { expect } from 'chai';
import { cellOfSet, cellOfValue, cellOfValues } from '../../src/datapoints/cell.js';
import type { Datapoints, Metric, Range, Sample } from '../../src/datapoints/datapoints.js';
import { Random } from '../support/random.js';
import { NaiveDatapoints } from './naive-datapoints.js';

/** What every keeper of datapoints promises. */
export interface OpenDatapoints {
  readonly datapoints: Datapoints;
  /** The same data, opened anew. */
  reopen(): Promise<OpenDatapoints>;
  close(): Promise<void>;
}

const scope = { account: '000000000000', region: 'us-east-1' };
const start = new Date('2026-03-10T12:00:00Z');
const minute = 60_000;
const day = 86_400_000;

function metricOf(MetricName: string, ...dimensions: readonly string[]): Metric {
  const Dimensions = dimensions.map((Name) => ({ Name, Value: 'x' }));
  return { ...scope, Namespace: 'Test', MetricName, Dimensions };
}

function sampleOf(metric: Metric, Timestamp: Date, value: number): Sample {
  return { metric, Unit: 'Count', Timestamp, StorageResolution: 60, cell: cellOfValue(value) };
}

function later(milliseconds: number, time = start): Date {
  return new Date(time.getTime() + milliseconds);
}

function rangeOf(metric: Metric, [from, to]: readonly [Date, Date], periodSeconds = 60): Range {
  return {
    metric,
    startSeconds: from.getTime() / 1000,
    endSeconds: to.getTime() / 1000,
    periodSeconds,
    needsDistribution: true,
  };
}

/** What was read, folded into periods, as the naive model tells it. */
async function readSets(
  datapoints: Datapoints,
  range: Range,
  now: Date,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const [units = []] = await datapoints.read([range], now);
  const sets = new Map<string, readonly number[]>();
  for (const { Unit, cells } of units) {
    for (const { startSeconds, cell } of cells) {
      const offset = startSeconds - range.startSeconds;
      const period = Math.floor(offset / range.periodSeconds) * range.periodSeconds;
      const key = `${Unit} ${range.startSeconds + period}`;
      const [count = 0, sum = 0, min = Infinity, max = -Infinity] = sets.get(key) ?? [];
      const { SampleCount, Sum, Minimum, Maximum } = cell;
      sets.set(key, [
        count + SampleCount,
        sum + Sum,
        Math.min(min, Minimum),
        Math.max(max, Maximum),
      ]);
    }
  }
  return Object.fromEntries([...sets].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function keepsDatapoints(
  open: () => Promise<OpenDatapoints>,
  { seeds }: { readonly seeds: readonly number[] },
): void {
  let opened: OpenDatapoints;

  beforeEach(async () => {
    opened = await open();
  });

  afterEach(() => opened.close());

  it('folds samples of a minute into one cell', async () => {
    const metric = metricOf('Load');
    const samples = [3, 1, 2].map((value, index) => sampleOf(metric, later(index * 1000), value));
    await opened.datapoints.append(samples, start);
    const range = rangeOf(metric, [start, later(minute)]);
    expect(await opened.datapoints.read([range], start)).to.deep.equal([
      [
        {
          Unit: 'Count',
          cells: [
            {
              startSeconds: start.getTime() / 1000,
              cell: cellOfValues([1, 2, 3]),
            },
          ],
        },
      ],
    ]);
  });

  it('keeps what it has answered when it is opened anew', async () => {
    const metric = metricOf('Load', 'Host');
    await opened.datapoints.append([sampleOf(metric, start, 1)], start);
    opened = await opened.reopen();
    await opened.datapoints.append([sampleOf(metric, start, 2)], start);
    const range = rangeOf(metric, [start, later(minute)]);
    const seconds = start.getTime() / 1000;
    expect(await readSets(opened.datapoints, range, start)).to.deep.equal({
      [`Count ${seconds}`]: [2, 3, 1, 2],
    });
  });

  it('counts every sample of many writers once', async () => {
    const metric = metricOf('Hits');
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let round = 0; round < 25; round++) {
        const time = later(((writer + round) % 90) * minute);
        await opened.datapoints.append([sampleOf(metric, time, 1)], time);
      }
    });
    await Promise.all(writers);
    const range = rangeOf(metric, [start, later(120 * minute)], 7_200);
    expect(await readSets(opened.datapoints, range, later(120 * minute))).to.deep.equal({
      [`Count ${start.getTime() / 1000}`]: [500, 500, 1, 1],
    });
  });

  it('shares nothing between metrics, dimensions, accounts and regions', async () => {
    const metric = metricOf('Load', 'Host');
    await opened.datapoints.append([sampleOf(metric, start, 1)], start);
    const others: readonly Metric[] = [
      metricOf('Load'),
      metricOf('Load', 'Host', 'Zone'),
      { ...metric, Namespace: 'Other' },
      { ...metric, account: '111111111111' },
      { ...metric, region: 'us-east-2' },
    ];
    const ranges = others.map((other) => rangeOf(other, [start, later(minute)]));
    expect(await opened.datapoints.read(ranges, start)).to.deep.equal(others.map(() => []));
  });

  it('lists metrics in their order, by pages and filters', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `m${String(index).padStart(2, '0')}`);
    const samples = names.map((name) => sampleOf(metricOf(name, 'Host'), start, 1));
    await opened.datapoints.append([...samples].reverse(), start);
    const filter = { ...scope, Dimensions: [{ Name: 'Host' }], receivedSince: start };
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await opened.datapoints.listMetrics(filter, { after, limit: 10 });
      listed.push(...page.metrics.map(({ MetricName }) => MetricName));
      after = page.next;
    } while (after !== undefined);
    expect(listed).to.deep.equal(names);
    const none = { ...filter, Dimensions: [{ Name: 'Host', Value: 'y' }] };
    expect(await opened.datapoints.listMetrics(none, { limit: 10 })).to.deep.equal({
      metrics: [],
      next: undefined,
    });
  });

  it('ceases to list a metric two weeks after its last sample', async () => {
    await opened.datapoints.append([sampleOf(metricOf('Old'), start, 1)], start);
    const now = later(15 * day);
    const listing = { ...scope, Dimensions: [], receivedSince: later(-14 * day, now) };
    expect((await opened.datapoints.listMetrics(listing, { limit: 1 })).metrics).to.deep.equal([]);
    await opened.datapoints.sweep(now);
    const everything = { ...listing, receivedSince: new Date(0) };
    const { metrics } = await opened.datapoints.listMetrics(everything, { limit: 1 });
    expect(metrics).to.deep.equal([]);
  });

  it('forgets everything when it is reset', async () => {
    const metric = metricOf('Load');
    await opened.datapoints.append([sampleOf(metric, start, 1)], start);
    await opened.datapoints.reset();
    const range = rangeOf(metric, [start, later(minute)]);
    expect(await opened.datapoints.read([range], start)).to.deep.equal([[]]);
    await opened.datapoints.append([sampleOf(metric, start, 5)], start);
    const key = `Count ${start.getTime() / 1000}`;
    expect(await readSets(opened.datapoints, range, start)).to.deep.equal({ [key]: [1, 5, 5, 5] });
  });

  for (const seed of seeds) {
    it(`agrees with the naive model through time and sweeps (seed ${seed})`, async function () {
      this.timeout(60_000);
      await liveThrough(new Random(seed), opened.datapoints);
    });
  }
}

const periods = [1, 10, 60, 300, 900, 3_600, 86_400];

/** Two years of late, sparse and plentiful samples, read at every stage. */
async function liveThrough(random: Random, datapoints: Datapoints): Promise<void> {
  const naive = new NaiveDatapoints();
  const metrics = [metricOf('a'), metricOf('a', 'd'), metricOf('b')];
  let now = start;
  for (let step = 0; step < 120; step++) {
    const samples = Array.from({ length: random.below(30) }, () =>
      randomSample(random, metrics, now),
    );
    await datapoints.append(samples, now);
    naive.append(samples, now);
    for (let sweeps = random.below(3); sweeps > 0; sweeps--) await datapoints.sweep(now);
    const range = randomRange(random, metrics, now);
    const expected = naive.read(range, now);
    expect(await readSets(datapoints, range, now), `step ${step}`).to.deep.equal(expected);
    now = later(random.pick([1_000, minute, 60 * minute, day, 20 * day]), now);
  }
}

function randomSample(random: Random, metrics: readonly Metric[], now: Date): Sample {
  const age = random.pick([0, 10_000, 10 * minute, 4 * 60 * minute, 13 * day]);
  const values = Array.from({ length: 1 + random.below(4) }, () => random.below(1000));
  const cell = random.pick([
    cellOfValue(values[0] ?? 0),
    cellOfValues(values),
    cellOfSet({ SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 9 }),
  ]);
  return {
    metric: random.pick(metrics),
    Unit: random.pick(['Count', 'Seconds']),
    Timestamp: later(-age - random.below(minute), now),
    StorageResolution: random.pick([1, 60]),
    cell,
  };
}

function randomRange(random: Random, metrics: readonly Metric[], now: Date): Range {
  const periodSeconds = random.pick(periods);
  const alignment = Math.max(periodSeconds, 3_600) * 1000;
  const length = random.pick([1, 5, 30, 100, 500]) * day;
  const end = Math.ceil((now.getTime() + 1) / alignment) * alignment;
  const from = Math.floor((end - length) / alignment) * alignment;
  return rangeOf(random.pick(metrics), [new Date(from), new Date(end)], periodSeconds);
}
