import {
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

describe('PutMetricData', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  after(() => world.close());

  const put = (datum: Omit<MetricDatum, 'MetricName'>, Namespace = 'App'): Promise<unknown> => {
    const MetricData = [{ MetricName: 'Load', ...datum }];
    return world.cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  };

  const read = async (Dimensions: { Name: string; Value: string }[] = []): Promise<unknown> => {
    const { Datapoints = [] } = await world.cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'App',
        MetricName: 'Load',
        Dimensions,
        StartTime: worldStart,
        EndTime: new Date(worldStart.getTime() + 60_000),
        Period: 60,
        Statistics: ['SampleCount', 'Sum', 'Minimum', 'Maximum', 'Average'],
      }),
    );
    return Datapoints;
  };

  describe('validation', () => {
    it('refuses a request without data', async () => {
      const command = new PutMetricDataCommand({ Namespace: 'App', MetricData: [] });
      expect(await refusalOf(world.cloudWatch.send(command))).to.deep.equal({
        code: 'MissingParameter',
        message: 'At least one MetricDatum object must be present in the request.',
      });
    });

    it('refuses the namespaces of AWS', async () => {
      expect(await refusalOf(put({ Value: 1 }, 'AWS/EC2'))).to.deep.equal({
        code: 'InvalidParameterValue',
        message: 'The value AWS/ for parameter Namespace is invalid.',
      });
    });

    it('stores nothing of a request of which one datum is refused', async () => {
      const MetricData = [{ MetricName: 'Load', Value: 1 }, { MetricName: 'Load' }];
      const command = new PutMetricDataCommand({ Namespace: 'App', MetricData });
      await refusalOf(world.cloudWatch.send(command));
      expect(await read()).to.deep.equal([]);
    });

    const far = 365 * 86_400_000;
    const cases: readonly (readonly [string, Omit<MetricDatum, 'MetricName'>, string, string])[] = [
      [
        'a datum of nothing',
        {},
        'InvalidParameterCombination',
        'At least one of the parameters must be specified.',
      ],
      [
        'a value and values',
        { Value: 1, Values: [1] },
        'InvalidParameterCombination',
        'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually ' +
          'exclusive and you have specified both.',
      ],
      [
        'counts without values',
        { Value: 1, Counts: [1] },
        'InvalidParameterCombination',
        'The parameter values must appears when the counts parameter is specified.',
      ],
      [
        'as many counts as not',
        { Values: [1, 2], Counts: [1] },
        'InvalidParameterValue',
        'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of ' +
          'the same size.',
      ],
      [
        'a maximum below the minimum',
        { StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } },
        'InvalidParameterValue',
        'The parameter MetricData.member.1.StatisticValues.Maximum must be greater than ' +
          'MetricData.member.1.StatisticValues.Minimum.',
      ],
      [
        'a time of last year',
        { Value: 1, Timestamp: new Date(worldStart.getTime() - far) },
        'InvalidParameterValue',
        'The parameter MetricData.member.1.Timestamp must specify a time within the past two ' +
          'weeks.',
      ],
      [
        'a time of next year',
        { Value: 1, Timestamp: new Date(worldStart.getTime() + far) },
        'InvalidParameterValue',
        'The parameter MetricData.member.1.Timestamp must specify a time no more than two hours ' +
          'in the future.',
      ],
      [
        'a dimension twice',
        {
          Value: 1,
          Dimensions: [
            { Name: 'Host', Value: 'a' },
            { Name: 'Host', Value: 'b' },
          ],
        },
        'InvalidParameterValue',
        'No metric may specify the same dimension name twice.',
      ],
    ];
    for (const [name, datum, code, message] of cases) {
      it(`refuses ${name}`, async () => {
        expect(await refusalOf(put(datum))).to.deep.equal({ code, message });
      });
    }
  });

  describe('behaviour', () => {
    it('adds up values, values with counts, and statistic sets of a minute', async () => {
      const Dimensions = [{ Name: 'Host', Value: 'a' }];
      await put({ Dimensions, Value: 11, Unit: 'Count' });
      await put({ Dimensions, Values: [2, 10], Counts: [2, 3], Unit: 'Count' });
      const StatisticValues = { SampleCount: 10, Sum: 55, Minimum: 1, Maximum: 10 };
      await put({ Dimensions, StatisticValues, Unit: 'Count' });
      expect(await read(Dimensions)).to.deep.equal([
        {
          Timestamp: worldStart,
          Unit: 'Count',
          SampleCount: 16,
          Sum: 100,
          Minimum: 1,
          Maximum: 11,
          Average: 6.25,
        },
      ]);
    });

    it('takes dimensions in any order for the same metric', async () => {
      const [a, b] = [
        { Name: 'A', Value: '1' },
        { Name: 'B', Value: '2' },
      ];
      await put({ Dimensions: [a, b], Value: 1 });
      await put({ Dimensions: [b, a], Value: 1 });
      expect(await read([b, a])).to.have.nested.property('[0].SampleCount', 2);
    });

    it('lets the metric be listed at once', async () => {
      await put({ Value: 1 }, 'Listed');
      const command = new ListMetricsCommand({ Namespace: 'Listed' });
      const { Metrics, NextToken } = await world.cloudWatch.send(command);
      expect({ Metrics, NextToken }).to.deep.equal({
        Metrics: [{ Namespace: 'Listed', MetricName: 'Load', Dimensions: [] }],
        NextToken: undefined,
      });
    });
  });
});
