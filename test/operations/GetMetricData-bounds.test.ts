import {
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { at, sendQueries } from '../support/queries.js';
import { createWorld, type World } from '../support/world.js';

const day = 86_400_000;

function metric(Id: string, MetricName: string, Period = 60): MetricDataQuery {
  const MetricStat = { Metric: { Namespace: 'App', MetricName }, Period, Stat: 'Sum' };
  return { Id, ReturnData: false, MetricStat };
}

/** Short texts that would make very much, or go on for very long. */
describe('GetMetricData within bounds', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(10) });
    const MetricData = [0, 1, 2, 3, 5].flatMap((minute) => [
      { MetricName: 'Load', Timestamp: at(minute), Value: minute },
      { MetricName: 'Other', Timestamp: at(minute), Value: 10 },
    ]);
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  });

  after(() => world.close());

  const send = (queries: MetricDataQuery[], options: Partial<GetMetricDataCommandInput> = {}) =>
    sendQueries(world, queries, { EndTime: at(6), ...options });
  const [load, other] = [metric('m1', 'Load'), metric('m2', 'Other')];

  describe('of a page that is too small', () => {
    const cases: readonly (readonly [string, number[], number[]])[] = [
      ['FILL(m1, -1)', [0, 1, 2], [0, 1, 2]],
      ['TIME_SERIES(AVG(m1))', [0, 1, 2], [1, 1, 1]],
      ['RUNNING_SUM(m1)', [0, 1, 2], [0, 1, 3]],
      ['FILL(SUM(METRICS()), 0)', [0, 1, 2], [10, 11, 12]],
    ];
    for (const [Expression, minutes, Values] of cases) {
      it(`${Expression} sees what was read of all its metrics`, async () => {
        const { MetricDataResults } = await send([load, other, { Id: 'e1', Expression }], {
          MaxDatapoints: Expression.includes('METRICS') ? 6 : 3,
        });
        const seen = MetricDataResults?.map(({ Timestamps, ...rest }) => {
          return { times: Timestamps, values: rest.Values, code: rest.StatusCode };
        });
        expect(seen).to.deep.equal([
          { times: minutes.map(at), values: Values, code: 'PartialData' },
        ]);
      });
    }

    it('an expression on another one is partial as that one is', async () => {
      const { MetricDataResults = [] } = await send(
        [
          { Id: 'e1', Expression: "SEARCH('{App} Load', 'Sum', 60)", ReturnData: false },
          { Id: 'e2', Expression: 'FILL(SUM(e1), 7)' },
        ],
        { MaxDatapoints: 2, ScanBy: 'TimestampDescending' },
      );
      expect(MetricDataResults.map(({ Values, StatusCode }) => [Values, StatusCode])).to.deep.equal(
        [[[5, 7], 'PartialData']],
      );
    });
  });

  describe('of a window that has too many periods', () => {
    it('fills as many as a page has, the newest ones', async () => {
      const [StartTime, EndTime] = [new Date(at(6).getTime() - 400 * day), at(6)];
      const { MetricDataResults = [] } = await send(
        [{ Id: 'e1', Expression: 'TIME_SERIES(1)', Period: 1 }],
        { StartTime, EndTime, ScanBy: 'TimestampDescending' },
      );
      const [{ Timestamps = [], StatusCode } = {}] = MetricDataResults;
      expect([Timestamps.length, Timestamps[0], StatusCode]).to.deep.equal([
        100_800,
        new Date(at(6).getTime() - 1_000),
        'PartialData',
      ]);
    });

    it('answers for all the time there is', async () => {
      const { MetricDataResults = [] } = await send(
        [metric('m1', 'Load', 3_600), { Id: 'e1', Expression: 'FILL(m1, 1) + HOUR(m1)' }],
        { StartTime: new Date(0), EndTime: new Date('9999-01-01T00:00:00Z') },
      );
      expect(MetricDataResults[0]?.StatusCode).to.equal('PartialData');
    });
  });

  describe('of what is made', () => {
    const many = (count: number, text: string): string =>
      Array.from({ length: count }, () => text).join(',');
    const fortnight: Partial<GetMetricDataCommandInput> = {
      StartTime: new Date(at(6).getTime() - 14 * day),
    };
    const cases: readonly (readonly [string, string, number])[] = [
      [`[${many(100, 'TIME_SERIES(1)')}]*2`, '1000000 datapoints at a time', 60],
      [`FILL([${many(400, 'm1')}], 0)`, '1000000 datapoints at a time', 60],
      [`[${many(400, 'm1')}]*TIME_SERIES(1)`, '1000000 datapoints at a time', 60],
    ];
    for (const [Expression, most, Period] of cases) {
      it(`refuses ${Expression.slice(0, 30)}`, async () => {
        const message = `Error in expression 'e1': The expression works with more than ${most}`;
        const sent = send([load, { Id: 'e1', Expression, Period }], fortnight);
        expect(await refusalOf(sent)).to.deep.equal({ code: 'ValidationError', message });
      });
    }

    it('refuses what is too much in all', async () => {
      const queries = Array.from({ length: 499 }, (_, index) => {
        const Expression = many(45, 'TIME_SERIES(1)').replaceAll(',', '+');
        return { Id: `e${index}`, Expression, Period: 60 };
      });
      const { message } = await refusalOf(send([load, ...queries], fortnight));
      expect(message).to.match(/The expression works with more than 20000000 datapoints in all$/);
    });

    it('refuses labels that are too long together', async () => {
      const Label = `${'x'.repeat(900_000)} \${LABEL}`;
      const labelled = (count: number) =>
        send([load, { Id: 'e1', Expression: `[${many(count, 'm1')}]`, Label }]);
      const { MetricDataResults = [] } = await labelled(5);
      expect(MetricDataResults.map((result) => result.Label?.length)).to.deep.equal(
        Array.from({ length: 5 }, () => 900_005),
      );
      expect(await refusalOf(labelled(6))).to.deep.equal({
        code: 'ValidationError',
        message: 'Maximum size of the labels of a call (5000000 characters) exceeded',
      });
    });

    it('answers others while it works', async () => {
      const Expression = many(45, 'TIME_SERIES(1)').replaceAll(',', '+');
      const queries = Array.from({ length: 10 }, (_, index) => {
        return { Id: `e${index}`, Expression, Period: 60, ReturnData: index === 0 };
      });
      const order: string[] = [];
      const long = send(queries, fortnight).then(() => order.push('long'));
      for (let index = 0; index < 5; index++) {
        await send([load, { Id: 'e1', Expression: 'm1' }]);
        order.push('short');
      }
      await long;
      expect(order).to.deep.equal(['short', 'short', 'short', 'short', 'short', 'long']);
    });

    it('reads sums of very many terms at once', async () => {
      const Expression = many(1_000, '1').replaceAll(',', '+');
      const queries = Array.from({ length: 499 }, (_, index) => {
        return { Id: `e${index}`, Expression: `${Expression}+m1` };
      });
      const { MetricDataResults = [] } = await send([load, ...queries]);
      expect(MetricDataResults.map(({ Values }) => Values?.[0])).to.deep.equal(
        queries.map(() => 1_000),
      );
    });
  });

  describe('of what is sought', () => {
    /** Of five signs each, so that no index knows them, and nothing is known to be elsewhere. */
    const signs = (search: number): string =>
      Array.from({ length: 100 }, (_, index) => {
        const digits = (search * 100 + index).toString(7).padStart(5, '0');
        return `NOT ${digits.replace(/./g, (digit) => '-_.:/+*'[Number(digit)] ?? '')}`;
      }).join(' ');
    const searches = (text: (search: number) => string): MetricDataQuery[] =>
      Array.from({ length: 100 }, (_, index) => {
        const Expression = `SEARCH('${text(index)} NOT App NOT Wordy', 'Sum', 60)`;
        return { Id: `e${index}`, Expression };
      });

    before(async () => {
      const Dimensions = Array.from({ length: 30 }, (_, index) => {
        return { Name: `Name${index}`, Value: `${index}${'x'.repeat(1_000)}` };
      });
      const MetricData = [{ MetricName: 'Long', Dimensions, Value: 1, Timestamp: at(1) }];
      await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Wordy', MetricData }));
    });

    it('refuses what compares too much', async () => {
      expect(await refusalOf(send(searches(signs)))).to.deep.equal({
        code: 'ValidationError',
        message: 'The SEARCH functions compare too many metrics with too many terms',
      });
    });

    it('passes metrics once for as many searches as there may be', async () => {
      const { MetricDataResults } = await send(searches((search) => `NOT x${search}`));
      expect(MetricDataResults).to.deep.equal([]);
    });
  });
});
