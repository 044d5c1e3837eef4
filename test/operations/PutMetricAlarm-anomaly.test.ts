import {
  DescribeAnomalyDetectorsCommand,
  type MetricAlarm,
  type MetricDataQuery,
  type PutMetricAlarmInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { putAlarm, shownAlarms } from '../support/alarms.js';
import { fillDetectors } from '../support/detectors.js';
import { refusalOf } from '../support/refusal.js';
import { fillTwoWeeks } from '../support/two-weeks.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const load: MetricDataQuery = {
  Id: 'm1',
  MetricStat: {
    ...{ Metric: { Namespace: 'App', MetricName: 'Load', Dimensions: [] } },
    ...{ Period: 60, Stat: 'Average' },
  },
  ReturnData: true,
};
const band: MetricDataQuery = {
  ...{ Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 3)', Label: 'expected' },
  ReturnData: true,
};
const settings = {
  AlarmName: 'Odd',
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  ThresholdMetricId: 'ad1',
  ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
  Metrics: [load, band],
} satisfies PutMetricAlarmInput;

/** What a reason's data says of the band. */
interface Bounds {
  readonly recentLowerThresholds: readonly number[];
  readonly recentUpperThresholds: readonly number[];
}

describe('PutMetricAlarm with an anomaly band', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutMetricAlarmInput> = {}) => putAlarm(world, settings, given);
  const shown = async () => (await shownAlarms(world))[0];
  /** The reason, with letters for the bounds of the band. */
  const bounded = ({ StateReason = '' }: MetricAlarm = {}): string =>
    StateReason.replace(/lower thresholds \[\d+\.\d+\]/, 'lower thresholds [L]').replace(
      /upper thresholds \[\d+\.\d+\]/,
      'upper thresholds [U]',
    );
  /** Puts a value into the present period, and lets it end. */
  const stateAfter = async (Value: number): Promise<MetricAlarm | undefined> => {
    const datum = { MetricName: 'Load', Value };
    await world.cloudWatch.send(
      new PutMetricDataCommand({ Namespace: 'App', MetricData: [datum] }),
    );
    await world.advance('1m');
    return shown();
  };

  it('is shown as it was given, with no threshold', async () => {
    await put();
    expect(await shown()).to.deep.equal({
      ...settings,
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Odd',
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [],
      InsufficientDataActions: [],
      Dimensions: [],
      AlarmConfigurationUpdatedTimestamp: worldStart,
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: worldStart,
      StateTransitionedTimestamp: worldStart,
    });
  });

  it('makes the detector that it needs, and waits until that has learned', async () => {
    await put();
    const { AnomalyDetectors } = await world.cloudWatch.send(
      new DescribeAnomalyDetectorsCommand({}),
    );
    expect(AnomalyDetectors?.map(({ StateValue }) => StateValue)).to.deep.equal([
      'PENDING_TRAINING',
    ]);
    const { MetricName, Stat } = AnomalyDetectors?.[0]?.SingleMetricAnomalyDetector ?? {};
    expect([MetricName, Stat]).to.deep.equal(['Load', 'Average']);
    expect((await stateAfter(11))?.StateValue).to.equal('INSUFFICIENT_DATA');
  });

  it('breaches on either side of the band, with AWS’s reason', async () => {
    await fillTwoWeeks(world);
    await put();
    const high = await stateAfter(1_000);
    expect(bounded(high)).to.equal(
      'Thresholds Crossed: 1 out of the last 1 datapoints [1000.0 (10/03/26 12:00:00)] was less ' +
        'than the lower thresholds [L] or greater than the upper thresholds [U] ' +
        '(minimum 1 datapoint for OK -> ALARM transition).',
    );
    const data = JSON.parse(high?.StateReasonData ?? '') as Bounds;
    expect(Object.keys(data)).to.deep.equal([
      ...['version', 'queryDate', 'startDate', 'period', 'recentDatapoints'],
      ...['recentLowerThresholds', 'recentUpperThresholds', 'evaluatedDatapoints'],
    ]);
    const [lower = NaN, upper = NaN] = [
      data.recentLowerThresholds[0],
      data.recentUpperThresholds[0],
    ];
    expect(lower).to.be.below(12);
    expect(upper).to.be.within(12, 40);
    const usual = await stateAfter((lower + upper) / 2);
    expect(usual?.StateValue).to.equal('OK');
    expect(bounded(usual)).to.match(
      /was not less than the lower thresholds \[L\] or not greater than the upper .* \[U\] \(/,
    );
    expect((await stateAfter(-1_000))?.StateValue).to.equal('ALARM');
  });

  const sides: readonly (readonly [string, string, string])[] = [
    ['LessThanLowerThreshold', 'OK', 'ALARM'],
    ['GreaterThanUpperThreshold', 'ALARM', 'OK'],
  ];
  for (const [ComparisonOperator, high, low] of sides) {
    it(`looks at one side with ${ComparisonOperator}`, async () => {
      await fillTwoWeeks(world);
      await put({ ComparisonOperator: ComparisonOperator as 'LessThanLowerThreshold' });
      expect((await stateAfter(1_000))?.StateValue).to.equal(high);
      expect((await stateAfter(-1_000))?.StateValue).to.equal(low);
    });
  }

  it('compares an expression with the band around it', async () => {
    await fillTwoWeeks(world);
    const source = { ...load, ReturnData: false };
    const doubled = { Id: 'e1', Expression: 'm1 * 2', ReturnData: true };
    await put({
      Metrics: [source, doubled, { ...band, Expression: 'ANOMALY_DETECTION_BAND(e1)' }],
    });
    expect((await stateAfter(500))?.StateValue).to.equal('ALARM');
  });

  const list = 'Invalid metrics list';
  // Recorded from AWS, as those of a band that is not returned, of a range and of scaling are
  // (the public project badmintoncryer/cdk-preflight).
  const noneMatches =
    'Metrics list must contain exactly one metric matching the ThresholdMetricId parameter';
  const operator = 'PutMetricAlarm request should have a valid ComparisonOperator parameter';
  const policy =
    'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:x:autoScalingGroupName/g';
  const refusals: readonly (readonly [string, Partial<PutMetricAlarmInput>, string])[] = [
    [
      'a threshold beside it',
      { Threshold: 1 },
      'Threshold and ThresholdMetricId cannot both be set',
    ],
    ['an operator of thresholds', { ComparisonOperator: 'GreaterThanThreshold' }, operator],
    ['a band of a query that there is not', { ThresholdMetricId: 'ad2' }, noneMatches],
    [
      'a band that is not returned',
      { Metrics: [load, { ...band, ReturnData: false }] },
      noneMatches,
    ],
    [
      'a band alone that is returned',
      { Metrics: [{ ...load, ReturnData: false }, band] },
      'Exactly two elements of the metrics list should return data.',
    ],
    [
      'a metric as the band',
      { ThresholdMetricId: 'm1' },
      'Threshold metric expression must use ANOMALY_DETECTION_BAND function.',
    ],
    [
      'a band that others are made of',
      {
        Metrics: [
          { ...load, ReturnData: false },
          band,
          { Id: 'e1', Expression: 'm1 + FIRST(ad1)', ReturnData: true },
        ],
      },
      list,
    ],
    ['no list of metrics', { Metrics: undefined }, 'MetricName must not be null'],
    [
      'a scaling policy as its action',
      { AlarmActions: [policy] },
      'autoscaling actions not supported when ThresholdMetricId is set',
    ],
  ];
  for (const [what, given, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const refusal = await refusalOf(put(given));
      expect(refusal.code).to.equal('ValidationError');
      expect(refusal.message).to.contain(message);
      expect(await shown()).to.equal(undefined);
    });
  }

  it('refuses the operators of bands where there is a threshold', async () => {
    const given = { ThresholdMetricId: undefined, Metrics: [load] };
    for (const Threshold of [1, undefined]) {
      expect((await refusalOf(put({ ...given, Threshold }))).message).to.equal(
        'ComparisonOperators for ranges require ThresholdMetricId to be set',
      );
    }
  });

  it('makes no detector more than there may be, and takes one that is there', async () => {
    await fillDetectors(world);
    expect(await refusalOf(put())).to.deep.equal({
      code: 'LimitExceeded',
      message: 'You have reached the limit of 500 anomaly detectors.',
    });
    expect(await shown()).to.equal(undefined);
    const Metric = { ...load.MetricStat?.Metric, MetricName: 'M7' };
    const known = { ...load, MetricStat: { Metric, Period: 60, Stat: 'Sum' } };
    await put({ Metrics: [known, band] });
    expect((await shown())?.AlarmName).to.equal('Odd');
  });
});
