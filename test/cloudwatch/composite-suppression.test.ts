import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmInput,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const arnStart = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
const [bell, whistle] = ['bell', 'whistle'].map(
  (name) => `arn:aws:sns:us-east-1:000000000000:${name}`,
) as [string, string];

/** Rings the bell in ALARM and blows the whistle in OK, unless `quiet` is in ALARM. */
const settings = {
  AlarmName: 'loud',
  AlarmRule: 'ALARM(cpu)',
  AlarmActions: [bell],
  OKActions: [whistle],
  ActionsSuppressor: 'quiet',
  ActionsSuppressorWaitPeriod: 60,
  ActionsSuppressorExtensionPeriod: 120,
} satisfies PutCompositeAlarmInput;

describe('the actions suppressor of a composite alarm', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    for (const AlarmName of ['cpu', 'quiet', 'loudness']) {
      const input = { ...alarmInput, AlarmName, TreatMissingData: 'ignore' };
      await world.cloudWatch.send(new PutMetricAlarmCommand(input));
    }
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (given: Partial<PutCompositeAlarmInput> = {}) =>
    world.cloudWatch.send(new PutCompositeAlarmCommand({ ...settings, ...given }));
  const set = (AlarmName: string, StateValue: StateValue) =>
    world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'why' }));
  const loud = async () => {
    const { CompositeAlarms } = await world.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }),
    );
    return CompositeAlarms?.[0];
  };
  const history = async (HistoryItemType: 'Action' | 'StateUpdate') => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        ...{ AlarmName: 'loud', AlarmTypes: ['CompositeAlarm'], HistoryItemType },
        ScanBy: 'TimestampAscending',
      }),
    );
    return AlarmHistoryItems;
  };
  interface ActionData {
    readonly actionState: string;
    readonly notificationResource: string;
    readonly stateUpdateTimestamp: number;
  }
  const actionData = async () =>
    (await history('Action')).map(({ HistoryData = '' }) => JSON.parse(HistoryData) as ActionData);
  /** The ends of the ARNs of the actions that were executed since the alarm was made. */
  const actions = async () =>
    (await actionData())
      .filter(({ actionState }) => actionState !== 'Suppressed')
      .map(({ notificationResource }) =>
        notificationResource.slice(notificationResource.lastIndexOf(':') + 1),
      );
  const phase = async () => (await loud())?.ActionsSuppressedBy;

  /** Puts the alarm and lets the actions of its creation pass by. */
  const putQuietly = async (given: Partial<PutCompositeAlarmInput> = {}) => {
    await put({ ...given, OKActions: [] });
    await world.advance('3m');
    await put(given);
  };

  it('waits for the suppressor, and then runs the actions', async () => {
    await putQuietly();
    await set('cpu', 'ALARM');
    const { ActionsSuppressedBy, ActionsSuppressedReason, StateValue } = (await loud()) ?? {};
    expect({ ActionsSuppressedBy, ActionsSuppressedReason, StateValue }).to.deep.equal({
      ActionsSuppressedBy: 'WaitPeriod',
      ActionsSuppressedReason: 'Actions suppressed by WaitPeriod',
      StateValue: 'ALARM',
    });
    await world.advance('59s');
    expect(await actions()).to.deep.equal([]);
    await world.advance('1s');
    expect([await phase(), await actions()]).to.deep.equal([undefined, ['bell']]);
    // After its release the suppressor has no say any more.
    await set('quiet', 'ALARM');
    await set('quiet', 'OK');
    await world.advance('5m');
    expect([await phase(), await actions()]).to.deep.equal([undefined, ['bell']]);
  });

  it('holds actions while the suppressor is in ALARM, and an extension longer', async () => {
    await putQuietly();
    await set('cpu', 'ALARM');
    await world.advance('30s');
    await set('quiet', 'ALARM');
    const held = await loud();
    expect([held?.ActionsSuppressedBy, held?.ActionsSuppressedReason]).to.deep.equal([
      'Alarm',
      `Actions suppressed by ${arnStart}quiet that transitioned to ALARM at ` +
        'Tuesday 10 March, 2026 12:03:30 UTC',
    ]);
    expect(held?.StateUpdatedTimestamp).to.deep.equal(world.now());
    expect(held?.StateTransitionedTimestamp).to.deep.equal(new Date(world.now().getTime() - 3e4));
    await world.advance('1h');
    await set('quiet', 'OK');
    expect([await phase(), await actions()]).to.deep.equal(['ExtensionPeriod', []]);
    await world.advance('119s');
    expect(await actions()).to.deep.equal([]);
    await world.advance('1s');
    expect([await phase(), await actions()]).to.deep.equal([undefined, ['bell']]);
    const items = await history('StateUpdate');
    expect(items.slice(2).map(({ HistorySummary }) => HistorySummary)).to.deep.equal([
      'Alarm updated from OK to ALARM',
      'Alarm actions suppression updated',
      'Alarm actions suppression updated',
      'Alarm actions suppression updated',
    ]);
  });

  it('tells with each phase of the actions that it holds, and then of their end', async () => {
    await putQuietly();
    await set('cpu', 'ALARM');
    await set('quiet', 'ALARM');
    await world.advance('1m');
    await set('quiet', 'OK');
    await world.advance('2m');
    const told = await actionData();
    expect(told.map(({ actionState }) => actionState)).to.deep.equal([
      'Suppressed',
      'Suppressed',
      'Suppressed',
      'Failed',
    ]);
    const start = Date.parse('2026-03-10T12:03:00Z');
    expect(
      told.map(({ stateUpdateTimestamp }) => (stateUpdateTimestamp - start) / 1000),
    ).to.deep.equal([0, 0, 60, 180]);
    expect(told[0]).to.deep.equal({
      actionState: 'Suppressed',
      stateUpdateTimestamp: start,
      notificationResource: bell,
      publishedMessage: null,
      error: null,
      muteWindowEndTimestamp: null,
    });
  });

  it('is held anew when the suppressor comes back within the extension', async () => {
    await set('quiet', 'ALARM');
    await putQuietly();
    await set('cpu', 'ALARM');
    expect(await phase()).to.equal('Alarm');
    await set('quiet', 'OK');
    await world.advance('100s');
    await set('quiet', 'ALARM');
    await world.advance('100s');
    expect([await phase(), await actions()]).to.deep.equal(['Alarm', []]);
  });

  it('starts again with each transition, and runs the actions of the last state', async () => {
    await putQuietly();
    await set('cpu', 'ALARM');
    await world.advance('50s');
    await set('cpu', 'OK');
    await world.advance('50s');
    expect([await phase(), await actions()]).to.deep.equal(['WaitPeriod', []]);
    await world.advance('10s');
    expect(await actions()).to.deep.equal(['whistle']);
  });

  it('holds nothing without a wait and a suppressor in ALARM', async () => {
    await putQuietly({ ActionsSuppressorWaitPeriod: 0, ActionsSuppressorExtensionPeriod: 0 });
    await set('cpu', 'ALARM');
    expect([await phase(), await actions()]).to.deep.equal([undefined, ['bell']]);
    await set('quiet', 'ALARM');
    await set('cpu', 'OK');
    expect([await phase(), await actions()]).to.deep.equal(['Alarm', ['bell']]);
    await set('quiet', 'INSUFFICIENT_DATA');
    expect([await phase(), await actions()]).to.deep.equal([undefined, ['bell', 'whistle']]);
  });

  it('lets go when the suppressor is replaced, and not when other settings are', async () => {
    await putQuietly();
    await set('cpu', 'ALARM');
    await put({ AlarmDescription: 'As loud as before' });
    expect(await phase()).to.equal('WaitPeriod');
    await put({ ActionsSuppressor: 'loudness' });
    await world.advance('10m');
    expect([await phase(), await actions()]).to.deep.equal([undefined, []]);
  });

  for (const by of ['WaitPeriod', 'Alarm'] as const) {
    it(`runs what is held by ${by} where the suppressor is taken away, and tells it`, async () => {
      if (by === 'Alarm') await set('quiet', 'ALARM');
      await putQuietly();
      await set('cpu', 'ALARM');
      expect([await phase(), await actions()]).to.deep.equal([by, []]);
      await put({
        ...{ ActionsSuppressor: undefined, ActionsSuppressorWaitPeriod: undefined },
        ActionsSuppressorExtensionPeriod: undefined,
      });
      await world.advance('1s');
      expect([await phase(), await actions()]).to.deep.equal([undefined, ['bell']]);
      expect((await history('StateUpdate')).at(-1)?.HistorySummary).to.equal(
        'Alarm actions suppression updated',
      );
      await world.advance('10m');
      expect(await actions()).to.deep.equal(['bell']);
    });
  }

  it('holds with actions disabled, too, by whichever name it is called (recorded)', async () => {
    const ActionsSuppressor = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:quiet';
    await putQuietly({ ActionsEnabled: false });
    await set('cpu', 'ALARM');
    const { StateUpdatedTimestamp } = (await loud()) ?? {};
    await world.advance('1s');
    await put({ ActionsEnabled: false, ActionsSuppressor });
    const shown = await loud();
    expect(shown?.ActionsSuppressedBy).to.equal('WaitPeriod');
    expect(shown?.StateUpdatedTimestamp).to.deep.equal(StateUpdatedTimestamp);
    await world.advance('3m');
    expect([await phase(), await history('Action')]).to.deep.equal([undefined, []]);
  });

  it('keeps a hold over a restart', async () => {
    await putQuietly();
    await set('cpu', 'ALARM');
    world = await world.restart();
    await world.advance('1m');
    expect([await phase(), await actions()]).to.deep.equal([undefined, ['bell']]);
  });

  it('cannot be deleted while it is needed', async () => {
    await put({ ActionsSuppressor: `${arnStart}quiet` });
    const remove = () => world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['quiet'] }));
    expect(await refusalOf(remove())).to.deep.equal({
      code: 'ValidationError',
      message: 'Cannot delete quiet as there are composite alarm(s) depending on it.',
    });
    await world.cloudWatch.send(
      new PutCompositeAlarmCommand({ AlarmName: 'loud', AlarmRule: 'ALARM(cpu)' }),
    );
    expect((await refusalOf(remove())).code).to.equal('accepted');
  });

  const refusals: readonly (readonly [string, Partial<PutCompositeAlarmInput>])[] = [
    ['one that there is not', { ActionsSuppressor: 'nobody' }],
    ['itself', { ActionsSuppressor: 'loud' }],
    ['no wait period', { ActionsSuppressorWaitPeriod: undefined }],
    ['periods alone', { ActionsSuppressor: undefined }],
  ];
  for (const [what, given] of refusals) {
    it(`refuses ${what}`, async () => {
      const { code, message } = await refusalOf(put(given));
      expect(code).to.equal('ValidationError');
      expect(message).to.contain('ActionsSuppressor');
      expect(await loud()).to.equal(undefined);
    });
  }
});
