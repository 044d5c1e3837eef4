import { expect } from 'chai';
import { previousState, withState } from '../../src/cloudwatch/alarm.js';
import { putAlarm, withActionsEnabled } from '../../src/cloudwatch/alarm-configuration.js';
import type { AlarmDocument } from '../../src/cloudwatch/alarm-document.js';
import {
  isRepeatDue,
  nextTimedRepeat,
  withRepeatedActions,
  withTimedRepeat,
} from '../../src/cloudwatch/alarm-repeats.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { alarmInput } from '../support/alarms.js';

const policy =
  'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:autoScalingGroupName/g:policyName/p';
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const start = Date.parse('2026-03-10T12:01:00.900Z');

type Given = Partial<Parameters<typeof readAlarmSettings>[0]>;

/** It is evaluated once an hour. */
const hourly: Given = { Period: 3_600, EvaluationPeriods: 25 };

function put(current: AlarmDocument | undefined, given: Given, now: Date): AlarmDocument {
  return putAlarm(current, {
    settings: readAlarmSettings({ ...alarmInput, AlarmActions: [topic, policy], ...given }),
    tags: [],
    scope: { account: '000000000000', region: 'us-east-1' },
    now,
    id: 'incarnation',
  });
}

function alarmIn(given: Given): AlarmDocument {
  const now = new Date(start);
  const created = put(undefined, given, now);
  const reasons = { StateReason: 'why', StateReasonData: undefined, recentDatapoints: [22] };
  return withState(created, { StateValue: 'ALARM', ...reasons }, now);
}

function after(seconds: number): Date {
  return new Date(start + seconds * 1000);
}

describe('the actions of a scaling policy', () => {
  const cases: readonly (readonly [string, Given, number, boolean])[] = [
    ['repeat with the evaluation a minute later', {}, 60, true],
    ['repeat with one that comes a little less than a minute later', {}, 59.1, true],
    ['do not repeat within the same beats', {}, 2, false],
    ['do not repeat with each evaluation of a short period', { Period: 10 }, 50, false],
    ['repeat each minute of a short period too', { Period: 10 }, 59.1, true],
    ['do not repeat while actions are disabled', { ActionsEnabled: false }, 60, false],
    ['do not repeat where there are none', { AlarmActions: [topic] }, 60, false],
    ['repeat in the second in which a minute of a slow alarm is over', hourly, 59.1, true],
    ['do not repeat before that', hourly, 59, false],
    ['repeat where the clock was set back', {}, -3_600, true],
    ['repeat where the clock of a slow alarm was set back', hourly, -3_600, true],
    ["do not repeat where another server's clock is a little ahead", {}, -2, false],
  ];
  for (const [name, given, seconds, expected] of cases) {
    it(name, () => {
      expect(isRepeatDue(alarmIn(given), after(seconds))).to.equal(expected);
    });
  }

  it('go out again alone, under ids of their own, and a minute counts from there', () => {
    const first = alarmIn({});
    const again = withRepeatedActions(first, { recentDatapoints: [23] }, after(60));
    const actions = again.undelivered.map(({ action }) => action);
    expect(actions.map(({ actionArn }) => actionArn)).to.deep.equal([topic, policy, policy]);
    expect(new Set(actions.map(({ id }) => id)).size).to.equal(3);
    expect(actions[2]).to.deep.equal({
      id: actions[2]?.id,
      actionArn: policy,
      alarm: again.alarm,
      previous: previousState(again.alarm),
      recentDatapoints: [23],
      at: after(60),
      isRepeat: true,
    });
    expect(withRepeatedActions(again, { recentDatapoints: [24] }, after(80))).to.equal(again);
    expect(isRepeatDue(again, after(120))).to.equal(true);
  });

  for (const given of [{}, hourly]) {
    it(`do not repeat when a mute lets them go: Period ${given.Period ?? 60}`, () => {
      const muted = { ...alarmIn(given), mutedActions: { until: after(300), causes: [] } };
      expect(isRepeatDue(muted, after(299))).to.equal(true);
      expect(isRepeatDue(muted, after(300))).to.equal(false);
    });

    it(`go on each minute once the clock was set back: Period ${given.Period ?? 60}`, () => {
      const seen = { recentDatapoints: [23] };
      const back = withRepeatedActions(alarmIn(given), seen, after(-3_599.9));
      expect(isRepeatDue(back, after(-3_590))).to.equal(false);
      expect(isRepeatDue(back, after(-3_539.9))).to.equal(true);
    });
  }

  it('repeat at whole minutes behind the transition, however late a beat was', () => {
    const late = withTimedRepeat(alarmIn(hourly), after(63));
    expect(nextTimedRepeat(late)).to.deep.equal(new Date('2026-03-10T12:03:00Z'));
    const later = withTimedRepeat(late, after(300));
    expect(nextTimedRepeat(later)).to.deep.equal(new Date('2026-03-10T12:07:00Z'));
  });

  it('do not repeat twice within half a minute where a beat was late by more than that', () => {
    const late = withTimedRepeat(alarmIn(hourly), after(110));
    expect(nextTimedRepeat(late)).to.deep.equal(new Date('2026-03-10T12:04:00Z'));
    // It lies ahead by ten seconds, and the clock is set back by a minute.
    expect(isRepeatDue(late, after(50))).to.equal(false);
  });

  it('do not catch up with the time in which they were disabled', () => {
    const hold = (current: AlarmDocument, isEnabled: boolean, seconds: number): AlarmDocument =>
      withActionsEnabled(current, isEnabled, { now: after(seconds), children: new Map() });
    const disabled = hold(alarmIn(hourly), false, 20);
    expect(nextTimedRepeat(disabled)).to.equal(undefined);
    const enabled = hold(disabled, true, 150);
    expect(nextTimedRepeat(enabled)).to.deep.equal(new Date('2026-03-10T12:04:00Z'));
    expect(nextTimedRepeat(hold(enabled, true, 200))).to.deep.equal(nextTimedRepeat(enabled));
  });

  it('do not tell datapoints of a metric that the alarm is not on any more', () => {
    const told = (given: Given) =>
      withTimedRepeat(
        put(alarmIn(hourly), { ...hourly, ...given }, after(20)),
        after(60),
      ).undelivered.at(-1)?.action.recentDatapoints;
    expect(told({ Threshold: 3 })).to.deep.equal([22]);
    expect(told({ MetricName: 'Other' })).to.deep.equal([]);
  });

  it('do not tell datapoints of an earlier state', () => {
    const off = withActionsEnabled(alarmIn(hourly), false, { now: after(10), children: new Map() });
    const state = { StateReason: 'why', StateReasonData: undefined, recentDatapoints: [30] };
    const ok = withState(off, { StateValue: 'OK', ...state }, after(20));
    const alarm = withState(ok, { StateValue: 'ALARM', ...state }, after(30));
    const on = withActionsEnabled(alarm, true, { now: after(40), children: new Map() });
    expect(nextTimedRepeat(on)).to.deep.equal(new Date('2026-03-10T12:02:30Z'));
    const [again] = withTimedRepeat(on, after(90)).undelivered.slice(-1);
    expect(again?.action.recentDatapoints).to.deep.equal([30]);
  });
});
