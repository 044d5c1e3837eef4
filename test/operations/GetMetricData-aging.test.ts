import {
  GetMetricDataCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { at } from '../support/queries.js';
import { Random } from '../support/random.js';
import { createWorld, type World } from '../support/world.js';

const keptMilliseconds = 3 * 3_600_000;
const minutes = 20;
const seeds = 8;

/**
 * Points of less than a minute are kept for three hours, which end for some of them from one page
 * to the next: of each period a page tells all that there was, or nothing.
 */
describe('pages of GetMetricData whose points grow too old', () => {
  let world: World;
  const samples: (readonly [milliseconds: number, value: number])[] = [];

  before(async () => {
    world = await createWorld({ now: at(180) });
    for (let time = at(0).getTime(); time < at(minutes).getTime(); time += 3_000) {
      samples.push([time, samples.length + 1]);
    }
    const MetricData = samples.map(([time, Value]) => {
      return { MetricName: 'Fast', Timestamp: new Date(time), Value, StorageResolution: 1 };
    });
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  });

  after(() => world.close());

  /** The sum of a period, where all of it is kept. */
  function sumOf(start: number, Period: number): number | undefined {
    if (Period < 60 && start < world.now().getTime() - keptMilliseconds) return undefined;
    const own = samples.filter(([time]) => time >= start && time < start + Period * 1_000);
    return own.reduce((sum, [, value]) => sum + value, 0);
  }

  it(`tell whole periods and lose no others, as the seeds 1 to ${seeds} show`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const random = new Random(seed);
      const ScanBy = random.pick(['TimestampAscending', 'TimestampDescending'] as const);
      const MetricDataQueries = [10, 30, 60, 120].map((Period, index): MetricDataQuery => {
        const Metric = { Namespace: 'App', MetricName: 'Fast' };
        return { Id: `m${index}`, MetricStat: { Metric, Period, Stat: 'Sum' } };
      });
      const told = new Set<string>();
      let NextToken: string | undefined;
      do {
        const page = await world.cloudWatch.send(
          new GetMetricDataCommand({
            ...{ MetricDataQueries, StartTime: at(0), EndTime: at(minutes), ScanBy, NextToken },
            MaxDatapoints: 60 + random.below(30),
          }),
        );
        for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
          const { MetricStat } = MetricDataQueries.find((query) => query.Id === Id) ?? {};
          const Period = MetricStat?.Period ?? NaN;
          const expected = Timestamps.map((time) => sumOf(time.getTime(), Period));
          expect(Values, `seed ${seed}: ${Id} at ${world.now().toISOString()}`).to.deep.equal(
            expected,
          );
          for (const time of Timestamps) told.add(`${Period} ${time.getTime()}`);
        }
        NextToken = page.NextToken;
        if (NextToken !== undefined) await world.advance(`${random.below(8)}s`);
      } while (NextToken !== undefined);
      for (const Period of [10, 30, 60, 120]) {
        for (let time = at(0).getTime(); time < at(minutes).getTime(); time += Period * 1_000) {
          const isThere = told.has(`${Period} ${time}`) || sumOf(time, Period) === undefined;
          expect(isThere, `seed ${seed}: ${Period} s at ${time}`).to.equal(true);
        }
      }
    }
  });
});
