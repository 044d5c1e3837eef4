import {
  CloudWatchClient,
  DescribeAnomalyDetectorsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MessageData,
  type MetricDataQuery,
  type MetricDatum,
  PutAnomalyDetectorCommand,
  PutMetricDataCommand,
  type StandardUnit,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import {
  AwsJson1_0Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from '@aws-sdk/core/protocols';
import { expect } from 'chai';
import { at } from '../support/queries.js';
import { clientSettings, createWorld, type World } from '../support/world.js';

const searched = {
  Namespace: 'StackdSearch/Project2-trial333/8c31d8f2eb30',
  direct: {
    MetricName: 'CustomCount1',
    Dimensions: ofNode('blue', 'Project2-trial333'),
    Value: 52,
  },
  found: { MetricName: 'SDBFailure', Dimensions: ofNode('red', 'Beta'), Value: 212 },
};

function ofNode(node: string, service: string) {
  return [
    { Name: 'ServiceName', Value: service },
    { Name: 'Node', Value: node },
  ];
}

type Result = readonly [Label: string, Value?: number | undefined, ...Messages: MessageData[]];

interface MetricDataCase {
  readonly test: string;
  readonly queries: MetricDataQuery[];
  readonly results: readonly Result[];
}

const AccountId = '000000000000';
const detector = {
  Namespace: 'MyNamespace',
  MetricName: 'MyMetric',
  Dimensions: [{ Name: 'DimensionName', Value: 'DimensionValue' }],
  Stat: 'Sum',
};

const labelled = 'label_generation';

const metricDataCases: readonly MetricDataCase[] = [
  {
    test: 'test_get_metric_data_with_zero_and_labels',
    queries: ['Average', 'Sum', 'Minimum', 'Maximum'].map((Stat) => query('zero_and_labels', Stat)),
    results: [
      ['zero_and_labels Average', 19.416666666666668],
      ['zero_and_labels Sum', 116.5],
      ['zero_and_labels Minimum', 0],
      ['zero_and_labels Maximum', 100],
    ],
  },
  {
    test: 'test_get_metric_data_with_different_units',
    queries: [query('different_units', 'Sum', 60, 'Seconds')],
    results: [['different_units', 1]],
  },
  ...(
    [
      [60_000, 'Milliseconds, Seconds'],
      [120_000, 'Milliseconds, Seconds'],
      [5, 'Count, Milliseconds, Seconds'],
    ] as const
  ).map(([value, units], index): MetricDataCase => {
    return {
      test: `test_get_metric_data_different_units_no_unit_in_query[metric_data${index}]`,
      queries: [query(`no_unit${index}`)],
      results: [[`no_unit${index}`, value, multipleUnits(units)]],
    };
  }),
  ...(
    [
      ['Minimum', 30, 'Seconds', ' Sum 60', ' Minimum 30', 0],
      ['Minimum', 60, 'Seconds', ' Sum', ' Minimum', 0],
      ['Sum', 30, 'Seconds', ' 60', ' 30', 109],
      ['Minimum', 30, 'Milliseconds', ' Sum 60', ' Minimum 30', undefined],
      ['Minimum', 60, 'Milliseconds', ' Sum', ' Minimum', undefined],
      ['Sum', 30, 'Milliseconds', ' 60', ' 30', undefined],
      ['Sum', 60, 'Milliseconds', '', '', undefined],
    ] as const
  ).map(([Stat, Period, Unit, first, second, value], index): MetricDataCase => {
    return {
      test: `test_label_generation[input_pairs${index}]`,
      queries: [query(labelled, 'Sum', 60, 'Seconds'), query(labelled, Stat, Period, Unit)],
      results: [
        [labelled + first, 109],
        [labelled + second, value],
      ],
    };
  }),
  {
    test: 'test_get_metric_with_null_dimensions',
    queries: [query('dimensions')],
    results: [['dimensions']],
  },
  {
    test: 'test_get_metric_with_no_results',
    queries: [query('nothing')],
    results: [['nothing']],
  },
];

/**
 * Queries whose answers AWS was recorded to give, member by member, in all three protocols: the
 * snapshots of `tests/aws/services/cloudwatch` of the public repository localstack/localstack, each
 * case by the name of its test there, and `metric_search_order` of radkawar/stackd.
 */
describe('queries recorded from AWS', () => {
  let world: World;

  const data: Readonly<Record<string, readonly Partial<MetricDatum>[]>> = {
    values_list: [{ Values: [1, 10], Counts: [2, 4], Unit: 'Count' }],
    metric_statistics: Array.from({ length: 10 }, (_, Value) => ({ Value })),
    different_units: [{ Value: 1, Unit: 'Seconds' }, { Value: 5, Unit: 'Count' }, { Value: 10 }],
    zero_and_labels: [0, 2, 4, 3.5, 7, 100].map((Value) => ({ Value, Unit: 'Seconds' })),
    label_generation: [0, 2, 7, 100].map((Value) => ({ Value, Unit: 'Seconds' })),
    no_unit0: [...milliseconds(1), ...seconds(1)],
    no_unit1: [...milliseconds(2), ...seconds(2)],
    no_unit2: [...milliseconds(2), ...seconds(2), { Value: 5, Unit: 'Count' }],
    dimensions: [{ Value: 1, Dimensions: [{ Name: 'foo', Value: 'bar' }] }],
  };

  before(async () => {
    world = await createWorld({ now: at(1) });
    const MetricData = Object.entries(data).flatMap(([MetricName, samples]) =>
      samples.map((sample) => ({ MetricName, Timestamp: at(0), ...sample })),
    );
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    await world.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: searched.Namespace,
        MetricData: [searched.direct, searched.found].map((sample) => {
          return { ...sample, Timestamp: at(0) };
        }),
      }),
    );
    await world.cloudWatch.send(new PutAnomalyDetectorCommand({ ...detector, Configuration: {} }));
  });

  after(() => world.close());

  const protocols = {
    Query: AwsQueryProtocol,
    JSON: AwsJson1_0Protocol,
    CBOR: AwsSmithyRpcV2CborProtocol,
  };
  const window = { StartTime: at(-1), EndTime: at(1) };
  for (const [name, protocol] of Object.entries(protocols)) {
    describe(`in ${name}`, () => {
      let client: CloudWatchClient;

      before(() => {
        client = new CloudWatchClient({ ...clientSettings(world.endpoint), protocol });
        client.config.systemClockOffset = world.now().getTime() - Date.now();
      });

      after(() => client.destroy());

      const statistics = async (MetricName: string, ...Statistics: Statistic[]) => {
        const input = { Namespace: 'App', MetricName, Period: 60, Statistics, ...window };
        const { $metadata, ...output } = await client.send(new GetMetricStatisticsCommand(input));
        return { status: $metadata.httpStatusCode, ...output };
      };

      it('test_put_metric_data_values_list', async () => {
        expect(await statistics('values_list', 'SampleCount', 'Sum', 'Maximum')).to.deep.equal({
          status: 200,
          Label: 'values_list',
          Datapoints: [{ Timestamp: at(0), Maximum: 10, SampleCount: 6, Sum: 42, Unit: 'Count' }],
        });
      });

      it('test_get_metric_statistics', async () => {
        const all: Statistic[] = ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'];
        const basic = { Average: 4.5, Maximum: 9, Minimum: 0, SampleCount: 10, Sum: 45 };
        expect(await statistics('metric_statistics', ...all)).to.deep.equal({
          status: 200,
          Label: 'metric_statistics',
          Datapoints: [{ ...basic, Timestamp: at(0), Unit: 'None' }],
        });
      });

      it('test_handle_different_units', async () => {
        const { Datapoints = [], ...others } = await statistics('different_units', 'Average');
        expect(others).to.deep.equal({ status: 200, Label: 'different_units' });
        const byAverage = Datapoints.sort((a, b) => Number(b.Average) - Number(a.Average));
        expect(byAverage).to.deep.equal([
          { Timestamp: at(0), Average: 10, Unit: 'None' },
          { Timestamp: at(0), Average: 5, Unit: 'Count' },
          { Timestamp: at(0), Average: 1, Unit: 'Seconds' },
        ]);
      });

      for (const { test, queries, results } of metricDataCases) {
        it(test, async () => {
          const { $metadata, ...output } = await client.send(
            new GetMetricDataCommand({ MetricDataQueries: queries, ...window }),
          );
          expect($metadata.httpStatusCode).to.equal(200);
          const MetricDataResults = queries.map(({ Id }, index) => {
            const [Label, Value, ...Messages] = results[index] ?? [];
            const Values = Value === undefined ? [] : [Value];
            const Timestamps = Values.map(() => at(0));
            const result = { Id, Label, StatusCode: 'Complete', Timestamps, Values };
            return Messages.length === 0 ? result : { ...result, Messages };
          });
          expect(output).to.deep.equal({ Messages: [], MetricDataResults });
        });
      }

      for (const name of ['order-z-direct-a-search', 'order-a-search-z-direct']) {
        it(name, async () => {
          const { Namespace, found } = searched;
          const { MetricName, Dimensions } = searched.direct;
          const Metric = { Namespace, MetricName, Dimensions };
          const text = `Namespace="${Namespace}" AND (MetricName="${found.MetricName}")`;
          const queries: MetricDataQuery[] = [
            { Id: 'z', MetricStat: { Metric, Period: 60, Stat: 'Sum' } },
            { Id: 'a', Expression: `SEARCH('${text}', 'Sum', 60)` },
          ];
          const { MetricDataResults } = await client.send(
            new GetMetricDataCommand({
              MetricDataQueries: name.startsWith('order-z') ? queries : queries.reverse(),
              ...window,
            }),
          );
          const common = { StatusCode: 'Complete', Timestamps: [at(0)] };
          expect(MetricDataResults).to.deep.equal([
            { Id: 'z', Label: 'blue Project2-trial333 CustomCount1', Values: [52], ...common },
            { Id: 'a', Label: 'red Beta SDBFailure', Values: [212], ...common },
          ]);
        });
      }

      it('test_multiple_dimensions', async () => {
        const Dimensions = [{ Name: 'foo', Value: 'bar' }];
        const { $metadata, ...output } = await client.send(
          new ListMetricsCommand({ Namespace: 'App', MetricName: 'dimensions' }),
        );
        expect($metadata.httpStatusCode).to.equal(200);
        expect(output).to.deep.equal({
          Metrics: [{ Namespace: 'App', MetricName: 'dimensions', Dimensions }],
        });
      });

      it('test_anomaly_detector_lifecycle', async () => {
        const { $metadata, AnomalyDetectors = [] } = await client.send(
          new DescribeAnomalyDetectorsCommand({}),
        );
        expect($metadata.httpStatusCode).to.equal(200);
        // Since that was recorded, detectors have an id, and tell the account of the metric.
        const recorded = AnomalyDetectors.map((each) => ({ ...each, AnomalyDetectorId: 'x' }));
        expect(recorded).to.deep.equal([
          {
            AnomalyDetectorId: 'x',
            Configuration: { ExcludedTimeRanges: [] },
            ...{ ...detector, StateValue: 'PENDING_TRAINING' },
            SingleMetricAnomalyDetector: { AccountId, ...detector },
          },
        ]);
      });
    });
  }
});

function milliseconds(count: number): readonly Partial<MetricDatum>[] {
  return Array.from({ length: count }, () => ({ Value: 60_000, Unit: 'Milliseconds' }));
}

function seconds(count: number): readonly Partial<MetricDatum>[] {
  return Array.from({ length: count }, () => ({ Value: 60, Unit: 'Seconds' }));
}

function query(MetricName: string, Stat = 'Sum', ...more: [number?, StandardUnit?]) {
  const [Period = 60, Unit] = more;
  const Metric = { Namespace: 'App', MetricName };
  return { Id: `q_${Stat}_${Period}_${Unit}`, MetricStat: { Metric, Period, Stat, Unit } };
}

function multipleUnits(units: string): MessageData {
  return { Code: 'MultipleUnits', Value: `Multiple units returned: '[${units}]'` };
}
