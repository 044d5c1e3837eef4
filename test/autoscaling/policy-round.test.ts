import { expect } from 'chai';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import type { Rival } from '../../src/autoscaling/policy-round.js';
import { type PolicyInvocation, runPolicy } from '../../src/autoscaling/policy-run.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';

/** One policy for two alarms: it adds three above the threshold, and takes two away below it. */
const policy: Policy = {
  ...{ AutoScalingGroupName: 'web', PolicyName: 'both', PolicyARN: 'arn' },
  ...{ PolicyType: 'StepScaling', AdjustmentType: 'ChangeInCapacity', EstimatedInstanceWarmup: 0 },
  StepAdjustments: [
    { MetricIntervalUpperBound: 0, ScalingAdjustment: -2 },
    { MetricIntervalLowerBound: 0, ScalingAdjustment: 3 },
  ],
  ...{ Alarms: [], Enabled: true },
};

interface Asked {
  readonly AlarmName: 'high' | 'low';
  readonly second?: number;
  readonly rivals?: readonly Rival[];
}

function invocation({ AlarmName, second = 0, rivals = [] }: Asked): PolicyInvocation {
  return {
    ...{ kind: 'alarm', direction: 'high', threshold: 50, shouldHonorCooldown: true, rivals },
    values: [AlarmName === 'high' ? 90 : 10],
    now: secondsAfter(noon, second),
    alarm: { id: `${AlarmName}-${second}`, AlarmName, StateValue: 'ALARM', details: () => ({}) },
  };
}

function capacities(document: GroupDocument, all: readonly Asked[]): readonly number[] {
  let current = document;
  return all.map((asked) => {
    current = runPolicy(current, policy, invocation(asked)).document;
    return current.group.DesiredCapacity;
  });
}

interface Case {
  readonly name: string;
  readonly document: GroupDocument;
  readonly asked: readonly Asked[];
  /** After each. */
  readonly expected: readonly number[];
}

describe('a policy that two alarms invoke in the same moment', () => {
  const instances = Array.from({ length: 6 }, (_, index) => instanceOf(index + 1));
  const roomy = groupDocument({ MaxSize: 20 }, instances);
  const full = groupDocument({ MaxSize: 6 }, instances);
  const high = invocation({ AlarmName: 'high' });
  const rivals = [{ policy, AlarmName: 'high', invocation: high }];
  const exact: Policy = {
    ...{ ...policy, PolicyName: 'exact', PolicyARN: 'exact', AdjustmentType: 'ExactCapacity' },
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 6 }],
  };
  const content = [{ policy: exact, AlarmName: 'exact', invocation: high }];

  const cases: readonly Case[] = [
    {
      name: 'gives way to the one who asks for more',
      document: roomy,
      asked: [{ AlarmName: 'low', rivals }, { AlarmName: 'high' }],
      expected: [6, 9],
    },
    {
      name: 'gives way to the one who asks for more than the group may have',
      document: full,
      asked: [{ AlarmName: 'low', rivals }, { AlarmName: 'high' }],
      expected: [6, 6],
    },
    {
      name: 'gives way to the one who asks for what there is',
      document: roomy,
      asked: [{ AlarmName: 'low', rivals: content }],
      expected: [6],
    },
    {
      name: 'starts from the same capacity where neither saw the other',
      document: roomy,
      asked: [{ AlarmName: 'low' }, { AlarmName: 'high' }],
      expected: [4, 9],
    },
    {
      name: 'gives back what it took where neither saw the other',
      document: full,
      asked: [{ AlarmName: 'low' }, { AlarmName: 'high' }],
      expected: [4, 6],
    },
    {
      name: 'is asked anew a second later',
      document: roomy,
      asked: [{ AlarmName: 'low' }, { AlarmName: 'high', second: 1 }],
      expected: [4, 7],
    },
  ];
  for (const { name, document, asked, expected } of cases) {
    it(name, () => {
      expect(capacities(document, asked)).to.deep.equal(expected);
    });
  }
});
