import { expect } from 'chai';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { watchedByAlarm } from '../../src/cloudwatch/composite-link.js';
import type { Service } from '../../src/service.js';
import { alarmInput } from '../support/alarms.js';
import { loadServices, seededScope, SeededWorld } from './seeded-world.js';

const suppressing = {
  ...{ AlarmRule: 'TRUE', ActionsSuppressor: 'b' },
  ...{ ActionsSuppressorWaitPeriod: 1, ActionsSuppressorExtensionPeriod: 1 },
};

/** What is put while `b` is deleted: a composite alarm that comes to need it. */
const puts: readonly (readonly [what: string, before: object | undefined, put: object])[] = [
  ['a new composite alarm', undefined, { AlarmRule: 'ALARM(a) OR ALARM(b)' }],
  ['a new rule', { AlarmRule: 'ALARM(a)' }, { AlarmRule: 'ALARM(b)' }],
  ['a suppressor', { AlarmRule: 'ALARM(a)' }, suppressing],
];
const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe('calls that overtake each other', () => {
  let services: readonly Service[];

  before(async () => {
    services = await loadServices();
  });

  const openWorld = async (seed: number): Promise<SeededWorld> => {
    const world = new SeededWorld({ seed, services, serverCount: 1 + (seed % 2) });
    for (const AlarmName of ['a', 'b']) {
      const input = { ...alarmInput, AlarmName, TreatMissingData: 'ignore' };
      await world.call('PutMetricAlarm', input);
    }
    return world;
  };
  const kindsOf = async (world: SeededWorld, calls: readonly (readonly [string, object])[]) => {
    world.faults = { turnsMax: 6, conflicts: 0.1, failures: 0 };
    const begun = calls.map(async ([action, input]) => {
      for (let turn = world.random.below(60); turn > 0; turn--) await Promise.resolve();
      return world.call(action, input);
    });
    const answers = await Promise.all(begun);
    world.faults = { turnsMax: 0, conflicts: 0, failures: 0 };
    return answers.map(({ kind }) => kind);
  };
  const alarmOf = async (world: SeededWorld, name: string) => {
    const document = await world.store.get(alarmKey(seededScope, name));
    return document?.deletedAt !== undefined ? undefined : document?.alarm;
  };

  for (const [what, before, put] of puts) {
    it(`delete no alarm that ${what} comes to need, and accept one of the two`, async () => {
      const accepted = new Set<string>();
      for (const seed of seeds) {
        const world = await openWorld(seed);
        const AlarmName = 'c';
        if (before !== undefined) await world.call('PutCompositeAlarm', { AlarmName, ...before });
        const kinds = await kindsOf(world, [
          ['PutCompositeAlarm', { AlarmName, ...put }],
          ['DeleteAlarms', { AlarmNames: ['b'] }],
        ]);
        accepted.add(kinds.join(' '));
        const composite = await alarmOf(world, 'c');
        const needed = composite === undefined ? [] : watchedByAlarm(composite, seededScope);
        const missing = needed.filter(({ name }) => name === 'b');
        const isThere = (await alarmOf(world, 'b')) !== undefined;
        expect([seed, isThere || missing.length === 0]).to.deep.equal([seed, true]);
      }
      expect([...accepted]).to.not.include('answered answered');
      expect([...accepted]).to.include.members(['answered refused', 'refused answered']);
    });
  }

  it('delete no alarm with its parent that the parent, put again, comes to need', async () => {
    const accepted = new Set<string>();
    for (const seed of seeds) {
      const world = await openWorld(seed);
      const composite = { AlarmName: 'c', AlarmRule: 'ALARM(b)' };
      await world.call('PutCompositeAlarm', composite);
      const kinds = await kindsOf(world, [
        ['PutCompositeAlarm', composite],
        ['DeleteAlarms', { AlarmNames: ['b', 'c'] }],
      ]);
      accepted.add(kinds.join(' '));
      const [parent, child] = await Promise.all(['c', 'b'].map((name) => alarmOf(world, name)));
      expect([seed, parent === undefined || child !== undefined]).to.deep.equal([seed, true]);
    }
    expect([...accepted]).to.include.members(['answered answered', 'answered refused']);
  });

  it('leave a composite alarm that follows the children of its last rule', async () => {
    for (const seed of seeds) {
      const world = await openWorld(seed);
      await kindsOf(world, [
        ['PutCompositeAlarm', { AlarmName: 'c', AlarmRule: 'ALARM(a)' }],
        ['PutCompositeAlarm', { AlarmName: 'c', AlarmRule: 'ALARM(b)' }],
      ]);
      const composite = await alarmOf(world, 'c');
      const [child] = composite === undefined ? [] : watchedByAlarm(composite, seededScope);
      const state = { StateValue: 'ALARM', StateReason: 'why' };
      await world.call('SetAlarmState', { AlarmName: child?.name, ...state });
      expect([seed, (await alarmOf(world, 'c'))?.StateValue]).to.deep.equal([seed, 'ALARM']);
      const others = ['a', 'b'].filter((name) => name !== child?.name);
      const { kind } = await world.call('DeleteAlarms', { AlarmNames: others });
      expect([seed, kind]).to.deep.equal([seed, 'answered']);
    }
  });
});
