import { expect } from 'chai';
import type { GroupActivity } from '../../src/autoscaling/activity.js';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import { withDesiredCapacity } from '../../src/autoscaling/group.js';
import type { PolicyDocument } from '../../src/autoscaling/policy-document.js';
import type { LaunchPurpose } from '../../src/autoscaling/launch.js';
import { withTermination } from '../../src/autoscaling/termination.js';
import {
  groupDocument,
  type InstanceGiven,
  instanceOf,
  noon,
  secondsAfter,
} from '../support/group-documents.js';
import { LimitAuditor } from './limit-auditor.js';

const now = secondsAfter(noon, 3_600);

function eights(count: number, given: InstanceGiven = {}, group: Partial<Group> = {}) {
  const shown = { WeightedCapacity: '8' };
  const instances = Array.from({ length: count }, (_, index) =>
    instanceOf(index + 1, { ...given, shown }),
  );
  return groupDocument({ MaxSize: 100, DesiredCapacity: 8 * count, ...group }, instances);
}

function terminated(document: GroupDocument, count: number, why: string): GroupDocument {
  return document.instances.slice(0, count).reduce((current, managed) => {
    const sentences = [`At 2026-03-10T13:00:00Z an instance was taken out of service, ${why}.`];
    return withTermination(current, managed, { triggers: [], sentences, now });
  }, document);
}

/** Nine that serve, and one that was launched in the place of another. */
function arriving(
  LifecycleState: 'Pending' | 'InService',
  launchedFor: LaunchPurpose = 'replacement',
): GroupDocument {
  const document = eights(9, {}, { DesiredCapacity: 80 });
  const Cause =
    'an instance was launched in response to an unhealthy instance needing to be replaced';
  const fresh = instanceOf(10, {
    shown: { WeightedCapacity: '8', LifecycleState },
    ...{ launchedFor, inServiceAt: LifecycleState === 'InService' ? now : undefined },
  });
  // No more of an activity is looked at.
  const activity = { ActivityId: fresh.ActivityId, Cause } as GroupActivity;
  return { ...document, instances: [...document.instances, fresh], activities: [activity] };
}

function byPolicy(document: GroupDocument, DesiredCapacity: number): GroupDocument {
  const reason = ({ from, to }: { from: number; to: number }): string =>
    `a monitor alarm high in state ALARM triggered policy out changing the desired capacity from ` +
    `${from} to ${to}`;
  return withDesiredCapacity(document, { DesiredCapacity, now, reason });
}

/** No more of it is looked at. */
const policy = {
  policy: {
    ...{ PolicyName: 'out', PolicyType: 'StepScaling', EstimatedInstanceWarmup: 600 },
    AdjustmentType: 'PercentChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 100 }],
  },
} as unknown as PolicyDocument;

describe('the auditor of limits', () => {
  const mixed = {
    MixedInstancesPolicy: {
      InstancesDistribution: { OnDemandBaseCapacity: 8, OnDemandPercentageAboveBaseCapacity: 0 },
    },
  };
  const ill = 'in response to a user health-check';
  const shrunk = 'in response to a difference between desired and actual capacity';
  const warm = eights(4, { warmsUp: true, inServiceAt: now });
  const half = { ...warm, instances: [...eights(2).instances, ...warm.instances.slice(2)] };
  const spots = eights(2, { market: 'spot' }, { ...mixed, DesiredCapacity: 8 });
  const [first, ...others] = spots.instances;
  const markets = {
    ...spots,
    instances: first === undefined ? [] : [{ ...first, market: 'on-demand' as const }, ...others],
  };
  const onDemand = (...weights: readonly string[]): GroupDocument => ({
    ...spots,
    instances: weights.map((WeightedCapacity, index) =>
      instanceOf(index + 1, { shown: { WeightedCapacity }, market: 'on-demand' }),
    ),
  });
  const cases: readonly (readonly [string, GroupDocument, GroupDocument, readonly string[]])[] = [
    ['lets a tenth be replaced', eights(10), terminated(eights(10), 1, ill), []],
    [
      'sees more than a tenth of the units replaced',
      eights(10),
      terminated(eights(10), 8, ill),
      ['64 of 80 are replaced at once.'],
    ],
    [
      'lets the next be replaced when what took the place of the last one comes into service',
      arriving('Pending'),
      terminated(arriving('InService'), 1, ill),
      [],
    ],
    [
      'sees the next be replaced before',
      arriving('Pending'),
      terminated(arriving('Pending'), 1, ill),
      ['16 of 80 are replaced at once.'],
    ],
    [
      'lets one that was launched early take the place of what goes',
      arriving('Pending', 'early-replacement'),
      terminated(arriving('Pending'), 1, ill),
      [],
    ],
    ['lets what is on its way be', half, byPolicy(half, 32), []],
    [
      'sees what is on its way asked for again',
      half,
      byPolicy(half, 60),
      ['out made 60 of 32, of which a part is on its way.'],
    ],
    [
      'sees on demand go where it has no more than its part',
      markets,
      terminated(markets, 1, shrunk),
      ['0 are left on demand, where 8 are its part.'],
    ],
    [
      'sees spot come before on demand has its part',
      { ...spots, instances: [] },
      spots,
      ['Spot is launched, though 8 on demand are not there.'],
    ],
    ['lets the last on demand be heavy', { ...spots, instances: [] }, onDemand('1', '8'), []],
    [
      'sees one on demand launched after what was enough',
      { ...spots, instances: [] },
      onDemand('8', '1'),
      ['9 are launched on demand, where 8 are its part.'],
    ],
  ];
  for (const [name, old, next, expected] of cases) {
    it(name, () => {
      const auditor = new LimitAuditor();
      auditor.notePolicy('web out', policy);
      expect(auditor.faults({ old, next, now })).to.deep.equal(expected);
    });
  }

  it('sees policies move a capacity both ways in one moment, and not in two', () => {
    const auditor = new LimitAuditor();
    const [before, less] = [eights(4), byPolicy(eights(4), 24)];
    expect(auditor.faults({ old: before, next: less, now })).to.deep.equal([]);
    expect(auditor.faults({ old: less, next: byPolicy(less, 32), now })).to.deep.equal([
      'Policies moved the capacity both ways in one moment.',
    ]);
    const later = new Date(now.getTime() + 1_000);
    const again = { old: less, next: byPolicy(less, 32), now: later };
    expect(auditor.faults(again)).to.deep.equal([]);
  });

  const tracking = {
    policy: {
      ...{ PolicyName: 'out', AutoScalingGroupName: 'web', PolicyType: 'TargetTrackingScaling' },
      ...{ StepAdjustments: [], TargetTrackingConfiguration: { TargetValue: 50 } },
    },
  } as unknown as PolicyDocument;
  const tracked: readonly (readonly [string, { at: number; to: number }, readonly string[]])[] = [
    ['lets a target have what its load needs', { at: 600, to: 58 }, []],
    [
      'sees a target have more than any load needs',
      { at: 600, to: 59 },
      ['out made 59 of 32 under a load for 58.'],
    ],
    [
      'forgets loads of long ago',
      { at: 1_900, to: 33 },
      ['out made 33 of 32 under a load for 32.'],
    ],
  ];
  for (const [name, { at, to }, expected] of tracked) {
    it(name, () => {
      const auditor = new LimitAuditor();
      auditor.notePolicy('web out', tracking);
      auditor.noteValue(90, noon);
      auditor.noteValue(20, secondsAfter(noon, 60));
      const old = eights(4);
      const first = { old, next: old, now: noon };
      expect(auditor.faults(first)).to.deep.equal([]);
      const write = { old, next: byPolicy(old, to), now: secondsAfter(noon, at) };
      expect(auditor.faults(write)).to.deep.equal(expected);
    });
  }
});
