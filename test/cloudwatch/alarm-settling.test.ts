import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { attemptsMax } from '../../src/attempts.js';
import { withState } from '../../src/cloudwatch/alarm.js';
import { deleteAlarm, putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import {
  type AlarmDocument,
  alarmKey,
  type UndeliveredAction,
} from '../../src/cloudwatch/alarm-document.js';
import { evaluationTime } from '../../src/cloudwatch/alarm-record.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { isMoving, linksOf, needsSettling, settled } from '../../src/cloudwatch/alarm-settling.js';
import type { ActionTarget } from '../../src/heartbeat/action-target.js';
import { deliverAction, deliverActions } from '../../src/heartbeat/deliver-actions.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { createMutes } from '../../src/heartbeat/mute-alarms.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { alarmInput } from '../support/alarms.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const now = new Date('2026-03-10T12:00:30Z');
/** No deleted alarm is kept for longer, once what it had to do is done. */
const later = new Date('2026-03-10T12:00:31Z');
const actionArn = 'arn:aws:sns:us-east-1:000000000000:topic';

const settings = readAlarmSettings({ ...alarmInput, OKActions: [actionArn] });
const put = { settings, tags: [], scope, now };

function alarmWithAction(): AlarmDocument {
  const created = putAlarm(undefined, { ...put, id: 'incarnation' });
  const reasons = { StateReason: 'why', StateReasonData: undefined, recentDatapoints: [] };
  return withState(created, { StateValue: 'OK', ...reasons }, now);
}

function deletedAlarm(): AlarmDocument {
  const deleted = deleteAlarm(alarmWithAction(), { now, children: new Map() });
  if (deleted === undefined) throw new Error('What it has left to be done is not done yet.');
  return deleted;
}

/** A pass over the alarm in which history and links go well, and the action ends or fails. */
function pass(document: AlarmDocument, action: 'ended' | 'failed', at = now) {
  const ids = new Set(document.undelivered.map((each) => each.action.id));
  const none = new Set<string>();
  const settlement = {
    filedIds: new Set(document.unfiledHistory.map(({ id }) => id)),
    endedIds: action === 'ended' ? ids : none,
    failedIds: action === 'failed' ? ids : none,
    links: linksOf(document),
  };
  return settled(document, settlement, { now: at, offsetMilliseconds: 0 });
}

describe('what a change of an alarm has left to be done', () => {
  it('is over when it is done, and the alarm waits for its evaluation', () => {
    const done = pass(alarmWithAction(), 'ended');
    expect(done).to.deep.equal({
      ...alarmWithAction(),
      unfiledHistory: [],
      undelivered: [],
      linkedArns: [actionArn],
      due: new Date('2026-03-10T12:01:00Z'),
    });
    expect(done && needsSettling(done)).to.equal(false);
  });

  it('does not bring its evaluation forward where links are left', () => {
    const created = alarmWithAction();
    const filedIds = new Set(created.unfiledHistory.map(({ id }) => id));
    const none = new Set<string>();
    const settlement = { filedIds, endedIds: none, failedIds: none, links: [] };
    const left = settled(created, settlement, { now, offsetMilliseconds: 0 });
    expect(left?.due).to.deep.equal(now);
    expect(left && evaluationTime(left)).to.deep.equal(new Date('2026-03-10T12:01:00Z'));
  });

  it('is tried again after pauses that grow up to a minute', () => {
    let document: AlarmDocument | undefined = alarmWithAction();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      document = document && pass(document, 'failed');
      const next = document?.undelivered[0]?.nextAttemptAt.getTime() ?? NaN;
      pauses.push((next - now.getTime()) / 1000);
    }
    expect(pauses).to.deep.equal([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('ends with the document of a deleted alarm', () => {
    expect(pass(deletedAlarm(), 'ended', later)).to.equal(undefined);
  });

  it('leaves sequence and time to an alarm that is put within a moment of the deletion', () => {
    const left = pass(deletedAlarm(), 'ended');
    expect(left).to.deep.include({ deletedAt: now, due: later });
    expect(left && isMoving(left)).to.equal(false);
    const behind = new Date('2026-03-10T12:00:29.900Z');
    const [created] = putAlarm(left, { ...put, now: behind, id: 'another' }).unfiledHistory;
    expect(created?.item.Timestamp).to.deep.equal(now);
    expect(created?.id).to.satisfy(
      (id: string) => id > (deletedAlarm().unfiledHistory.at(-1)?.id ?? id),
    );
    expect(left && pass(left, 'ended', later)).to.equal(undefined);
  });

  it('is done though the alarm be deleted, and tried again', () => {
    const left = pass(deletedAlarm(), 'failed');
    expect(left?.deletedAt).to.deep.equal(now);
    expect(left?.undelivered.map(({ attemptCount }) => attemptCount)).to.deep.equal([1]);
    expect(left && pass(left, 'ended', later)).to.equal(undefined);
  });

  it('is done though the alarm be deleted and put again', () => {
    const again = putAlarm(deletedAlarm(), { ...put, id: 'another' });
    expect(again.alarm.StateValue).to.equal('INSUFFICIENT_DATA');
    expect(again.undelivered).to.deep.equal(alarmWithAction().undelivered);
    expect(pass(again, 'ended')?.undelivered).to.deep.equal([]);
  });

  it('is to take back a link that another settlement has made meanwhile', () => {
    const none = new Set<string>();
    const links = [{ actionArn: 'arn:old', isLinked: true }];
    const settlement = { filedIds: none, endedIds: none, failedIds: none, links };
    const both = settled(alarmWithAction(), settlement, { now, offsetMilliseconds: 0 });
    const left = both && pass(both, 'ended');
    expect(both && linksOf(both)).to.deep.equal([
      { actionArn, isLinked: true },
      { actionArn: 'arn:old', isLinked: false },
    ]);
    expect(left?.linkedArns).to.deep.equal([actionArn]);
  });

  it('is not cleared of what came while it was being done', () => {
    const before = alarmWithAction();
    const reasons = { StateReason: 'later', StateReasonData: undefined, recentDatapoints: [] };
    const after = withState(before, { StateValue: 'ALARM', ...reasons }, now);
    const settlement = {
      filedIds: new Set(before.unfiledHistory.map(({ id }) => id)),
      endedIds: new Set(before.undelivered.map(({ action }) => action.id)),
      failedIds: new Set<string>(),
      links: linksOf(before),
    };
    const rest = settled(after, settlement, { now, offsetMilliseconds: 0 });
    expect(rest?.unfiledHistory.map(({ item }) => item.HistorySummary)).to.deep.equal([
      'Alarm updated from OK to ALARM',
    ]);
    expect(rest?.due).to.deep.equal(now);
  });
});

describe('the delivery of an action', () => {
  const failure = new Error('no route');
  const targetOf = (deliver: ActionTarget['deliver'], start = 'arn:'): ActionTarget => ({
    accepts: (arn) => arn.startsWith(start),
    deliver,
    hasTaken: () => Promise.resolve(false),
    link: () => Promise.resolve(),
  });
  const succeeds = targetOf(() => Promise.resolve({ kind: 'succeeded' }));
  const throws = targetOf(() => Promise.reject(failure));
  const elsewhere = targetOf(() => Promise.reject(failure), 'urn:');
  const unserved = 'Updraft has no target for it';
  const cases: readonly (readonly [string, readonly ActionTarget[], number, object])[] = [
    [
      'goes to the first target that accepts it',
      [elsewhere, succeeds, throws],
      0,
      { kind: 'succeeded' },
    ],
    [
      'is to be repeated when a target throws',
      [throws],
      0,
      { kind: 'retry', reason: failure.message },
    ],
    [
      'fails with the last attempt',
      [throws],
      attemptsMax - 1,
      { kind: 'failed', reason: 'no route' },
    ],
    ['fails at once where nobody accepts it', [elsewhere], 0, { kind: 'failed', reason: unserved }],
  ];
  for (const [name, targets, attemptCount, expected] of cases) {
    it(name, async () => {
      const [attempt] = alarmWithAction().undelivered;
      if (attempt === undefined) throw new Error('The alarm has an action.');
      const end = await deliverAction(targets, { ...attempt, attemptCount }, { scope, now });
      expect(end).to.deep.equal(expected);
    });
  }

  const ends: readonly (readonly [string, string, readonly string[]])[] = [
    ['does not wait for one before it', actionArn, ['OK', 'ALARM', 'ALARM']],
    ['waits for one before it where its target keeps order', `${actionArn}.fifo`, ['OK']],
  ];
  for (const [name, arn, expected] of ends) {
    it(name, async () => {
      const store = new MemoryStore();
      const [first] = alarmWithAction().undelivered;
      if (first === undefined) throw new Error('The alarm has an action.');
      const actionOf = (id: string, StateValue: StateValue): UndeliveredAction => {
        const alarm = { ...first.action.alarm, StateValue };
        return { ...first, action: { ...first.action, id, actionArn: arn, alarm } };
      };
      const document = {
        ...alarmWithAction(),
        undelivered: [actionOf('1', 'OK'), actionOf('2', 'ALARM')],
      };
      const tried: string[] = [];
      const target = targetOf((_, { alarm }) => {
        tried.push(alarm.StateValue);
        return Promise.reject(failure);
      });
      const parts = { ...{ store, targets: [target], journal: new Journal() } };
      const pass = (alarm: AlarmDocument, at: Date) => {
        const alarmAt = { key: alarmKey(scope, 'Hot'), document: alarm, version: '1' };
        return deliverActions(alarmAt, { ...parts, mutes: createMutes(store, at), now: at });
      };
      await pass(document, now);
      // The first one is to be tried again in a while.
      const [, second] = document.undelivered;
      const nextAttemptAt = new Date(now.getTime() + 1_000);
      const again = { ...actionOf('1', 'OK'), attemptCount: 1, nextAttemptAt };
      await pass({ ...document, undelivered: [again, second ?? again] }, now);
      expect(tried).to.deep.equal(expected);
    });
  }
});
