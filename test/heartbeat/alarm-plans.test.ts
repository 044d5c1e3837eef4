import { expect } from 'chai';
import { withState } from '../../src/cloudwatch/alarm.js';
import { putAlarm } from '../../src/cloudwatch/alarm-configuration.js';
import { type AlarmDocument, alarmKey, isOnMetrics } from '../../src/cloudwatch/alarm-document.js';
import type { AlarmPlan } from '../../src/cloudwatch/alarm-plan.js';
import { readAlarmSettings } from '../../src/cloudwatch/alarm-request.js';
import { AlarmPlans } from '../../src/heartbeat/alarm-plans.js';
import { alarmInput } from '../support/alarms.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const now = new Date('2026-03-10T12:00:00Z');

function put(current: AlarmDocument | undefined, changed: object, id = 'one'): AlarmDocument {
  const settings = readAlarmSettings({ ...alarmInput, ...changed });
  return putAlarm(current, { settings, tags: [], scope, now, id });
}

function planIn(plans: AlarmPlans, document: AlarmDocument): AlarmPlan {
  const { alarm } = document;
  if (!isOnMetrics(alarm)) throw new Error('No metric.');
  return plans.of(alarmKey(scope, alarm.AlarmName), document, alarm);
}

describe('the plans of alarms', () => {
  it('are made once for an alarm that does not change', () => {
    const plans = new AlarmPlans();
    const document = put(undefined, {});
    const plan = planIn(plans, document);
    expect(planIn(plans, { ...document, due: now })).to.equal(plan);
  });

  it('outlast a transition, though the settings be read anew', () => {
    const plans = new AlarmPlans();
    const document = put(undefined, { Dimensions: [{ Name: 'Host', Value: 'a' }] });
    const plan = planIn(plans, document);
    const state = { StateValue: 'ALARM', StateReason: 'why', StateReasonData: undefined } as const;
    const moved = withState(document, { ...state, recentDatapoints: [] }, now);
    expect(planIn(plans, structuredClone(moved))).to.equal(plan);
  });

  it('follow an alarm that is put anew in the same moment', () => {
    const plans = new AlarmPlans();
    const first = put(undefined, { MetricName: 'Load' });
    planIn(plans, first);
    const changed = planIn(plans, put(first, { MetricName: 'Heat' }));
    const again = planIn(plans, put(undefined, { MetricName: 'Wind' }, 'two'));
    const names = [changed, again].map(({ sources }) => sources[0]?.metric.MetricName);
    expect(names).to.deep.equal(['Heat', 'Wind']);
  });

  for (const changed of [
    { Threshold: 9 },
    { ComparisonOperator: 'LessThanThreshold' },
    { DatapointsToAlarm: 1 },
    { TreatMissingData: 'ignore' },
    { EvaluationPeriods: 3 },
  ]) {
    it(`judge by what was put last, and did by what was before: ${JSON.stringify(changed)}`, () => {
      const plans = new AlarmPlans();
      const first = put(undefined, {});
      const before = planIn(plans, first);
      const kept = { ...before.settings };
      expect(planIn(plans, put(first, changed)).settings).to.deep.include(changed);
      expect(before.settings).to.deep.equal(kept).and.not.deep.include(changed);
    });
  }

  it('keep the clock of a time zone for all alarms on it', () => {
    const plans = new AlarmPlans();
    const on = (Timezone: string, AlarmName: string) => {
      const EvaluationWindow = { WallClockWindow: { Timezone } };
      return planIn(plans, put(undefined, { AlarmName, EvaluationWindow })).wallClock?.clock;
    };
    const clock = on('Europe/Berlin', 'A');
    expect(clock?.offsetSeconds(now.getTime() / 1000)).to.equal(3_600);
    expect([on('Europe/Berlin', 'B') === clock, on('Asia/Tokyo', 'C') === clock]).to.deep.equal([
      ...[true, false],
    ]);
    expect(planIn(plans, put(undefined, {})).wallClock?.clock).to.equal(undefined);
  });

  it('are forgotten where they were not asked for in the longest time', () => {
    const plans = new AlarmPlans(2);
    const documents = ['A', 'B', 'C', 'D', 'E'].map((AlarmName) => put(undefined, { AlarmName }));
    const [oldest] = documents.map((each) => planIn(plans, each));
    expect(documents[0] && planIn(plans, documents[0])).to.deep.equal(oldest);
    expect(documents[0] && planIn(plans, documents[0])).not.to.equal(oldest);
  });
});
