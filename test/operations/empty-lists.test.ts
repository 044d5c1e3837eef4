import {
  type AlarmType,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsInput,
  DescribeAnomalyDetectorsCommand,
  ListAlarmMuteRulesCommand,
  PutAlarmMuteRuleCommand,
  PutAnomalyDetectorCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('a list that is given, but empty,', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    const metric = { ...alarmInput, AlarmName: 'metric' };
    await world.cloudWatch.send(new PutMetricAlarmCommand(metric));
    const composite = { AlarmName: 'composite', AlarmRule: 'TRUE' };
    await world.cloudWatch.send(new PutCompositeAlarmCommand(composite));
    const Schedule = { Expression: 'cron(0 2 * * *)', Duration: 'PT1H' };
    const rule = { Name: 'night', Rule: { Schedule }, MuteTargets: { AlarmNames: ['metric'] } };
    await world.cloudWatch.send(new PutAlarmMuteRuleCommand(rule));
    const detector = { Namespace: 'App', MetricName: 'Load', Stat: 'Average' };
    await world.cloudWatch.send(new PutAnomalyDetectorCommand(detector));
  });

  after(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const compositeType: AlarmType[] = ['CompositeAlarm'];
  const filters: readonly (readonly [string, DescribeAlarmsInput, readonly string[]])[] = [
    ['AlarmNames', { AlarmNames: [], AlarmTypes: compositeType }, ['composite']],
    ['AlarmNames beside a prefix', { AlarmNames: [], AlarmNamePrefix: 'm' }, ['metric']],
    ['AlarmTypes', { AlarmTypes: [] }, ['metric']],
    ['AlarmTypes beside a parent', { AlarmTypes: [], ParentsOfAlarmName: 'metric' }, []],
  ];
  for (const [name, input, expected] of filters) {
    it(`filters no alarms: ${name}`, async () => {
      const answer = await world.cloudWatch.send(new DescribeAlarmsCommand(input));
      const { MetricAlarms = [], CompositeAlarms = [] } = answer;
      const names = [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
      expect(names).to.deep.equal(expected);
    });
  }

  it('filters no history, mute rules and detectors', async () => {
    const { cloudWatch } = world;
    const { AlarmHistoryItems } = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmTypes: [] }),
    );
    const { AlarmMuteRuleSummaries } = await cloudWatch.send(
      new ListAlarmMuteRulesCommand({ Statuses: [] }),
    );
    const { AnomalyDetectors } = await cloudWatch.send(
      new DescribeAnomalyDetectorsCommand({ AnomalyDetectorTypes: [], AnomalyDetectorIds: [] }),
    );
    const lists = [AlarmHistoryItems, AlarmMuteRuleSummaries, AnomalyDetectors];
    expect(lists.map((list) => list?.length)).to.deep.equal([1, 1, 1]);
  });

  const { Namespace, MetricName } = alarmInput;
  const Metric = { Namespace, MetricName };
  const Metrics = [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Average' } }];
  const single: PutMetricAlarmInput = { ...alarmInput, AlarmName: 'single' };
  const several: PutMetricAlarmInput = {
    AlarmName: 'several',
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  };
  const alarms: readonly (readonly [string, PutMetricAlarmInput, string])[] = [
    ['Metrics beside a metric', { ...single, Metrics: [] }, ''],
    ['Dimensions beside Metrics', { ...several, Metrics, Dimensions: [] }, ''],
    ['Metrics alone', { ...several, Metrics: [] }, 'MetricName must not be null'],
  ];
  for (const [name, input, message] of alarms) {
    it(`is of no alarm: ${name}`, async () => {
      const refusal = await refusalOf(world.cloudWatch.send(new PutMetricAlarmCommand(input)));
      expect(refusal.message).to.equal(message);
    });
  }
});
