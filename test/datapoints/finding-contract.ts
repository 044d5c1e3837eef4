import { expect } from 'chai';
import { planLookup } from '../../src/cloudwatch/search/search-plan.js';
import { parseSearch } from '../../src/cloudwatch/search/search-text.js';
import { cellOfValue } from '../../src/datapoints/cell.js';
import type {
  Datapoints,
  DimensionFilter,
  Metric,
  MetricFilter,
  Sample,
} from '../../src/datapoints/datapoints.js';
import { identityText } from '../../src/datapoints/metric-identity.js';
import { Random } from '../support/random.js';
import { matching } from '../support/search-matching.js';
import type { OpenDatapoints } from './contract.js';
import { randomMetric, randomSearch } from './random-search.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const start = new Date('2026-03-10T12:00:00Z');
const day = 86_400_000;

/** What every keeper of datapoints promises of the terms by which it finds metrics. */
export function findsMetrics(
  open: () => Promise<OpenDatapoints>,
  { seeds, metricCount }: { readonly seeds: readonly number[]; readonly metricCount: number },
): void {
  let opened: OpenDatapoints;

  beforeEach(async () => {
    opened = await open();
  });

  afterEach(() => opened.close());

  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['4711', ['host-4711']],
    ['host', ['host-47110', 'host-4711']],
    ['HOST4711', ['host-4711']],
    ['"host-4711"', ['host-4711']],
    ['host-47', []],
    ['{App,Host} 4711 NOT 47110', ['host-4711']],
    ['{App,Host}', ['host-47110', 'host-4711']],
    ['{App,Host,Zone}', []],
    ['Host=4711', ['host-4711']],
    ['Zone=4711', []],
    ['4711 OR 47110', ['host-47110', 'host-4711']],
  ];

  it('finds metrics by their terms', async () => {
    await append(opened.datapoints, ['host-4711', 'host-47110'].map(hostMetric), start);
    for (const [text, hosts] of cases) {
      const found = await hostsFound(opened.datapoints, text, start);
      expect(found?.sort(), text).to.deep.equal([...hosts].sort());
    }
  });

  it('finds them when it is opened anew', async () => {
    await append(opened.datapoints, [hostMetric('host-4711')], start);
    opened = await opened.reopen();
    expect(await hostsFound(opened.datapoints, '4711', start)).to.deep.equal(['host-4711']);
  });

  it('finds none of another account or region', async () => {
    const metric = hostMetric('host-4711');
    const others = [
      { ...metric, account: '111111111111' },
      { ...metric, region: 'us-east-2' },
    ];
    await append(opened.datapoints, others, start);
    expect(await hostsFound(opened.datapoints, '4711', start)).to.deep.equal([]);
  });

  it('finds again what was forgotten and is heard of again', async () => {
    await append(opened.datapoints, [hostMetric('a-1'), hostMetric('a-2')], start);
    const [middle, end] = [later(10 * day), later(16 * day)];
    await append(opened.datapoints, [hostMetric('a-2')], middle);
    await opened.datapoints.sweep(end);
    expect(await hostsFound(opened.datapoints, 'a', end)).to.deep.equal(['a-2']);
    await append(opened.datapoints, [hostMetric('a-1')], end);
    expect(await hostsFound(opened.datapoints, '1', end)).to.deep.equal(['a-1']);
  });

  for (const seed of seeds) {
    it(`finds what a passage through all metrics finds (seed ${seed})`, async function () {
      this.timeout(60_000);
      const random = new Random(seed);
      const metrics = Array.from({ length: metricCount }, () => randomMetric(random));
      await append(opened.datapoints, metrics, start);
      await comparesAll(opened.datapoints, random, start);
      const [middle, end] = [later(10 * day), later(16 * day)];
      const kept = metrics.filter(() => random.below(2) === 0);
      await append(opened.datapoints, kept, middle);
      for (let sweeps = 0; sweeps < 3; sweeps++) await opened.datapoints.sweep(end);
      await comparesAll(opened.datapoints, random, end);
    });

    it(`lists by filters what a passage lists (seed ${seed})`, async function () {
      this.timeout(60_000);
      const random = new Random(seed);
      const metrics = Array.from({ length: metricCount }, () => randomMetric(random));
      await append(opened.datapoints, metrics, start);
      const everything = { ...scope, Dimensions: [], receivedSince: start };
      const all = (await opened.datapoints.listMetrics(everything, { limit: 1_000 })).metrics;
      for (let round = 0; round < filtersEach; round++) {
        const filter = { ...everything, ...randomFilter(random, random.pick(all)) };
        const listed = await listedBy(opened.datapoints, filter, 1 + random.below(5));
        const expected = all.filter((metric) => isMeant(metric, filter));
        expect(listed.map(identityText)).to.deep.equal(expected.map(identityText));
      }
    });
  }
}

/** Of all pages. */
async function listedBy(
  datapoints: Datapoints,
  filter: MetricFilter,
  pageMetrics: number,
): Promise<readonly Metric[]> {
  const listed: Metric[] = [];
  let after: string | undefined;
  do {
    const page = await datapoints.listMetrics(filter, { after, limit: pageMetrics });
    listed.push(...page.metrics);
    after = page.next;
  } while (after !== undefined);
  return listed;
}

/** Says of a metric some of what is true of it. */
function randomFilter(random: Random, metric: Metric): Partial<MetricFilter> {
  const Dimensions = metric.Dimensions.filter(() => random.below(2) === 0).map(({ Name, Value }) =>
    random.below(2) === 0 ? { Name } : { Name, Value },
  );
  return {
    Dimensions,
    Namespace: random.below(2) === 0 ? metric.Namespace : undefined,
    MetricName: random.below(2) === 0 ? metric.MetricName : undefined,
  };
}

function isMeant(metric: Metric, { Namespace, MetricName, Dimensions }: MetricFilter): boolean {
  const has = ({ Name, Value }: DimensionFilter): boolean =>
    metric.Dimensions.some((each) => each.Name === Name && each.Value === (Value ?? each.Value));
  return (
    metric.Namespace === (Namespace ?? metric.Namespace) &&
    metric.MetricName === (MetricName ?? metric.MetricName) &&
    Dimensions.every(has)
  );
}

function later(milliseconds: number): Date {
  return new Date(start.getTime() + milliseconds);
}

function hostMetric(Value: string): Metric {
  const Dimensions = [{ Name: 'Host', Value }];
  return { ...scope, Namespace: 'App', MetricName: 'Load', Dimensions };
}

function append(datapoints: Datapoints, metrics: readonly Metric[], now: Date): Promise<void> {
  const samples = metrics.map((metric): Sample => {
    const cell = cellOfValue(1);
    return { metric, Unit: 'None', Timestamp: now, StorageResolution: 60, cell };
  });
  return datapoints.append(samples, now);
}

/** Undefined where the index cannot tell. */
async function found(
  datapoints: Datapoints,
  text: string,
  now: Date,
): Promise<readonly Metric[] | undefined> {
  const search = parseSearch(text);
  const lookup = planLookup(search);
  if (lookup === undefined) return undefined;
  const filter = { ...scope, Dimensions: [], receivedSince: new Date(now.getTime() - 14 * day) };
  return datapoints.findMetrics(filter, { lookup, isWanted: matching(search), limit });
}

const limit = 40;

async function hostsFound(
  datapoints: Datapoints,
  text: string,
  now: Date,
): Promise<string[] | undefined> {
  const metrics = await found(datapoints, text, now);
  return metrics?.flatMap(({ Dimensions }) => Dimensions.map(({ Value }) => Value));
}

async function comparesAll(datapoints: Datapoints, random: Random, now: Date): Promise<void> {
  const filter = { ...scope, Dimensions: [], receivedSince: new Date(now.getTime() - 14 * day) };
  const { metrics } = await datapoints.listMetrics(filter, { limit: 1_000 });
  let foundCount = 0;
  for (let round = 0; round < searchesEach; round++) {
    const text = randomSearch(random);
    const byTerms = await found(datapoints, text, now);
    if (byTerms === undefined) continue;
    const matches = metrics.filter(matching(parseSearch(text)));
    const expected = matches.slice(0, limit).map(identityText);
    expect(byTerms.map(identityText), text).to.deep.equal(expected);
    if (byTerms.length > 0) foundCount += 1;
  }
  expect(foundCount, 'searches that found something').to.be.above(searchesEach / 10);
}

const searchesEach = 100;
const filtersEach = 60;
