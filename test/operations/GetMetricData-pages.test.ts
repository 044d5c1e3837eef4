import {
  GetMetricDataCommand,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { at } from '../support/queries.js';
import { createWorld, type World } from '../support/world.js';

const text = 'MetricName="Failure" OR MetricName="Errors"';
const search = { Id: 'e', Expression: `SEARCH('{App} ${text}', 'Sum', 60)` };

function metric(Id: string, MetricName: string, Period = 60): MetricDataQuery {
  const MetricStat = { Metric: { Namespace: 'App', MetricName }, Period, Stat: 'Sum' };
  return { Id, MetricStat };
}

/**
 * Recorded from AWS (metric_search_windows of the public repository radkawar/stackd): of six
 * minutes, one metric has points in the second and the fourth, the other in the second and fifth.
 */
describe('pages of GetMetricData', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(10) });
    const datum = (MetricName: string, minute: number, Value: number) => {
      return { MetricName, Timestamp: at(minute), Value };
    };
    const MetricData = [
      ...[datum('Failure', 1, 212), datum('Failure', 3, 220)],
      ...[datum('Errors', 1, 252), datum('Errors', 4, 264)],
    ];
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  });

  after(() => world.close());

  /** Label, values and first letter of the status of each result, page by page. */
  const pages = async (
    queries: MetricDataQuery[],
    MaxDatapoints: number,
    isAscending = true,
  ): Promise<readonly string[]> => {
    const told: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await world.cloudWatch.send(
        new GetMetricDataCommand({
          ...{ MetricDataQueries: queries, MaxDatapoints, NextToken },
          ...{ StartTime: at(0), EndTime: at(6) },
          ScanBy: isAscending ? 'TimestampAscending' : 'TimestampDescending',
        }),
      );
      const results = page.MetricDataResults ?? [];
      told.push(
        results
          .map(({ Label = '', Values = [], StatusCode = '', Messages = [] }) =>
            [Label, ...Values, `${StatusCode[0] ?? ''}${Messages.length > 0 ? '!' : ''}`].join(' '),
          )
          .join(', '),
      );
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return told;
  };
  const both = [metric('m1', 'Failure'), metric('m2', 'Errors')];

  it('tell no more of a metric that earlier ones have told', async () => {
    expect(await pages(both, 1)).to.deep.equal([
      ...['Failure P, Errors P', 'Failure 212 P, Errors P', 'Failure P, Errors P'],
      ...['Failure 220 P, Errors P', 'Failure P, Errors P', 'Failure C, Errors P'],
      ...['Errors P', 'Errors 252 P', 'Errors P', 'Errors P', 'Errors 264 P', 'Errors C'],
    ]);
  });

  it('are shared by periods, whatever their lengths', async () => {
    const mixed = [metric('m1', 'Failure'), metric('m2', 'Errors', 120)];
    expect(await pages(mixed, 3)).to.deep.equal([
      'Failure 212 P, Errors 252 P',
      'Failure 220 P, Errors P',
      'Failure C, Errors 264 C',
    ]);
    expect(await pages(mixed, 5, false)).to.deep.equal([
      'Failure 220 P, Errors 264 P',
      'Failure 212 C, Errors 252 C',
    ]);
  });

  it('are not shared by what nobody sees', async () => {
    const unseen = { ...metric('m2', 'Errors'), ReturnData: false };
    expect(await pages([metric('m1', 'Failure'), unseen], 2)).to.deep.equal([
      'Failure 212 P',
      'Failure 220 P',
      'Failure C',
    ]);
  });

  const hidden = both.map((each) => ({ ...each, ReturnData: false }));
  const sum = { Id: 'e', Expression: 'm1+m2' };
  const single: readonly (readonly [string, MetricDataQuery[], number, string])[] = [
    ['what a search finds', [search], 3, 'Errors 252 P!, Failure P!'],
    ['its sum', [{ ...search, Expression: `SUM(${search.Expression})` }], 3, 'e 252 P!'],
    [
      'a metric and what a search finds',
      [metric('m1', 'Failure'), search],
      12,
      'Failure 212 220 P, Errors 252 P!, Failure 212 220 P!',
    ],
    [
      'a metric and what a hidden search finds',
      [metric('m1', 'Failure'), { ...search, ReturnData: false }],
      2,
      'Failure 212 P',
    ],
    ['a sum of hidden metrics', [...hidden, sum], 3, 'e 212 P!'],
    ['a sum that has room', [...hidden, sum], 12, 'e 464 220 264 C'],
    ['a constant', [{ Id: 'e', Expression: 'TIME_SERIES(7)', Period: 60 }], 1, 'e 7 7 7 7 7 7 C'],
  ];
  for (const [what, queries, size, told] of single) {
    it(`are one with expressions, as of ${what}`, async () => {
      expect(await pages(queries, size)).to.deep.equal([told]);
    });
  }
});

describe('a page of GetMetricData that is asked for later', () => {
  it('begins where the one before it ended, though its start is rounded otherwise', async () => {
    const world = await createWorld({ now: at(0) });
    const start = at(0);
    const stamp = (index: number): Date => new Date(start.getTime() + 30_000 + index * 10_000);
    const MetricData = Array.from({ length: 6 }, (_, index) => {
      return { MetricName: 'Fast', Timestamp: stamp(index), Value: index, StorageResolution: 1 };
    });
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    // Of three hours and a moment in the end: then it is rounded to the minute.
    await world.advance('3h');
    const page = (NextToken?: string) =>
      world.cloudWatch.send(
        new GetMetricDataCommand({
          ...{ MetricDataQueries: [metric('m', 'Fast', 10)], MaxDatapoints: 3, NextToken },
          ...{ StartTime: stamp(0), EndTime: stamp(6), ScanBy: 'TimestampAscending' },
        }),
      );
    const first = await page();
    await world.advance('45s');
    const second = await page(first.NextToken);
    const values = [first, second].map(({ MetricDataResults }) => MetricDataResults?.[0]?.Values);
    expect(values).to.deep.equal([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(second.NextToken).to.equal(undefined);
    await world.close();
  });
});
