import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
  type HistoryItemType,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type ScanBy,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { alarmInput } from '../support/alarms.js';
import { createWorld, type World, worldStart } from '../support/world.js';

describe('DescribeAlarmHistory', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    for (const AlarmName of ['cold', 'hot']) {
      await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, AlarmName }));
    }
    const AlarmRule = 'ALARM(hot) OR ALARM(cold)';
    await world.cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule }));
    // Some of one millisecond, some of another.
    for (const StateValue of ['ALARM', 'OK', 'ALARM'] as const) await setBoth(StateValue);
    await world.advance('1s');
    for (const StateValue of ['OK', 'ALARM'] as const) await setBoth(StateValue);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const setBoth = async (StateValue: StateValue): Promise<void> => {
    const StateReason = 'why';
    const inputs = ['hot', 'cold'].map((AlarmName) => ({ AlarmName, StateValue, StateReason }));
    // At once, since each waits for the disk.
    await Promise.all(
      inputs.map((input) => world.cloudWatch.send(new SetAlarmStateCommand(input))),
    );
  };
  const page = async (input: DescribeAlarmHistoryInput) => {
    const { AlarmHistoryItems = [], NextToken } = await world.cloudWatch.send(
      new DescribeAlarmHistoryCommand(input),
    );
    const texts = AlarmHistoryItems.map(({ AlarmName, Timestamp, HistorySummary, HistoryData }) => {
      return [AlarmName, Timestamp?.toISOString(), HistorySummary, HistoryData].join(' ');
    });
    return { texts, NextToken };
  };
  /** Page by page, with something new between each two. */
  const paged = async (input: DescribeAlarmHistoryInput): Promise<readonly string[]> => {
    const all: string[] = [];
    let NextToken: string | undefined;
    for (let count = 0; count < 40; count++) {
      const next = await page({ ...input, NextToken });
      all.push(...next.texts);
      ({ NextToken } = next);
      if (NextToken === undefined) return all;
      if (count > 1) continue;
      await world.advance('1s');
      await setBoth(count % 2 === 0 ? 'OK' : 'ALARM');
    }
    throw new Error('The pages do not end.');
  };

  const start = new Date(worldStart.getTime() + 1_000);
  const StateUpdate: HistoryItemType = 'StateUpdate';
  const filters: readonly (readonly [string, DescribeAlarmHistoryInput])[] = [
    ['of all metric alarms', {}],
    ['of one alarm', { AlarmName: 'hot' }],
    ['of both types', { AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }],
    ['of a composite alarm', { AlarmName: 'any', AlarmTypes: ['CompositeAlarm'] }],
    ['of state updates', { AlarmName: 'cold', HistoryItemType: StateUpdate }],
    ['from a date on', { AlarmName: 'hot', StartDate: start }],
    ['up to a date', { EndDate: worldStart }],
    ['between dates', { AlarmName: 'hot', StartDate: worldStart, EndDate: start }],
  ];
  const orders: readonly ScanBy[] = ['TimestampAscending', 'TimestampDescending'];
  for (const ScanBy of orders) {
    for (const [name, filter] of filters) {
      it(`pages the items ${name} by ${ScanBy} while others arrive`, async () => {
        const input = { ...filter, ScanBy };
        const before = await page(input);
        expect(before.texts.length).to.be.above(1);
        expect(before.NextToken).to.equal(undefined);
        const all = await paged({ ...input, MaxRecords: 2 });
        const after = await page(input);
        // The newest first are those of when the first page was read; the oldest first go on.
        const expected = ScanBy === 'TimestampAscending' ? after.texts : before.texts;
        expect(all).to.deep.equal(expected);
        expect(after.texts).to.include.members([...before.texts]);
      });
    }
  }

  it('tells those of one millisecond in the order in which they came', async () => {
    const { texts } = await page({ AlarmName: 'hot', EndDate: worldStart });
    expect(texts.map((text) => text.split(/ Alarm| {/)[1]?.trim())).to.deep.equal([
      'updated from OK to ALARM',
      'updated from ALARM to OK',
      'updated from INSUFFICIENT_DATA to ALARM',
      '"hot" created',
    ]);
  });

  it('tells of one that is deleted and put again within a millisecond in that order', async () => {
    for (let turn = 0; turn < 3; turn++) {
      await world.cloudWatch.send(new PutMetricAlarmCommand({ ...alarmInput, AlarmName: 'new' }));
      await world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ['new'] }));
    }
    const { texts } = await page({ AlarmName: 'new' });
    expect(texts.map((text) => text.split('"new" ')[1]?.split(' ')[0])).to.deep.equal(
      [1, 2, 3].flatMap(() => ['deleted', 'created']),
    );
  });
});
