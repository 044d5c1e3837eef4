import { expect } from 'chai';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import type { Service } from '../../src/service.js';
import { alarmInput } from '../support/alarms.js';
import { noFaults } from './faulty-store.js';
import { loadServices, seededScope, SeededWorld } from './seeded-world.js';

/** With the states of its children, whether it is true. */
const rules: readonly (readonly [rule: string, isTrue: (a: string, b: string) => boolean])[] = [
  ['ALARM(a) AND NOT ALARM(b)', (a, b) => a === 'ALARM' && b !== 'ALARM'],
  ['ALARM(a) OR OK(b)', (a, b) => a === 'ALARM' || b === 'OK'],
];
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);

describe('a composite alarm whose children move at once, by two servers', () => {
  let services: readonly Service[];

  before(async () => {
    services = await loadServices();
  });

  const stateOf = async (world: SeededWorld, name: string): Promise<string> => {
    const document = await world.store.get(alarmKey(seededScope, name));
    return document?.alarm.StateValue ?? 'none';
  };

  /** The one is slow, so that all that the other does may fall between two steps of it. */
  const setAtOnce = async (
    { servers, random, now }: SeededWorld,
    states: readonly (readonly [AlarmName: string, StateValue: string])[],
  ): Promise<void> => {
    const begun = servers.map(async (server, index) => {
      server.wire.faults = { ...noFaults, turnsMax: index === 0 ? 80 : 1 };
      for (let turn = random.below(400 * index); turn > 0; turn--) await Promise.resolve();
      const [AlarmName, StateValue] = states[index] ?? [];
      const input = { AlarmName, StateValue, StateReason: 'why' };
      await server.call('SetAlarmState', input, { ...seededScope, now });
      server.wire.faults = noFaults;
    });
    await Promise.all(begun);
  };
  const openWorld = async (seed: number, composite: object): Promise<SeededWorld> => {
    const world = new SeededWorld({ seed, services, serverCount: 2 });
    for (const AlarmName of ['a', 'b']) {
      await world.call('PutMetricAlarm', { ...alarmInput, AlarmName, TreatMissingData: 'ignore' });
    }
    await world.call('PutCompositeAlarm', { AlarmName: 'c', ...composite });
    return world;
  };

  for (const [AlarmRule, isTrue] of rules) {
    it(`is as ${AlarmRule} says when both have moved`, async () => {
      const wrong: number[] = [];
      for (const seed of seeds) {
        const world = await openWorld(seed, { AlarmRule });
        await setAtOnce(world, [
          ['a', 'ALARM'],
          ['b', 'ALARM'],
        ]);
        const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => stateOf(world, name)));
        if ((c === 'ALARM') !== isTrue(a ?? '', b ?? '')) wrong.push(seed);
      }
      expect(wrong).to.deep.equal([]);
    });
  }

  for (const moved of ['a', 'c']) {
    it(`lets its actions go when its suppressor has left ALARM while ${moved} moved`, async () => {
      const held: number[] = [];
      for (const seed of seeds) {
        const world = await openWorld(seed, {
          ...{ AlarmRule: 'ALARM(a)', AlarmActions: [topic], ActionsSuppressor: 'b' },
          ...{ ActionsSuppressorWaitPeriod: 10, ActionsSuppressorExtensionPeriod: 10 },
        });
        const alarm = { AlarmName: 'b', StateValue: 'ALARM', StateReason: 'why' };
        await world.call('SetAlarmState', alarm);
        await setAtOnce(world, [
          [moved, 'ALARM'],
          ['b', 'OK'],
        ]);
        await world.advance(30);
        if (world.messages.length !== 1) held.push(seed);
      }
      expect(held).to.deep.equal([]);
    });
  }
});
