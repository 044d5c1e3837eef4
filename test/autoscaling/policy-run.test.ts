import { expect } from 'chai';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { type PolicyInvocation, runPolicy } from '../../src/autoscaling/policy-run.js';
import { groupDocument, instanceOf, noon } from '../support/group-documents.js';

const policy: Policy = {
  AutoScalingGroupName: 'web',
  PolicyName: 'out',
  PolicyARN: 'arn',
  PolicyType: 'SimpleScaling',
  AdjustmentType: 'ChangeInCapacity',
  ScalingAdjustment: 1,
  StepAdjustments: [],
  Alarms: [],
  Enabled: true,
};

function byAlarm(id: string, shouldHonorCooldown = false): PolicyInvocation {
  return {
    kind: 'alarm',
    direction: 'high',
    values: [9],
    threshold: 1,
    shouldHonorCooldown,
    now: noon,
    rivals: [],
    alarm: { id, AlarmName: 'high', StateValue: 'ALARM', details: () => ({ AlarmName: 'high' }) },
  };
}

function run(document: GroupDocument, ...invocations: readonly PolicyInvocation[]): GroupDocument {
  return invocations.reduce((next, each) => runPolicy(next, policy, each).document, document);
}

describe('runPolicy', () => {
  const document = groupDocument({}, [instanceOf(1)]);

  it('has one effect for an alarm event, however often it is delivered', () => {
    const once = run(document, byAlarm('1'));
    expect(once.group.DesiredCapacity).to.equal(2);
    expect(run(once, byAlarm('1'), byAlarm('1'))).to.equal(once);
    expect(run(once, byAlarm('2')).group.DesiredCapacity).to.equal(3);
  });

  it('remembers a bounded number of events', () => {
    const events = Array.from({ length: 500 }, (_, index) => byAlarm(String(index)));
    const grown = run(groupDocument({ MaxSize: 1_000 }, [instanceOf(1)]), ...events);
    expect(grown.honoredIds).to.have.length(200);
    expect(grown.triggers).to.have.length(5);
  });

  it('quotes the alarm for the activities that follow', () => {
    expect(run(document, byAlarm('1')).triggers).to.deep.equal([
      {
        warmupSeconds: undefined,
        InvokingAlarms: [{ AlarmName: 'high' }],
        sentence:
          'At 2026-03-10T12:00:00Z a monitor alarm high in state ALARM triggered policy out ' +
          'changing the desired capacity from 1 to 2.',
      },
    ]);
  });

  it('begins the cooldown of the policy, or else that of the group', () => {
    expect(run(document, byAlarm('1')).cooldown).to.deep.equal({ seconds: 300 });
    const own = { ...policy, Cooldown: 10 };
    const cooled = runPolicy(document, own, byAlarm('1')).document;
    expect(cooled.cooldown).to.deep.equal({ seconds: 10 });
    expect(run(cooled, byAlarm('2', true)).group.DesiredCapacity).to.equal(2);
    const without = runPolicy(cooled, { ...policy, Cooldown: 0 }, byAlarm('3')).document;
    expect(without.group.DesiredCapacity).to.equal(3);
    expect(without.cooldown).to.deep.equal({ seconds: 10 });
  });
});
