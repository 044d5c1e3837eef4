import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const minute = 60_000;

function query(
  Id: string,
  MetricName: string,
  ...[Stat = 'Sum', Period = 60]: [string?, number?]
): MetricDataQuery {
  return { Id, MetricStat: { Metric: { Namespace: 'App', MetricName }, Period, Stat } };
}

function at(minutes: number): Date {
  return new Date(worldStart.getTime() + minutes * minute);
}

describe('GetMetricData', () => {
  let world: World;

  before(async () => {
    world = await createWorld({ now: at(30) });
    const data: MetricDatum[] = [
      ...Array.from({ length: 20 }, (_, index) => {
        return { MetricName: 'Load', Timestamp: at(index), Value: index };
      }),
      { MetricName: 'Mixed', Timestamp: at(0), Value: 60, Unit: 'Seconds' },
      { MetricName: 'Mixed', Timestamp: at(0), Value: 60_000, Unit: 'Milliseconds' },
      { MetricName: 'Mixed', Timestamp: at(1), Value: 7, Unit: 'Seconds' },
    ];
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData: data }));
  });

  after(() => world.close());

  const get = (
    MetricDataQueries: MetricDataQuery[],
    options: Partial<GetMetricDataCommandInput> = {},
  ): ReturnType<typeof send> => send({ MetricDataQueries, ...options });
  const send = (options: Partial<GetMetricDataCommandInput>) =>
    world.cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [],
        StartTime: at(0),
        EndTime: at(20),
        ...options,
      }),
    );

  describe('validation', () => {
    const [load, load2] = [query('a', 'Load'), query('b', 'Load')];
    const twice = { Name: 'Host', Value: 'a' };
    const cases: readonly (readonly [string, Partial<GetMetricDataCommandInput>, string])[] = [
      [
        'ids that are not unique',
        { MetricDataQueries: [load, load] },
        'The values for parameter id in MetricDataQueries are not unique.',
      ],
      ['no queries', { MetricDataQueries: [] }, 'The parameter MetricDataQueries is required.'],
      [
        'a window of nothing',
        { MetricDataQueries: [load], EndTime: at(0) },
        'The parameter StartTime must not equal parameter EndTime.\n',
      ],
      ...[0, 100_801].map((MaxDatapoints): [string, object, string] => [
        `pages of ${MaxDatapoints} datapoints`,
        { MetricDataQueries: [load], MaxDatapoints },
        `The value ${MaxDatapoints} for parameter MaxDatapoints is invalid.`,
      ]),
      ...['+9900', '-2400', '+0060', '0100'].map((Timezone): [string, object, string] => [
        `the time zone ${Timezone}`,
        { MetricDataQueries: [load], LabelOptions: { Timezone } },
        `The value ${Timezone} for parameter LabelOptions.Timezone is invalid.`,
      ]),
      [
        'a window that ends before it starts',
        { MetricDataQueries: [load], EndTime: at(-1) },
        'The parameter EndTime must be greater than StartTime.\n',
      ],
      [
        'a dimension that stands twice',
        {
          MetricDataQueries: [
            {
              Id: 'a',
              MetricStat: {
                Metric: { Namespace: 'App', MetricName: 'Load', Dimensions: [twice, twice] },
                ...{ Period: 60, Stat: 'Sum' },
              },
            },
          ],
        },
        'No metric may specify the same dimension name twice.\n',
      ],
      [
        'statistics that there are not',
        { MetricDataQueries: [query('a', 'Load', 'Median'), load2, query('c', 'Load', 'p101')] },
        'The value for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid ' +
          'statistic.\nThe value for parameter MetricDataQueries.member.3.MetricStat.Stat is not ' +
          'a valid statistic.\n',
      ],
      [
        'an expression and a metric in one query',
        { MetricDataQueries: [{ ...load, Expression: 'a + 1' }] },
        'The parameters MetricDataQueries.member.1.Expression and ' +
          'MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified ' +
          'both.',
      ],
    ];
    const periods: readonly (readonly [number, string])[] = [
      [45, 'must be a value in the set [ 1, 5, 10, 20, 30 ].\n'],
      [90, 'must be a multiple of 60.\n'],
    ];
    for (const [Period, rule] of periods) {
      it(`refuses a period of ${Period}`, async () => {
        const ofMetric = send({ MetricDataQueries: [query('a', 'Load', 'Sum', Period)] });
        expect((await refusalOf(ofMetric)).message).to.equal(
          `The parameter MetricDataQueries.member.1.MetricStat.Period ${rule}`,
        );
        const ofExpression = send({
          MetricDataQueries: [{ Id: 'e', Expression: 'TIME_SERIES(1)', Period }],
        });
        expect((await refusalOf(ofExpression)).message).to.equal(
          `Error in expression 'e': The parameter Period ${rule}`,
        );
      });
    }

    it('refuses a label that says too much', async () => {
      const call = send({ MetricDataQueries: [{ ...load, Label: '${LABEL} ${LABEL}' }] });
      expect(await refusalOf(call)).to.deep.equal({
        code: 'ValidationError',
        message:
          'The value for parameter MetricDataQueries.member.1.Label must not contain ${LABEL} ' +
          'more than once.',
      });
    });

    for (const [name, input, message] of cases) {
      it(`refuses ${name}`, async () => {
        expect(await refusalOf(send(input))).to.deep.equal({ code: 'ValidationError', message });
      });
    }

    it('refuses a token of another request', async () => {
      const { NextToken } = await get([load], { MaxDatapoints: 5 });
      const other = get([query('a', 'Other')], { NextToken, MaxDatapoints: 5 });
      expect((await refusalOf(other)).code).to.equal('InvalidNextToken');
    });
  });

  describe('behaviour', () => {
    it('gives the newest period first, unless asked otherwise', async () => {
      const { MetricDataResults, Messages } = await get([query('a', 'Load', 'Sum', 300)]);
      expect({ MetricDataResults, Messages }).to.deep.equal({
        MetricDataResults: [
          {
            Id: 'a',
            Label: 'Load',
            Timestamps: [at(15), at(10), at(5), at(0)],
            Values: [85, 60, 35, 10],
            StatusCode: 'Complete',
          },
        ],
        Messages: [],
      });
      const ascending = await get([query('a', 'Load', 'Maximum', 600)], {
        ScanBy: 'TimestampAscending',
      });
      expect(ascending.MetricDataResults?.[0]?.Values).to.deep.equal([9, 19]);
    });

    it('tells the whole periods of a window, counted from its start', async () => {
      const { MetricDataResults } = await get([query('a', 'Load', 'Sum', 300)], {
        StartTime: at(2),
        EndTime: at(18 + 1 / 3),
      });
      expect(MetricDataResults).to.deep.equal([
        {
          ...{ Id: 'a', Label: 'Load', StatusCode: 'Complete' },
          Timestamps: [at(12), at(7), at(2)],
          Values: [70, 45, 20],
        },
      ]);
    });

    it('answers for a metric that has no data', async () => {
      const { MetricDataResults } = await get([query('a', 'None')]);
      expect(MetricDataResults).to.deep.equal([
        { Id: 'a', Label: 'None', Timestamps: [], Values: [], StatusCode: 'Complete' },
      ]);
    });

    it('labels results by what tells them apart', async () => {
      const labels = async (...queries: MetricDataQuery[]): Promise<unknown> =>
        (await get(queries)).MetricDataResults?.map(({ Label }) => Label);
      expect(await labels(query('a', 'Load'), query('b', 'Load'))).to.deep.equal(['Load', 'Load']);
      expect(
        await labels(query('a', 'Load', 'Sum', 60), query('b', 'Load', 'Minimum', 300)),
      ).to.deep.equal(['Load Sum 60', 'Load Minimum 300']);
      expect(await labels({ ...query('a', 'Load'), Label: 'mine' })).to.deep.equal(['mine']);
    });

    it('never adds up units, and says that there were several', async () => {
      const { MetricDataResults } = await get([query('a', 'Mixed')]);
      expect(MetricDataResults).to.deep.equal([
        {
          Id: 'a',
          Label: 'Mixed',
          Timestamps: [at(1), at(0)],
          Values: [7, 60_000],
          StatusCode: 'Complete',
          Messages: [
            {
              Code: 'MultipleUnits',
              Value: "Multiple units returned: '[Milliseconds, Seconds]'",
            },
          ],
        },
      ]);
    });

    it('shares a page evenly, and continues it until all is told', async () => {
      const queries = [query('a', 'Load'), query('b', 'Load', 'Sum', 300)];
      const pages: unknown[] = [];
      let NextToken: string | undefined;
      do {
        const page = await get(queries, { MaxDatapoints: 12, NextToken });
        pages.push(page.MetricDataResults?.map(({ Values, StatusCode }) => [Values, StatusCode]));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(pages).to.deep.equal([
        [
          [[19, 18, 17, 16, 15, 14, 13, 12], 'PartialData'],
          [[85, 60, 35, 10], 'Complete'],
        ],
        [[[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], 'Complete']],
      ]);
    });

    it('forbids metrics of an account that is not linked', async () => {
      const { MetricDataResults } = await get([
        { ...query('a', 'Load'), AccountId: '1'.repeat(12) },
      ]);
      expect(MetricDataResults).to.deep.equal([
        {
          Id: 'a',
          Label: 'Load',
          Timestamps: [],
          Values: [],
          StatusCode: 'Forbidden',
          Messages: [
            {
              Code: 'Forbidden',
              Value:
                'Access denied when getting data - please check that this account and the ' +
                'requested metric account are linked',
            },
          ],
        },
      ]);
    });
  });
});
