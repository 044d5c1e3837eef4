import {
  type MetricDataQuery,
  type PutMetricAlarmInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { putAlarm, shownAlarms } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

function metric(Id: string, MetricName: string, Period = 60): MetricDataQuery {
  const Metric = { Namespace: 'App', MetricName, Dimensions: [] };
  return { Id, MetricStat: { Metric, Period, Stat: 'Sum' }, ReturnData: false };
}

const errors = metric('m1', 'Errors');
const requests = metric('m2', 'Requests');
const rate: MetricDataQuery = {
  Id: 'e1',
  Expression: '100 * m1 / m2',
  Label: 'percent',
  ReturnData: true,
};
const elevenMetrics = Array.from({ length: 11 }, (_, index) => metric(`x${index}`, 'Errors'));
const settings = {
  AlarmName: 'Failing',
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  Metrics: [errors, requests, rate],
} satisfies PutMetricAlarmInput;

describe('PutMetricAlarm on a list of metrics', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutMetricAlarmInput> = {}) => putAlarm(world, settings, given);
  const shown = () => shownAlarms(world);
  const putData = (values: Readonly<Record<string, number>>): Promise<unknown> =>
    world.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'App',
        MetricData: Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Value })),
      }),
    );

  describe('serialisation', () => {
    it('shows the list as it was given, and no metric beside it', async () => {
      await put();
      expect(await shown()).to.deep.equal([
        {
          ...settings,
          AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Failing',
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
        },
      ]);
    });
  });

  it('may name the account that the metrics lie in', async () => {
    const own = { ...errors, AccountId: '000000000000' };
    await put({ Metrics: [own, requests, rate] });
    expect((await shown()).map(({ Metrics }) => Metrics)).to.deep.equal([[own, requests, rate]]);
  });

  describe('validation', () => {
    const exactlyOne = 'Exactly one element of the metrics list should return data.';
    const cases: readonly (readonly [string, Partial<PutMetricAlarmInput>, string])[] = [
      [
        'a metric beside the list',
        { MetricName: 'Errors' },
        'MetricName should not be set if list of Metrics is set.',
      ],
      [
        'a statistic beside the list',
        { Statistic: 'Sum' },
        'Statistic should not be set if list of Metrics is set.',
      ],
      [
        'another account',
        { Metrics: [{ ...errors, AccountId: '111122223333' }, requests, rate] },
        'Updraft does not serve alarms on metrics of other accounts.',
      ],
      ['nothing that returns data', { Metrics: [errors] }, exactlyOne],
      [
        'two that return data',
        { Metrics: [{ ...errors, ReturnData: true }, requests, rate] },
        exactlyOne,
      ],
      [
        'an unknown statistic',
        {
          Metrics: [
            {
              Id: 'm1',
              MetricStat: { Metric: { Namespace: 'A', MetricName: 'b' }, Period: 60, Stat: 'x' },
            },
          ],
        },
        'Invalid metrics list',
      ],
      [
        'more than ten metrics',
        { Metrics: [...elevenMetrics, { ...rate, Expression: 'x0' }] },
        'Too many metrics in alarm, maximum is 10',
      ],
      [
        'an id that begins with a capital',
        { Metrics: [errors, { Id: 'E1', Expression: 'm1' }] },
        "1 validation error detected: Value 'E1' at 'metrics.2.member.id' failed to satisfy " +
          'constraint: Member must satisfy regular expression pattern: ^[a-z][a-zA-Z0-9_]*$',
      ],
      [
        'a way with few samples',
        { EvaluateLowSampleCountPercentile: 'ignore' },
        'Option evaluateLowSampleCountPercentile can not be applied with statistic null. ' +
          'This option is enabled only for percentile statistics.',
      ],
      [
        'periods that differ',
        { Metrics: [errors, metric('m2', 'Requests', 300), rate] },
        'Invalid metrics list',
      ],
      [
        'more than a day',
        { EvaluationPeriods: 1_441 },
        'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be ' +
          '<= 86400) for alarms using period < 3600',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        const refusal = { code: 'ValidationError', message };
        expect(await refusalOf(put(given))).to.deep.equal(refusal);
      });
    }
  });

  describe('behaviour', () => {
    it('compares what the expression yields', async () => {
      await put();
      await putData({ Errors: 3, Requests: 40 });
      await world.advance('1m');
      await putData({ Errors: 1, Requests: 40 });
      const [alarm] = await shown();
      expect([alarm?.StateValue, alarm?.StateReason, alarm?.StateReasonData]).to.deep.equal([
        'ALARM',
        'Threshold Crossed: 1 datapoint [7.5 (10/03/26 12:00:00)] was greater than the ' +
          'threshold (5.0).',
        '{"version":"1.0","queryDate":"2026-03-10T12:01:00.000+0000",' +
          '"startDate":"2026-03-10T12:00:00.000+0000","period":60,"recentDatapoints":[7.5],' +
          '"threshold":5.0,"evaluatedDatapoints":[{"timestamp":"2026-03-10T12:00:00.000+0000",' +
          '"value":7.5}]}',
      ]);
      await world.advance('1m');
      expect((await shown())[0]?.StateValue).to.equal('OK');
    });

    it('has the period of its metrics wherever they stand in the list', async () => {
      const longer = { ...rate, Period: 300 };
      for (const Metrics of [
        [longer, errors, requests],
        [errors, requests, longer],
      ]) {
        await put({ Metrics });
        await putData({ Errors: 3, Requests: 40 });
        await world.advance('1m');
        const [alarm] = await shown();
        const { period } = JSON.parse(alarm?.StateReasonData ?? '') as { period: number };
        expect(period).to.equal(60);
      }
      await put({ Metrics: [{ ...rate, Period: 7 }, errors, requests] });
      await put({ Metrics: [errors, requests, { ...rate, Period: 7 }] });
    });

    it('takes new metrics with an update, and nothing for the same ones again', async () => {
      await put();
      await world.advance('1m');
      await put();
      const [same] = await shown();
      expect(same?.AlarmConfigurationUpdatedTimestamp).to.deep.equal(worldStart);
      const only = { ...errors, ReturnData: true };
      await put({ Metrics: [only] });
      const [changed] = await shown();
      expect(changed?.Metrics).to.deep.equal([only]);
      expect(changed?.AlarmConfigurationUpdatedTimestamp).to.deep.equal(world.now());
    });
  });
});
