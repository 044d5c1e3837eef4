import { PutScalingPolicyCommand } from '@aws-sdk/client-auto-scaling';
import {
  type AlarmHistoryItem,
  type AlarmType,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput, shownAlarms } from '../support/alarms.js';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { step } from '../support/policies.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';

describe('SetAlarmState', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, OKActions: [topic] }));
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const set = (given: Partial<SetAlarmStateInput> = {}): Promise<unknown> =>
    world.cloudWatch.send(
      new SetAlarmStateCommand({
        AlarmName: 'Hot',
        StateValue: 'OK',
        StateReason: 'why',
        ...given,
      }),
    );
  const state = async () => {
    const [{ StateValue, StateReason, StateReasonData } = {}] = await shownAlarms(world);
    return { StateValue, StateReason, StateReasonData };
  };
  const history = async (input: DescribeAlarmHistoryInput = {}): Promise<AlarmHistoryItem[]> => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand(input),
    );
    return AlarmHistoryItems;
  };
  const summaries = async (input: DescribeAlarmHistoryInput): Promise<(string | undefined)[]> =>
    (await history(input)).map(({ HistorySummary }) => HistorySummary);

  describe('serialisation', () => {
    it('keeps the reason and its data to the letter', async () => {
      await set({ StateReasonData: '{ "a" :  1 }' });
      expect(await state()).to.deep.equal({
        StateValue: 'OK',
        StateReason: 'why',
        StateReasonData: '{ "a" :  1 }',
      });
    });
  });

  describe('validation', () => {
    const enumText =
      "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy " +
      'constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]';
    const cases: readonly (readonly [string, object, string, string])[] = [
      ['an unknown alarm', { AlarmName: 'Cold' }, 'ResourceNotFound', ''],
      // Recorded by the public project stackd (`alarm_controls`).
      ['data that are no JSON', { StateReasonData: '{"unfinished":' }, 'InvalidFormat', ''],
      // The state is looked at before the alarm is.
      [
        'an unknown state',
        { AlarmName: 'Cold', StateValue: 'INVALID' },
        'ValidationError',
        enumText,
      ],
    ];
    for (const [name, given, code, message] of cases) {
      it(`refuses ${name}`, async () => {
        const refusal = await refusalOf(set(given));
        // An SDK client puts its own word where AWS gives no message.
        const told = message === '' ? { ...refusal, message: '' } : refusal;
        expect(told).to.deep.equal({ code, message });
      });
    }
  });

  describe('behaviour', () => {
    it('drops a new reason for the state that is there', async () => {
      await set();
      await set({ StateReason: 'another' });
      expect((await state()).StateReason).to.equal('why');
      expect(await summaries({ HistoryItemType: 'StateUpdate' })).to.deep.equal([
        'Alarm updated from INSUFFICIENT_DATA to OK',
      ]);
    });

    it('lasts until the next evaluation that yields another state', async () => {
      await set();
      await world.advance('1m');
      expect(await state()).to.deep.include({
        StateValue: 'INSUFFICIENT_DATA',
        StateReason: 'Insufficient Data: 2 datapoints were unknown.',
      });
    });

    it('tells policies what the metric is said to be', async () => {
      await createConfiguration(world);
      await createGroup(world, { DesiredCapacity: 1 });
      const { PolicyARN = '' } = await world.autoScaling.send(
        new PutScalingPolicyCommand({
          ...{ AutoScalingGroupName: 'web', PolicyName: 'out', ...step },
          StepAdjustments: [
            { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1 },
            { MetricIntervalLowerBound: 10, ScalingAdjustment: 4 },
          ],
        }),
      );
      const { Threshold } = alarmInput;
      const alarm = { ...alarmInput, AlarmActions: [PolicyARN] };
      await world.cloudWatch.send(new PutMetricAlarmCommand(alarm));
      const recentDatapoints = [Threshold + 20, null, Threshold + 20];
      const StateReasonData = JSON.stringify({ version: '1.0', recentDatapoints });
      await set({ StateValue: 'ALARM', StateReasonData });
      expect((await groupOf(world))?.DesiredCapacity).to.equal(5);
    });

    it('leaves a state update and an action in the history', async () => {
      await set({ StateReasonData: '{"a": 1}' });
      const Timestamp = world.now();
      const shared = { AlarmName: 'Hot', AlarmType: 'MetricAlarm', Timestamp };
      const error = 'Updraft has no endpoint for sns (--sns-endpoint or --webhook-endpoint)';
      expect(await history({ HistoryItemType: 'StateUpdate' })).to.deep.equal([
        {
          ...shared,
          HistoryItemType: 'StateUpdate',
          HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to OK',
          HistoryData:
            '{"version":"1.0","oldState":{"stateValue":"INSUFFICIENT_DATA","stateReason":' +
            '"Unchecked: Initial alarm creation"},"newState":{"stateValue":"OK",' +
            '"stateReason":"why","stateReasonData":{"a": 1}}}',
        },
      ]);
      expect(await history({ HistoryItemType: 'Action' })).to.deep.equal([
        {
          ...shared,
          HistoryItemType: 'Action',
          HistorySummary: `Failed to execute action ${topic}. Received error: "${error}"`,
          HistoryData:
            `{"actionState":"Failed","stateUpdateTimestamp":${Timestamp.getTime()},` +
            `"notificationResource":"${topic}","publishedMessage":null,"error":"${error}",` +
            '"muteWindowEndTimestamp":null}',
        },
      ]);
    });

    it('changes the state, and asks for nothing, while actions are disabled', async () => {
      const AlarmNames = ['Hot', 'Unknown'];
      await world.cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames }));
      await set();
      await world.cloudWatch.send(new EnableAlarmActionsCommand({ AlarmNames }));
      expect((await state()).StateValue).to.equal('OK');
      expect(await summaries({ HistoryItemType: 'Action' })).to.deep.equal([]);
      expect(await summaries({ HistoryItemType: 'ConfigurationUpdate' })).to.deep.equal([
        'Alarm "Hot" updated',
        'Alarm "Hot" updated',
        'Alarm "Hot" created',
      ]);
    });

    it('leaves a history that outlives its alarm by 30 days, page by page', async () => {
      const AlarmNames = ['Hot', 'Unknown'];
      await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
      expect(await refusalOf(set())).to.deep.include({ code: 'ResourceNotFound' });
      const ask = new DescribeAlarmHistoryCommand({ AlarmName: 'Hot', MaxRecords: 1 });
      const first = await world.cloudWatch.send(ask);
      const { NextToken } = first;
      const second = await world.cloudWatch.send(
        new DescribeAlarmHistoryCommand({ ...ask.input, NextToken }),
      );
      const pages = [first, second].map(({ AlarmHistoryItems = [] }) =>
        AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary),
      );
      expect(pages).to.deep.equal([['Alarm "Hot" deleted'], ['Alarm "Hot" created']]);
      expect(second.NextToken).to.equal(undefined);
      await world.advance('29d');
      expect((await history()).length).to.equal(2);
      // Though no beat has swept it away yet.
      world.updraft.clock.freeze(new Date(worldStart.getTime() + 30 * 86_400_000));
      expect(await history()).to.deep.equal([]);
      await world.advance('1d');
      expect(await history()).to.deep.equal([]);
    });

    it('refuses a token that no answer gave', async () => {
      expect(await refusalOf(history({ NextToken: 'forged' }))).to.deep.equal({
        code: 'InvalidNextToken',
        message: 'Invalid NextToken : forged',
      });
    });

    it('holds the actions of a composite alarm back while its suppressor is in ALARM', async () => {
      await set({ StateValue: 'ALARM' });
      await world.cloudWatch.send(
        new PutCompositeAlarmCommand({
          ...{ AlarmName: 'Both', AlarmRule: 'ALARM(Hot)', OKActions: [topic] },
          ...{ ActionsSuppressor: 'Hot', ActionsSuppressorWaitPeriod: 60 },
          ActionsSuppressorExtensionPeriod: 60,
        }),
      );
      await set({ AlarmName: 'Both', StateValue: 'OK' });
      const { CompositeAlarms = [] } = await world.cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: ['Both'], AlarmTypes: ['CompositeAlarm'] }),
      );
      const [{ StateValue, ActionsSuppressedBy } = {}] = CompositeAlarms;
      expect({ StateValue, ActionsSuppressedBy }).to.deep.equal({
        ...{ StateValue: 'OK', ActionsSuppressedBy: 'Alarm' },
      });
      const HistoryItemType = 'Action';
      const AlarmTypes: AlarmType[] = ['CompositeAlarm'];
      expect(await summaries({ AlarmName: 'Both', AlarmTypes, HistoryItemType })).to.deep.equal([
        `Suppressed action ${topic}`,
      ]);
    });
  });
});
