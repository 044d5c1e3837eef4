import {
  DeleteAlarmMuteRuleCommand,
  DescribeAlarmHistoryCommand,
  PutAlarmMuteRuleCommand,
  type PutAlarmMuteRuleInput,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
const pager = 'arn:aws:sns:us-east-1:000000000000:pager';

interface Message {
  readonly AlarmName: string;
  readonly NewStateValue: string;
  readonly OldStateValue: string;
  readonly ActionExecutedAfterMuteWindow: boolean;
}

/** The scenarios of "How alarm mute rules work" in the user guide, and what follows from them. */
describe('muted alarms', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  // It is 12:00, and rules mute from 12:05.
  beforeEach(async () => {
    endpoint = await openEndpoint();
    world = await createWorld({ flags: ['--sns-endpoint', endpoint.url] });
    await put({ AlarmActions: [topic] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await endpoint.close();
  });

  const put = (given: Partial<PutMetricAlarmInput> = {}) =>
    world.cloudWatch.send(
      new PutMetricAlarmCommand({ ...alarmInput, TreatMissingData: 'ignore', ...given }),
    );
  const set = (StateValue: StateValue, AlarmName = 'Hot') =>
    world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'why' }));
  const mute = (Duration: string, given: Partial<PutAlarmMuteRuleInput> = {}) => {
    const Rule = { Schedule: { Expression: 'at(2026-03-10T12:05)', Duration } };
    const MuteTargets = { AlarmNames: ['Hot'] };
    return world.cloudWatch.send(
      new PutAlarmMuteRuleCommand({ Name: 'works', Rule, MuteTargets, ...given }),
    );
  };
  const unmute = async () => {
    await world.cloudWatch.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: 'works' }));
    await world.advance('1s');
  };
  // One that is not answered soon is sent again, and says the same.
  const told = (): readonly string[] =>
    [...new Set(endpoint.received.map(({ body }) => body))].map((body) => {
      const form = new URLSearchParams(body);
      const message = JSON.parse(form.get('Message') ?? '') as Message;
      const { AlarmName, OldStateValue, NewStateValue } = message;
      const isLate = message.ActionExecutedAfterMuteWindow ? ' after the window' : '';
      const to = form.get('TopicArn')?.split(':').at(-1);
      return `${to}: ${AlarmName} from ${OldStateValue} to ${NewStateValue}${isLate}`;
    });
  const late = 'alarms: Hot from INSUFFICIENT_DATA to ALARM after the window';
  const history = async (AlarmName = 'Hot') => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        ...{ AlarmName, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
        ScanBy: 'TimestampAscending',
      }),
    );
    return AlarmHistoryItems;
  };

  it('have no actions of a state that they have left when the window ends', async () => {
    await mute('PT1H');
    await world.advance('10m');
    await set('ALARM');
    await world.advance('10m');
    await set('OK');
    await world.advance('2h');
    expect(told()).to.deep.equal([]);
  });

  it('have the actions of their state when the window ends, once', async () => {
    await mute('PT1H');
    await world.advance('10m');
    await set('ALARM');
    await world.advance('54m');
    await world.advance('59s');
    expect(told()).to.deep.equal([]);
    await world.advance('2s');
    expect(told()).to.deep.equal([late]);
    await world.advance('2h');
    const summaries = (await history()).map(({ HistorySummary }) => HistorySummary);
    expect(summaries.filter((each) => each?.startsWith('Success'))).to.deep.equal([
      `Successfully executed action ${topic}`,
    ]);
  });

  it('stay muted until the last of the windows that overlap ends', async () => {
    await mute('PT1H');
    const Schedule = { Expression: 'cron(0 13 * * *)', Duration: 'PT1H' };
    await mute('', { Name: 'more', Rule: { Schedule } });
    await world.advance('10m');
    await set('ALARM');
    await world.advance('1h45m');
    expect(told()).to.deep.equal([]);
    await world.advance('6m');
    expect(told()).to.deep.equal([late]);
  });

  const endings: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['an update ends the window', () => mute('PT1M')],
    [
      'the alarm is no target any more',
      async () => {
        await put({ AlarmName: 'Cold' });
        await mute('PT1H', { MuteTargets: { AlarmNames: ['Cold'] } });
      },
    ],
    [
      'the rule is deleted',
      () => world.cloudWatch.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: 'works' })),
    ],
  ];
  for (const [name, end] of endings) {
    it(`have their actions at once where ${name}`, async () => {
      await mute('PT1H');
      await world.advance('10m');
      await set('ALARM');
      await world.advance('1m');
      await end();
      await world.advance('1s');
      expect(told()).to.deep.equal([late]);
    });
  }

  it('stay muted where an update makes the window longer', async () => {
    await mute('PT1H');
    await world.advance('10m');
    await set('ALARM');
    await mute('PT2H');
    await world.advance('1h');
    expect(told()).to.deep.equal([]);
    await world.advance('1h');
    expect(told()).to.deep.equal([late]);
  });

  it('have the actions that they name when the window ends', async () => {
    await mute('PT1H');
    await world.advance('10m');
    await set('ALARM');
    await put({ AlarmActions: [pager] });
    await world.advance('1h');
    expect(told()).to.deep.equal(['pager: Hot from INSUFFICIENT_DATA to ALARM after the window']);
  });

  it('have no actions when the window ends where they name none any more', async () => {
    await mute('PT1H');
    await world.advance('10m');
    await set('ALARM');
    await put({ AlarmActions: [] });
    await world.advance('1h');
    expect(told()).to.deep.equal([]);
  });

  it('had their actions before the window, and have them behind it, as ever', async () => {
    await mute('PT1H');
    await set('ALARM');
    await world.advance('2h');
    await set('OK');
    await set('ALARM');
    await world.advance('1s');
    expect(told()).to.deep.equal([
      'alarms: Hot from INSUFFICIENT_DATA to ALARM',
      'alarms: Hot from OK to ALARM',
    ]);
  });

  it('go on to be evaluated, and tell in their history what was held back', async () => {
    await put({ EvaluationPeriods: 1, AlarmActions: [topic], OKActions: [topic] });
    await mute('PT1H');
    await world.advance('9m');
    const MetricData = [{ MetricName: 'Load', Value: 90 }];
    await world.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
    await world.advance('1h');
    expect(told()).to.deep.equal([late]);
    const items = (await history()).filter(
      ({ HistoryItemType }) => HistoryItemType !== 'ConfigurationUpdate',
    );
    expect(items.map(({ Timestamp, HistorySummary }) => [Timestamp, HistorySummary])).to.deep.equal(
      [
        [new Date('2026-03-10T12:10:00Z'), 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
        [new Date('2026-03-10T12:10:00Z'), `Suppressed action ${topic}`],
        [new Date('2026-03-10T13:05:01Z'), `Successfully executed action ${topic}`],
      ],
    );
    const [suppressed, executed] = items
      .slice(1)
      .map(({ HistoryData }) => JSON.parse(HistoryData ?? '') as object);
    const muteWindowEndTimestamp = Date.parse('2026-03-10T13:05:00Z');
    const stateUpdateTimestamp = Date.parse('2026-03-10T12:10:00Z');
    expect(suppressed).to.deep.equal({
      actionState: 'Suppressed',
      stateUpdateTimestamp,
      notificationResource: topic,
      publishedMessage: null,
      error: null,
      muteWindowEndTimestamp,
    });
    expect({ ...executed, publishedMessage: '' }).to.deep.equal({
      actionState: 'Succeeded',
      stateUpdateTimestamp,
      notificationResource: topic,
      publishedMessage: '',
      error: null,
      muteWindowEndTimestamp,
    });
  });

  it('are composite ones too, whose children are muted or not by themselves', async () => {
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({
        ...{ AlarmName: 'any', AlarmRule: 'ALARM(Hot)', AlarmActions: [topic] },
      }),
    );
    await mute('PT1H', { MuteTargets: { AlarmNames: ['any'] } });
    await world.advance('10m');
    await set('ALARM');
    await world.advance('1s');
    expect(told()).to.deep.equal(['alarms: Hot from INSUFFICIENT_DATA to ALARM']);
    await world.advance('1h');
    expect(told().slice(1)).to.deep.equal(['alarms: any from OK to ALARM after the window']);
  });

  it('are not let go for a state that has come again, whose own actions wait', async () => {
    await put({ AlarmName: 'Quiet' });
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({
        ...{ AlarmName: 'any', AlarmRule: 'ALARM(Hot)', AlarmActions: [topic] },
        ...{ ActionsSuppressor: 'Quiet', ActionsSuppressorWaitPeriod: 60 },
        ActionsSuppressorExtensionPeriod: 60,
      }),
    );
    await put();
    await mute('PT1H', { MuteTargets: { AlarmNames: ['any'] } });
    await world.advance('10m');
    await set('ALARM');
    await world.advance('54m50s');
    await set('OK');
    await set('ALARM');
    await world.advance('59s');
    expect(told()).to.deep.equal([]);
    await world.advance('2s');
    expect(told()).to.deep.equal(['alarms: any from ALARM to ALARM']);
  });

  for (const MuteTargets of [undefined, { AlarmNames: [] }]) {
    const how = MuteTargets === undefined ? 'no list' : 'an empty one';
    it(`are all alarms where a rule has ${how}, and each of them is let go`, async () => {
      await put({ AlarmName: 'Cold', AlarmActions: [topic] });
      await mute('PT1H', { MuteTargets });
      await world.advance('10m');
      await set('ALARM', 'Hot');
      await set('ALARM', 'Cold');
      await world.advance('1s');
      expect(told()).to.deep.equal([]);
      await unmute();
      expect([...told()].sort()).to.deep.equal([late.replace('Hot', 'Cold'), late]);
    });
  }

  it('are let go over a restart', async () => {
    await mute('PT1H');
    await world.advance('10m');
    await set('ALARM');
    world = await world.restart();
    await world.advance('1h');
    expect(told()).to.deep.equal([late]);
  });
});
