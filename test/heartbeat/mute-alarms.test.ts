import { expect } from 'chai';
import { withState } from '../../src/cloudwatch/alarm.js';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { type AlarmDocument, alarmKey, alarmsPrefix } from '../../src/cloudwatch/alarm-document.js';
import { mutedBy, withMuteInDoubt } from '../../src/cloudwatch/alarm-muting.js';
import { withRepeatedActions } from '../../src/cloudwatch/alarm-repeats.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import type { ActionTarget } from '../../src/heartbeat/action-target.js';
import { deliverActions } from '../../src/heartbeat/deliver-actions.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { releaseMuted } from '../../src/heartbeat/mute-alarms.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { alarmInput } from '../support/alarms.js';

const policy =
  'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:autoScalingGroupName/g:policyName/p';
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const scope = { account: '000000000000', region: 'us-east-1' };
const seen = { recentDatapoints: [22] };

function at(time: string): Date {
  return new Date(`2026-03-10T${time}Z`);
}

function moved(current: AlarmDocument, StateValue: 'OK' | 'ALARM', now: Date): AlarmDocument {
  const reasons = { StateReason: 'why', StateReasonData: undefined, ...seen };
  return withState(current, { StateValue, ...reasons }, now);
}

/** What it asks for is held back until one o'clock. */
function muted(current: AlarmDocument): AlarmDocument {
  const mutedActions = mutedBy(current.undelivered, at('13:00:00'));
  return { ...current, undelivered: [], mutedActions };
}

const created = putAlarm(undefined, {
  settings: readAlarmSettings({ ...alarmInput, AlarmActions: [topic, policy] }),
  ...{ tags: [], scope, now: at('12:00:00'), id: 'incarnation' },
});
const held = muted(moved(created, 'ALARM', at('12:01:00')));
const repeated = withRepeatedActions(held, seen, at('12:02:00'));
const back = moved(repeated, 'OK', at('12:02:00'));
const heldAgain = moved(back, 'ALARM', at('12:02:00'));

interface Case {
  readonly name: string;
  readonly alarm: AlarmDocument | undefined;
  readonly until?: Date;
  /** Of what lets the actions go. */
  readonly released: readonly string[];
  readonly isMuted?: true;
}

const cases: readonly Case[] = [
  {
    name: 'are all let go when their time has come',
    alarm: withMuteInDoubt(held, at('12:02:00')),
    released: [topic, policy],
  },
  {
    name: 'are held back for as long as a window is open, though one repeats',
    alarm: repeated,
    until: at('13:00:00'),
    released: [],
    isMuted: true,
  },
  {
    name: 'are let go with a repeat that nothing mutes any more, which is one of them',
    alarm: repeated,
    released: [topic],
  },
  {
    name: 'do not come again where a repeat has come before it was known that they may go',
    alarm: withMuteInDoubt(repeated, at('12:02:00')),
    released: [topic],
  },
  {
    name: 'are let go beside a repeat of an earlier time of the state',
    alarm: {
      ...heldAgain,
      undelivered: repeated.undelivered,
      mutedActions: mutedBy(heldAgain.undelivered.slice(1), at('13:00:00')),
    },
    released: [topic, policy],
  },
];

/** Behind a beat at two minutes past twelve. */
async function afterRelease(
  alarm: AlarmDocument | undefined,
  until?: Date,
): Promise<AlarmDocument | undefined> {
  const store = new MemoryStore();
  await store.update(alarmKey(scope, alarmInput.AlarmName), () => alarm);
  const [read] = await store.list(alarmsPrefix(scope), { limit: 1 });
  if (read === undefined) return undefined;
  const mutes = { endOf: () => Promise.resolve(until) };
  const after = await releaseMuted(read, { store, mutes, now: at('12:02:00') });
  return after?.document;
}

describe('the muted actions of an alarm', () => {
  for (const { name, alarm, until, released, isMuted = false } of cases) {
    it(name, async () => {
      const { undelivered = [], mutedActions } = (await afterRelease(alarm, until)) ?? {};
      const actions = undelivered.map(({ action }) => action);
      const late = actions.filter(({ muteWindowEnd }) => muteWindowEnd !== undefined);
      expect(late.map(({ actionArn }) => actionArn)).to.deep.equal(released);
      expect(mutedActions !== undefined).to.equal(isMuted);
    });
  }

  it('are let go with a repeat from which the next minute counts', async () => {
    const repeatedAt = at('12:01:59');
    expect((await afterRelease({ ...repeated, repeatedAt }))?.repeatedAt).to.deep.equal(repeatedAt);
  });
});

describe('the action of an alarm that is muted', () => {
  const taken = [
    [false, 'is held back', []],
    [true, 'is carried out where that began before a server ended', [policy, topic]],
  ] as const;
  for (const [isTaken, name, expected] of taken) {
    it(name, async () => {
      const store = new MemoryStore();
      const delivered: string[] = [];
      const target: ActionTarget = {
        accepts: () => true,
        deliver: (_, { actionArn }) => {
          delivered.push(actionArn);
          return Promise.resolve({ kind: 'handedOver' });
        },
        hasTaken: () => Promise.resolve(isTaken),
        link: () => Promise.resolve(),
      };
      const document = moved(created, 'ALARM', at('12:01:00'));
      const key = alarmKey(scope, alarmInput.AlarmName);
      const ends = await deliverActions(
        { key, document, version: '1' },
        {
          ...{ store, targets: [target], journal: new Journal(), now: at('12:01:00') },
          mutes: { endOf: () => Promise.resolve(at('13:00:00')) },
        },
      );
      expect(delivered.sort()).to.deep.equal(expected);
      expect(ends.endedIds.size).to.equal(2);
      expect(ends.mutedActions !== undefined).to.equal(!isTaken);
    });
  }
});
