import { expect } from 'chai';
import { groupKey } from '../../src/autoscaling/keys.js';
import { historyPrefix } from '../../src/cloudwatch/alarm-document.js';
import type { Service } from '../../src/service.js';
import { alarmInput } from '../support/alarms.js';
import { putScaledGroup, scaledGroup } from './scaled-group.js';
import { loadServices, seededScope, SeededWorld } from './seeded-world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';

describe('an alarm that is deleted when its server is killed in the midst of its actions', () => {
  let services: readonly Service[];

  before(async () => {
    services = await loadServices();
  });

  /** The server ends before so many operations of its store, and then the alarm is deleted. */
  const deletedAfter = async (operations: number, isPutAgain: boolean) => {
    const world = new SeededWorld({ seed: operations, services });
    const policy = await putScaledGroup(world, alarmInput.AlarmName);
    const input = { ...alarmInput, AlarmActions: [policy, topic], TreatMissingData: 'ignore' };
    await world.call('PutMetricAlarm', input);
    world.cutSoon(operations);
    const { AlarmName } = alarmInput;
    const state = { AlarmName, StateValue: 'ALARM', StateReason: 'why' };
    const { kind } = await world.call('SetAlarmState', state);
    await world.call('DeleteAlarms', { AlarmNames: [AlarmName] });
    if (isPutAgain) await world.call('PutMetricAlarm', input);
    await world.advance(30);
    const items = await world.store.list(historyPrefix(seededScope, AlarmName), { limit: 100 });
    const summaries = items.map(({ document }) => document.item.HistorySummary);
    const group = await world.store.get(groupKey(seededScope, scaledGroup(AlarmName)));
    return {
      isAnswered: kind === 'answered',
      transitions: summaries.filter((each) => each.startsWith('Alarm updated from')).length,
      executed: summaries.filter((each) => each.startsWith('Successfully executed')).length,
      DesiredCapacity: group?.group.DesiredCapacity,
      messages: new Set(world.messages.map(({ id }) => id)).size,
    };
  };

  for (const isPutAgain of [false, true]) {
    const again = isPutAgain ? ', though its name be used again' : '';
    it(`has all of them if it had its transition, once${again}`, async () => {
      const seen = new Set<string>();
      for (let operations = 1; operations <= operationsMax; operations++) {
        const { isAnswered, ...done } = await deletedAfter(operations, isPutAgain);
        const { transitions } = done;
        if (isAnswered) expect(transitions).to.equal(1);
        seen.add(`${isAnswered ? 'answered' : 'lost'}, ${transitions}`);
        expect([operations, done]).to.deep.equal([
          operations,
          {
            transitions,
            executed: 2 * transitions,
            DesiredCapacity: transitions,
            messages: transitions,
          },
        ]);
      }
      expect([...seen]).to.deep.equal(['lost, 0', 'lost, 1', 'answered, 1']);
    });
  }
});

/** More than such a call has. */
const operationsMax = 40;
