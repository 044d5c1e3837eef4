import { expect } from 'chai';
import {
  type CapacityDecision,
  decideCapacity,
  type Invocation,
} from '../../src/autoscaling/capacity-decision.js';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { withProcessesSuspended } from '../../src/autoscaling/process.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';

const shared = {
  AutoScalingGroupName: 'web',
  PolicyName: 'policy',
  PolicyARN: 'arn',
  StepAdjustments: [],
  Alarms: [],
  Enabled: true,
};

const simple: Policy = {
  ...shared,
  PolicyType: 'SimpleScaling',
  AdjustmentType: 'ChangeInCapacity',
  ScalingAdjustment: 2,
};

/** The example of "Step and simple scaling policies": a threshold of 50. */
const steps: Policy = {
  ...shared,
  PolicyType: 'StepScaling',
  AdjustmentType: 'PercentChangeInCapacity',
  MetricAggregationType: 'Average',
  EstimatedInstanceWarmup: 120,
  StepAdjustments: [
    { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 0 },
    { MetricIntervalLowerBound: 10, MetricIntervalUpperBound: 20, ScalingAdjustment: 10 },
    { MetricIntervalLowerBound: 20, ScalingAdjustment: 30 },
    { MetricIntervalLowerBound: -10, MetricIntervalUpperBound: 0, ScalingAdjustment: 0 },
    { MetricIntervalLowerBound: -20, MetricIntervalUpperBound: -10, ScalingAdjustment: -10 },
    { MetricIntervalUpperBound: -20, ScalingAdjustment: -30 },
  ],
};

const tracking: Policy = {
  ...shared,
  PolicyType: 'TargetTrackingScaling',
  EstimatedInstanceWarmup: 120,
  TargetTrackingConfiguration: { TargetValue: 50, DisableScaleIn: false },
};

const now = secondsAfter(noon, 600);

function invoked(given: Partial<Invocation> = {}): Invocation {
  const { values = [], threshold = 50 } = given;
  const direction = (values[0] ?? 0) < threshold ? 'low' : 'high';
  return {
    kind: 'alarm',
    direction,
    values,
    threshold,
    shouldHonorCooldown: true,
    now,
    ...given,
  };
}

/** So many in service, and so many of these launched by a policy and warming up. */
function groupWith(count: number, warming = 0, group: Partial<Group> = {}): GroupDocument {
  const members = Array.from({ length: count }, (_, index) =>
    instanceOf(index, index < warming ? { warmsUp: true, inServiceAt: now } : {}),
  );
  return groupDocument(group, members);
}

function capacityOf(decision: CapacityDecision): number | string {
  return decision.kind === 'changed' ? decision.DesiredCapacity : decision.reason;
}

interface Case {
  readonly name: string;
  readonly policy: Policy;
  readonly document: GroupDocument;
  readonly invocation?: Partial<Invocation>;
  readonly expected: number | string;
}

describe('decideCapacity', () => {
  const suspended = groupWith(4);
  const unlaunched = {
    ...groupWith(10, 0, { DesiredCapacity: 20 }),
    triggers: [{ sentence: 'A user asked for it.' }],
  };
  const warm = 'instances are warming up';
  const same = 'the capacity is what the policy asks for';
  const coming = `${same}, with what is on its way`;
  const alarm = (value: number): Partial<Invocation> => ({ values: [value] });
  const cases: readonly Case[] = [
    { name: 'adjusts simply', policy: simple, document: groupWith(4), expected: 6 },
    {
      name: 'stops at the maximum',
      policy: simple,
      document: groupWith(4, 0, { MaxSize: 5 }),
      expected: 5,
    },
    {
      name: 'does nothing at the maximum',
      policy: simple,
      document: groupWith(4, 0, { MaxSize: 4 }),
      expected: 'the capacity is at its bound already',
    },
    {
      name: 'waits for the cooldown',
      policy: simple,
      document: { ...groupWith(4), cooldown: { seconds: 60, until: secondsAfter(now, 1) } },
      expected: 'the cooldown is not over',
    },
    {
      name: 'goes on when the cooldown is over',
      policy: simple,
      document: { ...groupWith(4), cooldown: { seconds: 60, until: now } },
      expected: 6,
    },
    {
      name: 'lets a user disregard the cooldown',
      policy: simple,
      document: { ...groupWith(4), cooldown: { seconds: 60 } },
      invocation: { kind: 'user', shouldHonorCooldown: false },
      expected: 6,
    },
    {
      name: 'ignores a disabled policy',
      policy: { ...simple, Enabled: false },
      document: groupWith(4),
      expected: 'the policy is disabled',
    },
    {
      name: 'steps up from what is desired while nothing may be launched',
      policy: steps,
      document: {
        ...unlaunched,
        group: withProcessesSuspended(unlaunched.group, ['Launch'], now),
      },
      invocation: alarm(75),
      expected: 26,
    },
    {
      name: 'does not ask a second time for what is still to be launched',
      policy: steps,
      document: unlaunched,
      invocation: alarm(75),
      expected: coming,
    },
    {
      name: 'ignores alarms while their process is suspended',
      policy: simple,
      document: {
        ...suspended,
        group: withProcessesSuspended(suspended.group, ['AlarmNotification'], now),
      },
      expected: 'the process AlarmNotification is suspended',
    },
    {
      name: 'takes the first step at 60',
      policy: steps,
      document: groupWith(10),
      invocation: alarm(60),
      expected: 11,
    },
    {
      name: 'takes no step at 59.9',
      policy: steps,
      document: groupWith(10),
      invocation: alarm(59.9),
      expected: same,
    },
    {
      name: 'takes the second step at 70',
      policy: steps,
      document: groupWith(10),
      invocation: alarm(70),
      expected: 13,
    },
    {
      name: 'launches the difference only while the first step warms up',
      policy: steps,
      document: groupWith(11, 1),
      invocation: alarm(70),
      expected: 13,
    },
    {
      name: 'launches none while what is needed warms up',
      policy: steps,
      document: groupWith(13, 3),
      invocation: alarm(70),
      expected: coming,
    },
    {
      name: 'takes away a step at 40',
      policy: steps,
      document: groupWith(10),
      invocation: alarm(40),
      expected: 9,
    },
    {
      name: 'takes away more at 30',
      policy: steps,
      document: groupWith(10),
      invocation: alarm(30),
      expected: 7,
    },
    {
      name: 'takes none away while instances warm up',
      policy: steps,
      document: groupWith(10, 1),
      invocation: alarm(30),
      expected: warm,
    },
    {
      name: 'averages the datapoints of an alarm',
      policy: steps,
      document: groupWith(10),
      invocation: { values: [80, 40, 60] },
      expected: 11,
    },
    {
      name: 'takes the highest of them where the policy says so',
      policy: { ...steps, MetricAggregationType: 'Maximum' },
      document: groupWith(10),
      invocation: { values: [80, 40, 60] },
      expected: 13,
    },
    {
      name: 'follows the target up',
      policy: tracking,
      document: groupWith(4),
      invocation: alarm(75),
      expected: 6,
    },
    {
      name: 'rounds up to what keeps the metric below the target',
      policy: tracking,
      document: groupWith(4),
      invocation: alarm(51),
      expected: 5,
    },
    {
      name: 'takes nothing for one instance',
      policy: tracking,
      document: groupWith(0),
      invocation: alarm(120),
      expected: 3,
    },
    {
      name: 'does not answer one breach twice',
      policy: tracking,
      document: groupWith(6, 2),
      invocation: alarm(75),
      expected: coming,
    },
    {
      name: 'follows the target down by a tenth',
      policy: tracking,
      document: groupWith(40),
      invocation: alarm(10),
      expected: 36,
    },
    {
      name: 'takes away no more than the target allows',
      policy: tracking,
      document: groupWith(40),
      invocation: alarm(48),
      expected: 39,
    },
    {
      name: 'takes none away while instances warm up for a target',
      policy: tracking,
      document: groupWith(10, 1),
      invocation: alarm(10),
      expected: warm,
    },
    {
      name: 'never scales in where the policy may not',
      policy: {
        ...tracking,
        TargetTrackingConfiguration: { TargetValue: 50, DisableScaleIn: true },
      },
      document: groupWith(10),
      invocation: alarm(10),
      expected: 'scale-in is disabled',
    },
  ];
  for (const { name, policy, document, invocation, expected } of cases) {
    it(name, () => {
      expect(capacityOf(decideCapacity(policy, document, invoked(invocation)))).to.equal(expected);
    });
  }
});
