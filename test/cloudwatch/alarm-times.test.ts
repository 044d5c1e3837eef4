import { expect } from 'chai';
import { withState } from '../../src/cloudwatch/alarm.js';
import {
  type AlarmPut,
  deleteAlarm,
  putAlarm,
  withActionsEnabled,
} from '../../src/cloudwatch/alarm-configuration.js';
import { withContributors } from '../../src/cloudwatch/alarm-contributors.js';
import type { AlarmDocument } from '../../src/cloudwatch/alarm-document.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { alarmInput } from '../support/alarms.js';

const now = new Date('2026-03-10T12:00:00.100Z');
const later = new Date('2026-03-10T12:00:00.105Z');

function put(at: Date, Threshold = 1): AlarmPut {
  const input = { ...alarmInput, Threshold, AlarmActions: ['arn:aws:sns:us-east-1:1:topic'] };
  return {
    settings: readAlarmSettings(input),
    ...{ tags: [], scope: { account: '1', region: 'us-east-1' }, now: at, id: 'one' },
  };
}

function stateOf(StateValue: 'OK' | 'ALARM') {
  return { StateValue, StateReason: 'why', StateReasonData: undefined, recentDatapoints: [] };
}

/** A request takes its time when it begins, and another may have been written meanwhile. */
describe('the times of an alarm that others have changed later', () => {
  const filed = (document: AlarmDocument): AlarmDocument => ({ ...document, unfiledHistory: [] });
  const created = filed(putAlarm(undefined, put(new Date('2026-03-10T11:00:00Z'))));
  const moved = filed(withState(created, stateOf('OK'), later));
  const set = filed(putAlarm(created, put(later, 2)));
  const deleted = deleteAlarm(created, { now: later, children: new Map() }) ?? created;
  const time = { now, children: new Map() };

  type Change = (document: AlarmDocument) => AlarmDocument | undefined;
  const toAlarm: Change = (document) => withState(document, stateOf('ALARM'), now);
  const cases: readonly (readonly [string, AlarmDocument, Change])[] = [
    ['a state after a state', moved, toAlarm],
    ['a state after settings', set, toAlarm],
    ['settings after a state', moved, (document) => putAlarm(document, put(now, 2))],
    ['disabled actions', moved, (document) => withActionsEnabled(document, false, time)],
    ['a deletion', moved, (document) => deleteAlarm(document, time)],
    ['another alarm after a deletion', deleted, (document) => putAlarm(document, put(now))],
    ['one after a filed deletion', filed(deleted), (document) => putAlarm(document, put(now))],
  ];
  for (const [name, document, change] of cases) {
    it(`do not run backwards with ${name}`, () => {
      const changed = change(document);
      const last = changed?.unfiledHistory.at(-1)?.item.Timestamp;
      expect(last).to.deep.equal(later);
      const { StateUpdatedTimestamp: stateAt, AlarmConfigurationUpdatedTimestamp: settingsAt } =
        changed?.alarm ?? document.alarm;
      expect([stateAt, settingsAt].filter((at) => at > later)).to.deep.equal([]);
      expect(Math.max(stateAt.getTime(), settingsAt.getTime())).to.equal(later.getTime());
      // What is left to be done waits for no clock.
      expect(changed?.due).to.deep.equal(now);
    });
  }

  it('are those of its contributors, too', () => {
    const identity = { ContributorId: '1', ContributorAttributes: { Host: 'a' } };
    const contributor = { ...identity, StateReason: 'why', StateTransitionedTimestamp: now };
    const earlier = { ...contributor, ContributorId: '0' };
    const decision = {
      contributors: [earlier, contributor],
      changes: [{ contributor, StateValue: 'ALARM' } as const],
      state: undefined,
    };
    const changed = withContributors(moved, decision, now);
    expect(changed.unfiledHistory.at(-1)?.item.Timestamp).to.deep.equal(later);
    expect(changed.contributors).to.deep.equal([
      earlier,
      { ...contributor, StateTransitionedTimestamp: later },
    ]);
  });

  it('are those of its actions, too', () => {
    const [first] = toAlarm(moved)?.undelivered ?? [];
    expect(first?.action.at).to.deep.equal(later);
    expect(first?.action.alarm.StateUpdatedTimestamp).to.deep.equal(later);
  });
});
