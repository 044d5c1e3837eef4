import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

function arnOf(name: string): string {
  return `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;
}

/** Recorded from AWS by the public project stackd (`alarm_composites`, its cycles). */
describe('PutCompositeAlarm in a circle', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, AlarmName: 'cpu' }));
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = (AlarmName: string, AlarmRule: string) =>
    world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));
  const set = (AlarmName: string, StateValue: 'ALARM') =>
    world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'why' }));
  const composite = async (AlarmName: string) => {
    const { CompositeAlarms } = await world.cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName], AlarmTypes: ['CompositeAlarm'] }),
    );
    return CompositeAlarms?.[0];
  };
  const stateOf = async (AlarmName: string) => (await composite(AlarmName))?.StateValue;
  const shown = async (name: string): Promise<readonly unknown[]> => {
    const { StateValue, StateReason, StateReasonData = '' } = (await composite(name)) ?? {};
    return [StateValue, StateReason, StateReasonData];
  };
  const at = '2026-03-10T12:00:00.000+0000';
  const causedBy = (name: string): string =>
    JSON.stringify({
      triggeringAlarms: [{ arn: arnOf(name), state: { value: 'ALARM', timestamp: at } }],
    });
  const becameAlarm = (name: string): string =>
    `${arnOf(name)} transitioned to ALARM at Tuesday 10 March, 2026 12:00:00 UTC`;
  const updated = `${arnOf('c')} was updated and its new alarm rule evaluates to ALARM`;
  const moves = async (AlarmName: string): Promise<readonly (string | undefined)[]> => {
    const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        ...{ AlarmName, AlarmTypes: ['CompositeAlarm'], HistoryItemType: 'StateUpdate' },
        ScanBy: 'TimestampAscending',
      }),
    );
    return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
  };
  const [first, toAlarm] = ['INSUFFICIENT_DATA to OK', 'OK to ALARM'].map(
    (states) => `Alarm updated from ${states}`,
  );

  it('moves once around it where that is all', async () => {
    await set('cpu', 'ALARM');
    await put('c', 'FALSE');
    await put('d', 'ALARM(c)');
    await put('c', 'ALARM(d) OR ALARM(cpu)');
    expect(await shown('c')).to.deep.equal(['ALARM', updated, causedBy('cpu')]);
    expect(await shown('d')).to.deep.equal(['ALARM', becameAlarm('c'), causedBy('c')]);
    await world.advance('30s');
    expect(await Promise.all(['c', 'd'].map(moves))).to.deep.equal([
      [first, toAlarm],
      [first, toAlarm],
    ]);
  });

  it('stops where it would go on for ever, and keeps what the last one was told', async () => {
    await put('c', 'FALSE');
    await put('d', 'FALSE');
    await put('d', 'ALARM(c)');
    await put('c', 'NOT ALARM(d)');
    await world.advance('15s');
    expect(await stateOf('c')).to.equal('OK');
    expect(await shown('d')).to.deep.equal(['ALARM', becameAlarm('c'), causedBy('c')]);
    expect(await Promise.all(['c', 'd'].map(moves))).to.deep.equal([[first], [first, toAlarm]]);
    await put('c', 'FALSE');
    expect(await stateOf('d')).to.equal('ALARM');
    await put('d', 'FALSE');
    expect(await stateOf('d')).to.equal('OK');
  });

  it('goes on to refuse that one of it is deleted', async () => {
    await put('a', 'ALARM(cpu)');
    await put('b', 'ALARM(a)');
    await put('a', 'ALARM(cpu) OR ALARM(b)');
    await set('cpu', 'ALARM');
    expect(await Promise.all(['a', 'b'].map(stateOf))).to.deep.equal(['ALARM', 'ALARM']);
    const deletion = new DeleteAlarmsCommand({ AlarmNames: ['b'] });
    expect(await refusalOf(world.cloudWatch.send(deletion))).to.deep.equal({
      code: 'ValidationError',
      message: 'Cannot delete b as there are composite alarm(s) depending on it.',
    });
    await put('a', 'ALARM(cpu)');
    await world.cloudWatch.send(deletion);
  });
});
