import { expect } from 'chai';
import { previousState, withState } from '../../src/cloudwatch/alarm.js';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import type { AlarmDocument } from '../../src/cloudwatch/alarm-document.js';
import { isRepeatDue, withRepeatedActions } from '../../src/cloudwatch/alarm-repeats.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { alarmInput } from '../support/alarms.js';

const policy =
  'arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:autoScalingGroupName/g:policyName/p';
const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
const start = Date.parse('2026-03-10T12:01:00.900Z');

function alarmIn(given: Partial<Parameters<typeof readAlarmSettings>[0]>): AlarmDocument {
  const now = new Date(start);
  const created = putAlarm(undefined, {
    settings: readAlarmSettings({ ...alarmInput, AlarmActions: [topic, policy], ...given }),
    tags: [],
    scope: { account: '000000000000', region: 'us-east-1' },
    now,
    id: 'incarnation',
  });
  const reasons = { StateReason: 'why', StateReasonData: undefined, recentDatapoints: [22] };
  return withState(created, { StateValue: 'ALARM', ...reasons }, now);
}

function after(seconds: number): Date {
  return new Date(start + seconds * 1000);
}

describe('the actions of a scaling policy', () => {
  const cases: readonly (readonly [string, Parameters<typeof alarmIn>[0], number, boolean])[] = [
    ['repeat with the evaluation a minute later', {}, 60, true],
    ['repeat with one that comes a little less than a minute later', {}, 59.1, true],
    ['do not repeat within the same beats', {}, 2, false],
    ['do not repeat with each evaluation of a short period', { Period: 10 }, 50, false],
    ['repeat each minute of a short period too', { Period: 10 }, 59.1, true],
    ['do not repeat while actions are disabled', { ActionsEnabled: false }, 60, false],
    ['do not repeat where there are none', { AlarmActions: [topic] }, 60, false],
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
});
