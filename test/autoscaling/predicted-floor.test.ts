import { expect } from 'chai';
import { decideCapacity } from '../../src/autoscaling/capacity-decision.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { groupDocument, noon } from '../support/group-documents.js';

const policy: Policy = {
  ...{ AutoScalingGroupName: 'web', PolicyName: 'policy', PolicyARN: 'arn', Enabled: true },
  ...{ PolicyType: 'SimpleScaling', AdjustmentType: 'ChangeInCapacity' },
  ...{ StepAdjustments: [], Alarms: [] },
};

interface Case {
  readonly name: string;
  readonly DesiredCapacity: number;
  readonly ScalingAdjustment: number;
  readonly expected: number | string;
}

describe('a policy of a group for which four are predicted', () => {
  const cases: readonly Case[] = [
    {
      name: 'scales out to as many at least',
      DesiredCapacity: 2,
      ScalingAdjustment: 1,
      expected: 4,
    },
    {
      name: 'scales in to as many at least',
      DesiredCapacity: 6,
      ScalingAdjustment: -3,
      expected: 4,
    },
    {
      name: 'does not raise it by scaling in',
      DesiredCapacity: 2,
      ScalingAdjustment: -1,
      expected: 'the capacity is at its bound already',
    },
    {
      name: 'leaves it as it is where that is what it asks for',
      DesiredCapacity: 2,
      ScalingAdjustment: 0,
      expected: 'the capacity is what the policy asks for',
    },
  ];
  for (const { name, DesiredCapacity, ScalingAdjustment, expected } of cases) {
    it(name, () => {
      const document = groupDocument({ DesiredCapacity, PredictedCapacity: 4, MaxSize: 10 }, []);
      const decision = decideCapacity({ ...policy, ScalingAdjustment }, document, {
        ...{ kind: 'alarm', direction: 'high', values: [], threshold: undefined },
        ...{ shouldHonorCooldown: true, now: noon },
      });
      const made = decision.kind === 'changed' ? decision.DesiredCapacity : decision.reason;
      expect(made).to.equal(expected);
    });
  }
});
