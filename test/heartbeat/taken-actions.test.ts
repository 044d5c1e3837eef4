import { PutScalingPolicyCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { withState } from '../../src/cloudwatch/alarm.js';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { alarmKey } from '../../src/cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import type { ActionTarget } from '../../src/heartbeat/action-target.js';
import { deliverActions } from '../../src/heartbeat/deliver-actions.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { postActions } from '../../src/heartbeat/post-actions.js';
import { scaleOnAlarm } from '../../src/heartbeat/scale-on-alarm.js';
import { alarmInput } from '../support/alarms.js';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { simple } from '../support/policies.js';
import { createWorld, type World } from '../support/world.js';

const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const scope = { account: '000000000000', region: 'us-east-1' };

/** The target has the action, and its server ends before the alarm keeps that. */
describe('an action that went out before a mute window opened', () => {
  let world: World;
  let policy: string;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { DesiredCapacity: 1 });
    const names = { AutoScalingGroupName: 'web', PolicyName: 'out' };
    const { PolicyARN } = await world.autoScaling.send(
      new PutScalingPolicyCommand({ ...simple, ...names, Cooldown: 0 }),
    );
    policy = PolicyARN ?? '';
    await world.advance('1m');
  });

  afterEach(() => world.close());

  const pass = (action: string, target: ActionTarget, until: Date | undefined) => {
    const { store } = world.updraft.storage;
    const now = world.now();
    const settings = readAlarmSettings({ ...alarmInput, AlarmActions: [action] });
    const created = putAlarm(undefined, { settings, tags: [], scope, now, id: 'incarnation' });
    const reasons = { StateReason: 'why', StateReasonData: undefined, recentDatapoints: [22] };
    const document = withState(created, { StateValue: 'ALARM', ...reasons }, now);
    return deliverActions(
      { key: alarmKey(scope, alarmInput.AlarmName), document, version: '1' },
      {
        ...{ store, targets: [target], journal: new Journal(), now },
        mutes: { endOf: () => Promise.resolve(until) },
      },
    );
  };
  const courier = {
    refusal: () => undefined,
    endpointOf: () => '',
    send: () => Promise.reject(new Error('Nothing is sent here.')),
  };
  const targets: readonly (readonly [string, () => readonly [string, ActionTarget]])[] = [
    [
      'a topic was to hear of',
      () => [topic, postActions(world.updraft.storage.store, courier)] as const,
    ],
    [
      'a policy has followed',
      () => {
        const { store } = world.updraft.storage;
        const parts = { store, journal: new Journal(), attend: () => Promise.resolve() };
        return [policy, scaleOnAlarm(parts)] as const;
      },
    ],
  ];
  for (const [name, targetOf] of targets) {
    it(`is not held back, and not done again: one that ${name}`, async () => {
      const [action, target] = targetOf();
      const until = new Date(world.now().getTime() + 3_600_000);
      const before = await pass(action, target, undefined);
      const desired = (await groupOf(world))?.DesiredCapacity;
      const after = await pass(action, target, until);
      expect(before.endedIds.size).to.equal(1);
      expect(after).to.deep.equal({ ...before, mutedActions: undefined });
      expect((await groupOf(world))?.DesiredCapacity).to.equal(desired);
      expect(desired).to.equal(action === policy ? 2 : 1);
    });

    it(`is held back before that: one that ${name}`, async () => {
      const [action, target] = targetOf();
      const { mutedActions } = await pass(action, target, new Date(world.now().getTime() + 1_000));
      expect(mutedActions?.causes.length).to.equal(1);
    });
  }
});
