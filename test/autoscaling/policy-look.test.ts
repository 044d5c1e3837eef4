import { expect } from 'chai';
import { policyLook } from '../../src/autoscaling/policy-look.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { type PolicyInvocation, runPolicy } from '../../src/autoscaling/policy-run.js';
import { units } from '../../src/autoscaling/units.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';

describe('what a target tracking policy looked at', () => {
  it('is each datapoint with its period, and the capacity that served in it', () => {
    const minute = (number: number): Date => secondsAfter(noon, 60 * number);
    const before = {
      ...groupDocument({}, [instanceOf(1), instanceOf(2), instanceOf(3)]),
      served: [
        { since: minute(-9), units: units(2) },
        { since: secondsAfter(noon, 90), units: units(3) },
      ],
    };
    const policy: Policy = {
      AutoScalingGroupName: 'web',
      PolicyName: 'track',
      PolicyARN: 'arn',
      PolicyType: 'TargetTrackingScaling',
      Enabled: true,
      Alarms: [],
      StepAdjustments: [],
      TargetTrackingConfiguration: { TargetValue: 50 },
    };
    const invocation: PolicyInvocation = {
      kind: 'alarm',
      direction: 'high',
      threshold: 50,
      now: minute(3),
      values: [60, 75, 70],
      alarm: undefined,
      rivals: [],
      shouldHonorCooldown: false,
      periods: [2, 1, 0].map((each) => ({ from: minute(each), to: minute(each + 1) })),
    };
    const { decision } = runPolicy(before, policy, invocation);
    expect(decision).to.deep.include({ kind: 'changed', DesiredCapacity: 4 });
    const told = policyLook({ policy, invocation, before, decision }).tell();
    expect(told).to.deep.include({
      values: [60, 75, 70],
      tracked: [
        { value: 60, from: minute(2), to: minute(3), served: { least: 3, most: 3 } },
        { value: 75, from: minute(1), to: minute(2), served: { least: 2, most: 3 } },
        { value: 70, from: minute(0), to: minute(1), served: { least: 2, most: 2 } },
      ],
    });
  });
});
