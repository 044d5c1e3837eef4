import {
  DeleteAnomalyDetectorCommand,
  DescribeAnomalyDetectorsCommand,
  type MetricDataQuery,
  PutAnomalyDetectorCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const Metric = { Namespace: 'App', MetricName: 'Load' };

function of(Period: number, Id = 'm1', Stat = 'Average'): MetricDataQuery {
  return { Id, MetricStat: { Metric, Stat, Period }, ReturnData: false };
}

describe('PutAnomalyDetector of an expression', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (MetricDataQueries: MetricDataQuery[]) =>
    world.cloudWatch.send(
      new PutAnomalyDetectorCommand({ MetricMathAnomalyDetector: { MetricDataQueries } }),
    );
  const shown = async () => {
    const AnomalyDetectorTypes = ['METRIC_MATH' as const];
    const call = new DescribeAnomalyDetectorsCommand({ AnomalyDetectorTypes });
    return (await world.cloudWatch.send(call)).AnomalyDetectors ?? [];
  };
  const refusedBy = async (queries: MetricDataQuery[]): Promise<string> => {
    const { code, message } = await refusalOf(put(queries));
    expect(code).to.equal('InvalidParameterValue');
    expect(await shown()).to.deep.equal([]);
    return message;
  };

  const eleven = Array.from({ length: 11 }, (_, index) => of(60, `m${index}`));
  const unlearnable: readonly (readonly [string, readonly MetricDataQuery[], string])[] = [
    ['METRICS', [of(60)], 'SUM(METRICS())'],
    ['anything but one series', [of(60)], '[m1, m1]'],
    ['anything but one series', [of(60)], '[m1] * 2'],
    ['anything but one series', [of(60)], 'SORT([m1], AVG, DESC)'],
    ['anything but one series', [of(60)], 'AVG(m1)'],
    ['an expression without metrics', [], 'TIME_SERIES(1)'],
    ['more than 10 metrics and expressions', eleven, 'm1 + m2'],
    ['different periods', [of(60), of(300, 'm2')], 'm1 + m2'],
    ['metrics of high resolution', [of(10)], 'm1 * 2'],
    ['periods of more than an hour', [of(7_200)], 'm1 * 2'],
    ['ANOMALY_DETECTION_BAND', [of(60)], 'FIRST(ANOMALY_DETECTION_BAND(m1))'],
    ['LAMBDA', [of(60)], "m1 + LAMBDA('f')"],
    ['SEARCH', [of(60)], "SUM(SEARCH('Load', 'Sum', 60))"],
    ['Metrics Insights', [of(60)], 'SELECT AVG(Load) FROM App'],
  ];
  for (const [what, metrics, Expression] of unlearnable) {
    it(`refuses ${Expression}: ${what}`, async () => {
      const message = `Anomaly detection over ${what} is not supported.`;
      expect(await refusedBy([...metrics, { Id: 'e', Expression }])).to.equal(message);
    });
  }

  const doubled: MetricDataQuery = { Id: 'e1', Expression: 'm1 * 2' };
  const wrong: readonly (readonly [string, MetricDataQuery[], string])[] = [
    [
      'a metric of another account',
      [{ ...of(60), AccountId: '999999999999' }, doubled],
      'Updraft does not serve detectors on metrics of other accounts.',
    ],
    [
      'an id that two have',
      [of(60), { ...of(60), ReturnData: false }, doubled],
      'The values for parameter id in MetricDataQueries are not unique.',
    ],
    [
      'another period of the expression',
      [of(60), { ...doubled, Period: 10 }],
      'Anomaly detection over different periods is not supported.',
    ],
    [
      'a period that there is not',
      [of(90), doubled],
      'The parameter Period must be a multiple of 60.',
    ],
    [
      'an id that nothing has',
      [of(60), { ...doubled, Expression: 'm2 * 2' }],
      "Error in expression 'e1': ID 'm2' not found",
    ],
    [
      'expressions in a circle',
      [
        { ...doubled, Expression: 'e2' },
        { Id: 'e2', Expression: 'e1', ReturnData: false },
      ],
      "Error in expression 'e2': Circular dependency between 'e2' and 'e1'",
    ],
    [
      'a statistic that there is not',
      [of(60, 'm1', 'p101'), doubled],
      'The value p101 for parameter Stat is not supported.',
    ],
    [
      'a query that is neither metric nor expression',
      [of(60), { Id: 'm2', ReturnData: false }, doubled],
      'Each of the metric data queries should have a MetricStat or an Expression.',
    ],
    [
      'a query that is both',
      [of(60), { ...of(60, 'm2'), Expression: 'm1' }, doubled],
      'Each of the metric data queries should have a MetricStat or an Expression.',
    ],
  ];
  for (const [what, queries, message] of wrong) {
    it(`refuses ${what}`, async () => {
      expect(await refusedBy(queries)).to.equal(message);
    });
  }

  it('refuses an expression that breaks off, as an invalid value too', async () => {
    const message = await refusedBy([of(60), { ...doubled, Expression: 'm1 *' }]);
    expect(message).to.contain("Error in expression 'e1': ");
  });

  it('takes the account that the metrics are of', async () => {
    await put([{ ...of(60), AccountId: '000000000000' }, doubled]);
    expect(await shown()).to.have.length(1);
  });

  it('has another detector for another expression of the same queries', async () => {
    const learning = (returned: string): MetricDataQuery[] => [
      of(300),
      { Id: 'e1', Expression: 'm1*2', ReturnData: returned === 'e1' },
      { Id: 'e2', Expression: 'm1*3', ReturnData: returned === 'e2' },
    ];
    await put(learning('e1'));
    const { AnomalyDetectorId } = await put(learning('e2'));
    const MetricMathAnomalyDetector = { MetricDataQueries: learning('e1') };
    await world.cloudWatch.send(new DeleteAnomalyDetectorCommand({ MetricMathAnomalyDetector }));
    const left = await shown();
    expect(left.map((each) => each.AnomalyDetectorId)).to.deep.equal([AnomalyDetectorId]);
  });

  it('is learned from its metrics one after another, which leaves others their turn', async () => {
    await put([of(60), of(60, 'm2'), { ...doubled, Expression: 'm1 + m2' }]);
    const { datapoints } = world.updraft.storage;
    const read = datapoints.read.bind(datapoints);
    const counts: number[] = [];
    datapoints.read = (ranges, now) => {
      counts.push(ranges.length);
      return read(ranges, now);
    };
    await world.updraft.heartbeat.beat(world.now());
    expect(counts).to.deep.equal([1, 1]);
  });

  it('has one for the same queries under other labels', async () => {
    await put([of(60), { ...doubled, Label: 'twice' }]);
    await put([{ ...of(60), Label: 'once' }, doubled]);
    expect(await shown()).to.have.length(1);
  });
});
