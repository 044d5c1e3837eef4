import {
  type AlarmType,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmInput,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, putAlarm } from '../support/alarms.js';
import { createWorld, type World } from '../support/world.js';

const arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
const noon = '2026-03-10T12:00:00.000+0000';
const second = '2026-03-10T12:00:01.000+0000';

/** The members and their order are those that AWS was recorded to write, for other alarms. */
describe('what the history tells of a configuration', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (input: Partial<PutMetricAlarmInput> = {}) => putAlarm(world, alarmInput, input);
  const compose = (input: Partial<PutCompositeAlarmInput> = {}): Promise<unknown> => {
    const least = { AlarmName: 'any', AlarmRule: 'FALSE', ActionsEnabled: false };
    return world.cloudWatch.send(new PutCompositeAlarmCommand({ ...least, ...input }));
  };
  const told = async (AlarmName: string): Promise<readonly (string | undefined)[]> => {
    const AlarmTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        ...{ AlarmName, AlarmTypes, HistoryItemType: 'ConfigurationUpdate' },
        ScanBy: 'TimestampAscending',
      }),
    );
    return AlarmHistoryItems.map(({ HistoryData }) => HistoryData);
  };

  it('has the members of a metric alarm in their order, and what an update changed', async () => {
    const rest: Partial<PutMetricAlarmInput> = {
      ...{ Statistic: 'Sum', EvaluationPeriods: 1, Threshold: 1, TreatMissingData: 'ignore' },
      ActionsEnabled: false,
    };
    await put({ ...rest, AlarmDescription: 'first' });
    await world.advance('1s');
    await put({ ...rest, AlarmDescription: 'second' });
    const alarm = (description: string, at: string): string =>
      `{"alarmName":"Hot","alarmDescription":"${description}","alarmArn":"${arn}Hot",` +
      `"alarmConfigurationUpdatedTimestamp":"${at}","namespace":"App","metricName":"Load",` +
      '"extendedStatistic":"SUM","period":60,"dimensions":[],"threshold":1.0,' +
      '"comparisonOperator":"GreaterThanThreshold","evaluationPeriods":1,' +
      `"treatMissingData":"ignore","stateValue":"INSUFFICIENT_DATA",` +
      `"stateUpdatedTimestamp":"${noon}","actionsEnabled":false,"alarmActions":[],` +
      '"insufficientDataActions":[],"okactions":[]}';
    expect(await told('Hot')).to.deep.equal([
      `{"version":"1.0","type":"Create","createdAlarm":${alarm('first', noon)}}`,
      `{"version":"1.0","type":"Update","updatedAlarm":${alarm('second', second)},` +
        '"originalUpdatedFields":{"alarmDescription":"first",' +
        `"alarmConfigurationUpdatedTimestamp":"${noon}"}}`,
    ]);
  });

  it('names a basic statistic as messages to topics do', async () => {
    await put({ Statistic: 'SampleCount' });
    expect((await told('Hot'))[0]).to.contain('"extendedStatistic":"SAMPLE_COUNT",');
  });

  it('writes the value of a dimension before its name, as recorded', async () => {
    const Dimensions = [{ Name: 'TableName', Value: 'orders' }];
    const dimensions = '"dimensions":[{"value":"orders","name":"TableName"}],';
    await put({ Dimensions });
    expect((await told('Hot'))[0]).to.contain(dimensions);
    const Metric = { Namespace: 'App', MetricName: 'Load', Dimensions };
    await world.cloudWatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName: 'Several', EvaluationPeriods: 1, Threshold: 10 },
        ComparisonOperator: 'GreaterThanThreshold',
        Metrics: [{ Id: 'm1', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
      }),
    );
    expect((await told('Several'))[0]).to.contain(`"metric":{${dimensions}"metricName":"Load"`);
  });

  it('has the queries of an alarm on several', async () => {
    const Metric = { Namespace: 'App', MetricName: 'Load' };
    await world.cloudWatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName: 'Hot', EvaluationPeriods: 1, DatapointsToAlarm: 1, Threshold: 10 },
        ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'breaching' },
        Metrics: [
          { Id: 'm1', MetricStat: { Metric, Period: 10, Stat: 'Average' }, ReturnData: false },
          { Id: 'e1', Expression: 'm1+1', Period: 10, ReturnData: true },
        ],
      }),
    );
    expect(await told('Hot')).to.deep.equal([
      `{"version":"1.0","type":"Create","createdAlarm":{"alarmName":"Hot","alarmArn":"${arn}Hot",` +
        `"alarmConfigurationUpdatedTimestamp":"${noon}","dimensions":[],"metrics":[{"id":"m1",` +
        '"metricStat":{"metric":{"dimensions":[],"metricName":"Load","namespace":"App"},' +
        '"period":10,"stat":"Average"},"returnData":false},{"expression":"m1+1","id":"e1",' +
        '"returnData":true,"period":10}],"threshold":10.0,' +
        '"comparisonOperator":"GreaterThanThreshold","evaluationPeriods":1,' +
        '"datapointsToAlarm":1,"treatMissingData":"breaching",' +
        `"stateValue":"INSUFFICIENT_DATA","stateUpdatedTimestamp":"${noon}",` +
        '"actionsEnabled":true,"alarmActions":[],"insufficientDataActions":[],"okactions":[]}}',
    ]);
  });

  it('has the children of a composite alarm, with their states', async () => {
    await put();
    await compose();
    await world.advance('1s');
    await world.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'Hot', StateValue: 'OK', StateReason: 'why' }),
    );
    await compose({ AlarmRule: 'NOT OK("Hot")' });
    await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['any'] }));
    const alarm = ([rule, at, state, children]: readonly string[]): string =>
      `{"alarmName":"any","alarmArn":"${arn}any","alarmConfigurationUpdatedTimestamp":"${at}",` +
      `"alarmRule":${rule},"stateValue":"${state}","stateUpdatedTimestamp":"${noon}",` +
      '"actionsEnabled":false,"alarmActions":[],"insufficientDataActions":[],' +
      `"childStates":[${children}],"okactions":[]}`;
    const child =
      `{"arn":"${arn}Hot","state":{"value":"OK","transitionTimestamp":"${second}",` +
      `"timestamp":"${second}"}}`;
    const updated = alarm(['"NOT OK(\\"Hot\\")"', second, 'OK', child]);
    expect(await told('any')).to.deep.equal([
      '{"version":"1.0","type":"Create","createdAlarm":' +
        `${alarm(['"FALSE"', noon, 'INSUFFICIENT_DATA', ''])}}`,
      `{"version":"1.0","type":"Update","updatedAlarm":${updated},"originalUpdatedFields":` +
        `{"alarmConfigurationUpdatedTimestamp":"${noon}","alarmRule":"FALSE","childStates":[]}}`,
      `{"version":"1.0","type":"Delete","deletedAlarm":${updated}}`,
    ]);
  });

  it('leaves the children out of what disabling the actions changed', async () => {
    await put();
    await compose({ AlarmRule: 'ALARM(Hot)', ActionsEnabled: true });
    await world.cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: ['any'] }));
    const [, updated = ''] = await told('any');
    expect(updated).to.contain('"childStates":[{"arn":');
    expect(updated.split('"originalUpdatedFields":')[1]).to.equal('{"actionsEnabled":true}}');
  });

  it('moves the time of the state when another suppressor lets go of actions', async () => {
    await put();
    await put({ AlarmName: 'Quiet' });
    const periods = { ActionsSuppressorWaitPeriod: 5, ActionsSuppressorExtensionPeriod: 5 };
    const rule = { AlarmRule: 'ALARM(Hot)', ActionsEnabled: true };
    const suppressed = { ...rule, ...periods, ActionsSuppressor: 'Hot' };
    await compose(suppressed);
    await world.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'Hot', StateValue: 'ALARM', StateReason: 'why' }),
    );
    const times = async () => {
      const { CompositeAlarms = [] } = await world.cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }),
      );
      const [alarm] = CompositeAlarms;
      const { ActionsSuppressedBy, StateUpdatedTimestamp, StateTransitionedTimestamp } =
        alarm ?? {};
      const shown = [StateUpdatedTimestamp, StateTransitionedTimestamp].map((time) =>
        time?.toISOString().slice(17, 19),
      );
      return [ActionsSuppressedBy, ...shown];
    };
    expect(await times()).to.deep.equal(['Alarm', '00', '00']);
    await world.advance('1s');
    await compose({ ...suppressed, ActionsSuppressor: 'Quiet' });
    expect(await times()).to.deep.equal([undefined, '01', '00']);
    await world.advance('1s');
    await compose(rule);
    expect(await times()).to.deep.equal([undefined, '01', '00']);
  });
});
