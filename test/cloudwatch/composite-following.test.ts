import {
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmInput,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { createWorld, type World } from '../support/world.js';

const arnStart = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:';
/** So many that their names lie in all partitions. */
const pairs = Array.from({ length: 12 }, (_, pair) => [`x${pair}`, `y${pair}`] as const);

describe('composite alarms behind their children', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  /** Each alarm is on a metric of its own name, and goes into ALARM above 1. */
  const putMetricAlarms = async (names: readonly string[]) => {
    const input = { ...alarmInput, EvaluationPeriods: 1, Threshold: 1, TreatMissingData: 'ignore' };
    const puts = names.map((name) =>
      world.cloudWatch.send(
        new PutMetricAlarmCommand({ ...input, AlarmName: name, MetricName: name }),
      ),
    );
    await Promise.all(puts);
  };
  const putComposite = (AlarmName: string, given: Omit<PutCompositeAlarmInput, 'AlarmName'>) =>
    world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, ...given }));
  const send = (values: Readonly<Record<string, number>>) =>
    world.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: alarmInput.Namespace,
        MetricData: Object.entries(values).map(([MetricName, Value]) => {
          return { MetricName, Value, Timestamp: world.now() };
        }),
      }),
    );
  const set = (AlarmName: string, StateValue: StateValue) =>
    world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'set' }));
  const composite = async (name: string): Promise<CompositeAlarm> => {
    const { CompositeAlarms } = await world.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['CompositeAlarm'] }),
    );
    return CompositeAlarms?.[0] ?? {};
  };
  const stateOf = async (name: string) => (await composite(name)).StateValue;
  const updates = async (AlarmName: string) => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        ...{ AlarmName, AlarmTypes: ['CompositeAlarm'], HistoryItemType: 'StateUpdate' },
        ScanBy: 'TimestampAscending',
      }),
    );
    return AlarmHistoryItems;
  };
  const summaries = async (name: string) =>
    (await updates(name)).map(({ HistorySummary }) => HistorySummary);
  const each = (
    value: (pair: readonly [string, string]) => readonly (readonly [string, number])[],
  ) => Object.fromEntries(pairs.flatMap(value));

  it('see all that a beat changes at once', async () => {
    await putMetricAlarms(pairs.flat());
    for (const [x, y] of pairs) {
      await putComposite(`only-${x}`, { AlarmRule: `ALARM(${x}) AND NOT ALARM(${y})` });
      await putComposite(`above-${x}`, {
        AlarmRule: `ALARM(only-${x}) OR INSUFFICIENT_DATA(${y})`,
      });
    }
    await send(
      each(([x, y]) => [
        [x, 0],
        [y, 0],
      ]),
    );
    await world.advance('61s');
    await send(
      each(([x, y]) => [
        [x, 5],
        [y, 5],
      ]),
    );
    await world.advance('61s');
    for (const [x] of pairs) {
      expect(await summaries(`only-${x}`)).to.deep.equal([
        'Alarm updated from INSUFFICIENT_DATA to OK',
      ]);
      expect(await summaries(`above-${x}`)).to.deep.equal([
        'Alarm updated from INSUFFICIENT_DATA to ALARM',
        'Alarm updated from ALARM to OK',
      ]);
    }
  });

  it('name the child whose change moved them, though another moved as well', async () => {
    await putMetricAlarms(pairs.flat());
    for (const [x, y] of pairs) {
      await putComposite(`either-${x}`, { AlarmRule: `ALARM(${x}) OR ALARM(${y})` });
      await putComposite(`fine-${x}`, { AlarmRule: `NOT ALARM(${x}) AND ALARM(${y})` });
    }
    await send(
      each(([x, y]) => [
        [x, 0],
        [y, 5],
      ]),
    );
    await world.advance('61s');
    const at = 'Tuesday 10 March, 2026 12:01:00 UTC';
    for (const [x, y] of pairs) {
      const named = [`either-${x}`, `fine-${x}`].map(
        async (name) => (await composite(name)).StateReason,
      );
      expect(await Promise.all(named)).to.deep.equal([
        `${arnStart}${y} transitioned to ALARM at ${at}`,
        `${arnStart}${y} transitioned to ALARM at ${at}`,
      ]);
    }
  });

  describe('with a suppressor', () => {
    const suppressed = {
      ...{ AlarmRule: 'ALARM(x)', ActionsSuppressor: 'quiet' },
      AlarmActions: ['arn:aws:sns:us-east-1:000000000000:bell'],
    };

    beforeEach(async () => {
      await putMetricAlarms(['x', 'quiet']);
    });

    const actionSummaries = async () => {
      const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
        new DescribeAlarmHistoryCommand({
          ...{ AlarmName: 'loud', AlarmTypes: ['CompositeAlarm'], HistoryItemType: 'Action' },
        }),
      );
      return AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary.split('.')[0]);
    };

    it('keep a state set by hand when their wait ends, and have its actions', async () => {
      await putComposite('loud', {
        ...suppressed,
        ...{ ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 60 },
      });
      await world.advance('2m');
      await set('loud', 'ALARM');
      await world.advance('2m');
      const { StateValue, StateReason } = await composite('loud');
      expect({ StateValue, StateReason }).to.deep.equal({
        StateValue: 'ALARM',
        StateReason: 'set',
      });
      expect(await actionSummaries()).to.deep.equal([
        'Failed to execute action arn:aws:sns:us-east-1:000000000000:bell',
        'Suppressed action arn:aws:sns:us-east-1:000000000000:bell',
      ]);
      // A child that moves is another matter.
      await set('x', 'OK');
      expect((await composite('loud')).StateReason).to.contain('x transitioned to OK');
    });

    it('keep a state set by hand when their suppressor moves', async () => {
      await putComposite('loud', {
        ...suppressed,
        ...{ ActionsSuppressorWaitPeriod: 0, ActionsSuppressorExtensionPeriod: 0 },
      });
      await set('loud', 'ALARM');
      await set('quiet', 'ALARM');
      await set('quiet', 'OK');
      const { StateValue, StateReason } = await composite('loud');
      expect({ StateValue, StateReason }).to.deep.equal({
        StateValue: 'ALARM',
        StateReason: 'set',
      });
    });

    it('tell in their history what suppressed the state before, and not the next one', async () => {
      await putComposite('loud', {
        ...suppressed,
        ...{ ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 60 },
      });
      await world.advance('2m');
      await set('quiet', 'ALARM');
      await set('x', 'ALARM');
      const told = (await updates('loud')).map(({ HistoryData = '' }) => {
        const { oldState, newState } = JSON.parse(HistoryData) as Record<
          'oldState' | 'newState',
          { readonly stateValue: string; readonly actionsSuppressedBy?: string }
        >;
        return [oldState, newState].map((state) =>
          [state.stateValue, state.actionsSuppressedBy].join(' '),
        );
      });
      expect(told).to.deep.equal([
        ['INSUFFICIENT_DATA ', 'OK WaitPeriod'],
        ['OK WaitPeriod', 'OK '],
        ['OK ', 'ALARM Alarm'],
      ]);
    });
  });

  const switches = [
    ['enabled', EnableAlarmActionsCommand],
    ['disabled', DisableAlarmActionsCommand],
  ] as const;
  for (const [done, Switch] of switches) {
    it(`keep a state set by hand when their actions are ${done}`, async () => {
      await putMetricAlarms(['x']);
      await putComposite('c', { AlarmRule: 'ALARM(x)' });
      await set('c', 'ALARM');
      await world.cloudWatch.send(new Switch({ AlarmNames: ['c'] }));
      const { StateValue, StateReason } = await composite('c');
      expect([StateValue, StateReason]).to.deep.equal(['ALARM', 'set']);
      // To be put is another matter (PutCompositeAlarm).
      await putComposite('c', { AlarmRule: 'ALARM(x)', AlarmDescription: 'another' });
      expect(await stateOf('c')).to.equal('OK');
    });
  }

  it('are evaluated once around a circle, when put into it too', async () => {
    await putMetricAlarms(['x']);
    await putComposite('a', { AlarmRule: 'TRUE' });
    await putComposite('b', { AlarmRule: 'ALARM(a)' });
    await putComposite('above', { AlarmRule: 'ALARM(a) AND ALARM(x)' });
    await putComposite('a', { AlarmRule: 'NOT ALARM(b) OR ALARM(x)' });
    expect(await Promise.all(['a', 'b'].map(stateOf))).to.deep.equal(['ALARM', 'OK']);
    // One that only looks at the circle goes on.
    await set('x', 'ALARM');
    expect(await Promise.all(['a', 'b', 'above'].map(stateOf))).to.deep.equal([
      ...['ALARM', 'OK', 'ALARM'],
    ]);
    await putComposite('a', { AlarmRule: 'FALSE' });
    expect(await Promise.all(['a', 'b', 'above'].map(stateOf))).to.deep.equal(['OK', 'OK', 'OK']);
  });
});
