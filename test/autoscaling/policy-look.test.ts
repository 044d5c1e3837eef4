import { expect } from 'chai';
import type { Group } from '../../src/autoscaling/group-document.js';
import { policyLook } from '../../src/autoscaling/policy-look.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { type PolicyInvocation, runPolicy } from '../../src/autoscaling/policy-run.js';
import { units } from '../../src/autoscaling/units.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';

const shared = {
  AutoScalingGroupName: 'web',
  PolicyARN: 'arn',
  Enabled: true,
  Alarms: [],
  StepAdjustments: [],
};

const asked = { kind: 'alarm', alarm: undefined, rivals: [], shouldHonorCooldown: false } as const;

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
      ...shared,
      ...{ PolicyName: 'track', PolicyType: 'TargetTrackingScaling' },
      TargetTrackingConfiguration: { TargetValue: 50 },
    };
    const invocation: PolicyInvocation = {
      ...asked,
      direction: 'high',
      threshold: 50,
      now: minute(3),
      values: [60, 75, 70],
      periods: [2, 1, 0].map((each) => ({ from: minute(each), to: minute(each + 1) })),
    };
    const { decision } = runPolicy(before, policy, invocation);
    expect(decision).to.deep.include({ kind: 'changed', DesiredCapacity: 4 });
    const told = policyLook({ policy, invocation, before, decision }).tell(invocation.now);
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

describe('why a step policy changes nothing', () => {
  const policy: Policy = {
    ...shared,
    ...{ PolicyName: 'out', PolicyType: 'StepScaling', AdjustmentType: 'PercentChangeInCapacity' },
    EstimatedInstanceWarmup: 120,
    StepAdjustments: [
      { MetricIntervalLowerBound: 10, ScalingAdjustment: 30 },
      { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 0 },
      { MetricIntervalUpperBound: 0, ScalingAdjustment: -10 },
    ],
  };
  const now = secondsAfter(noon, 600);
  const groupOf = (serving: number, warming: number, given: Partial<Group> = {}) => ({
    ...groupDocument({ DesiredCapacity: serving + warming, ...given }, [
      ...Array.from({ length: serving }, (_, index) => instanceOf(index)),
      ...Array.from({ length: warming }, (_, index) =>
        instanceOf(serving + index, { warmsUp: true, inServiceAt: secondsAfter(now, index - 60) }),
      ),
    ]),
    triggers: [{ sentence: 'A user asked for it.' }],
  });
  const firstInServiceAt = secondsAfter(now, -100);
  const returned = groupDocument({}, [
    ...[instanceOf(1), instanceOf(2)],
    instanceOf(3, { warmsUp: true, firstInServiceAt, inServiceAt: secondsAfter(now, -10) }),
  ]);
  const same = 'the capacity is what the policy asks for';
  const coming = `${same}, with what is on its way`;
  const until = secondsAfter(now, 62);
  const cases = [
    {
      name: 'is what warms up in place of what it would add',
      ...{ before: groupOf(10, 3), value: 70, reason: coming, asked: 13 },
      warmUp: { warmupSeconds: 120, warming: 3, unlaunched: 0, until },
    },
    {
      name: 'is what is still to be launched',
      ...{ before: groupOf(10, 0, { DesiredCapacity: 13 }), value: 70, reason: coming, asked: 13 },
      warmUp: { warmupSeconds: 120, warming: 0, unlaunched: 3, until: undefined },
    },
    {
      name: 'is what warms up where it would take some away',
      ...{ before: groupOf(10, 3), value: 30, reason: 'instances are warming up' },
      warmUp: { warmupSeconds: 120, warming: 3, unlaunched: 0, until },
    },
    {
      name: 'is its bound, whatever warms up',
      ...{ before: groupOf(10, 2, { MaxSize: 12 }), value: 70 },
      ...{ reason: 'the capacity is at its bound already', asked: 13 },
    },
    {
      name: 'is what warms up, where its bound would allow no more either',
      ...{ before: groupOf(10, 3, { MaxSize: 13 }), value: 70, reason: coming, asked: 13 },
      warmUp: { warmupSeconds: 120, warming: 3, unlaunched: 0, until },
    },
    {
      name: 'is a warm-up that goes on from where it was before a standby',
      ...{ before: returned, value: 30, reason: 'instances are warming up' },
      warmUp: { warmupSeconds: 120, warming: 1, unlaunched: 0, until: secondsAfter(now, 20) },
    },
    {
      name: 'is its step, whatever warms up',
      ...{ before: groupOf(10, 3), value: 55, reason: same, asked: 13 },
    },
  ];
  for (const { name, before, value, ...told } of cases) {
    it(name, () => {
      const seen = { direction: 'high', threshold: 50, values: [value], now } as const;
      const invocation = { ...asked, ...seen };
      const { decision } = runPolicy(before, policy, { ...invocation });
      const look = policyLook({ policy, invocation, before, decision }).tell(invocation.now);
      expect(look).to.have.deep.property('decision', { kind: 'unchanged', ...told });
    });
  }
});
