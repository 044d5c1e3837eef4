import {
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { shownAlarms } from '../support/alarms.js';
import { createWorld, type World } from '../support/world.js';

const settings: PutMetricAlarmCommandInput = {
  AlarmName: 'Hot',
  Namespace: 'App',
  MetricName: 'Load',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 21,
  ComparisonOperator: 'GreaterThanThreshold',
};

describe('an alarm through time', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (...values: readonly number[]): Promise<unknown> =>
    world.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'App',
        MetricData: values.map((Value) => ({ MetricName: 'Load', Value })),
      }),
    );
  const alarm = async () => (await shownAlarms(world))[0];

  it('goes into ALARM a period after a breach, with its reason and history', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand(settings));
    await put(21, 22);
    await world.advance('1m');
    const { StateValue, StateReason, StateReasonData } = (await alarm()) ?? {};
    expect({ StateValue, StateReason, StateReasonData }).to.deep.equal({
      StateValue: 'ALARM',
      StateReason:
        'Threshold Crossed: 1 datapoint [21.5 (10/03/26 12:00:00)] was greater than the ' +
        'threshold (21.0).',
      StateReasonData:
        '{"version":"1.0","queryDate":"2026-03-10T12:01:00.000+0000",' +
        '"startDate":"2026-03-10T12:00:00.000+0000","statistic":"Average","period":60,' +
        '"recentDatapoints":[21.5],"threshold":21.0,"evaluatedDatapoints":[{"timestamp":' +
        '"2026-03-10T12:00:00.000+0000","sampleCount":2.0,"value":21.5}]}',
    });
    const { AlarmHistoryItems } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Hot' }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
      'Alarm "Hot" created',
    ]);
  });

  it('goes back to OK, and to INSUFFICIENT_DATA when nothing comes any more', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand(settings));
    const states: (string | undefined)[] = [];
    for (const value of [30, 10, undefined, undefined, undefined]) {
      if (value !== undefined) await put(value);
      await world.advance('1m');
      states.push((await alarm())?.StateValue);
    }
    expect(states).to.deep.equal(['ALARM', 'OK', 'OK', 'OK', 'INSUFFICIENT_DATA']);
    expect((await alarm())?.StateReason).to.equal('Insufficient Data: 1 datapoint was unknown.');
  });

  it('keeps its state and what it was about to do through a restart', async () => {
    await world.cloudWatch.send(new PutMetricAlarmCommand(settings));
    await put(30);
    world = await world.restart();
    await world.advance('1m');
    expect((await alarm())?.StateValue).to.equal('ALARM');
  });

  it('counts datapoints out of periods where DatapointsToAlarm is given', async () => {
    const command = { ...settings, EvaluationPeriods: 3, DatapointsToAlarm: 2 };
    await world.cloudWatch.send(new PutMetricAlarmCommand(command));
    for (const value of [30, 10, 30]) {
      await put(value);
      await world.advance('1m');
    }
    expect((await alarm())?.StateReason).to.equal(
      'Threshold Crossed: 2 out of the last 3 datapoints [30.0 (10/03/26 12:02:00), ' +
        '30.0 (10/03/26 12:00:00)] were greater than the threshold (21.0) (minimum 2 ' +
        'datapoints for OK -> ALARM transition).',
    );
  });

  it('treats missing data as it is told', async () => {
    const command = { ...settings, EvaluationPeriods: 2, TreatMissingData: 'breaching' };
    await world.cloudWatch.send(new PutMetricAlarmCommand(command));
    await world.advance('1m');
    expect((await alarm())?.StateReason).to.equal(
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints ' +
        'were treated as [Breaching].',
    );
  });

  it('goes by a percentile, and keeps its state while samples are few', async () => {
    const percentile = { ...settings, Statistic: undefined, ExtendedStatistic: 'p90' };
    await world.cloudWatch.send(
      new PutMetricAlarmCommand({ ...percentile, EvaluateLowSampleCountPercentile: 'ignore' }),
    );
    const states: unknown[] = [];
    for (const count of [99, 100]) {
      await put(...Array.from({ length: count }, (_, index) => index % 50));
      await world.advance('1m');
      states.push((await alarm())?.StateValue);
    }
    expect(states).to.deep.equal(['INSUFFICIENT_DATA', 'ALARM']);
    expect((await alarm())?.StateReason).to.equal(
      'Threshold Crossed: 1 datapoint [44.0 (10/03/26 12:01:00)] was greater than the threshold ' +
        '(21.0).',
    );
  });
});
