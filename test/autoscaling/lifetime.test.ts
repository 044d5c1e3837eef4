import { expect } from 'chai';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import { type HookInput, withHook } from '../../src/autoscaling/lifecycle-hook.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { lifetimeStarts } from '../../src/autoscaling/lifetime.js';
import {
  groupDocument,
  type InstanceGiven,
  instanceOf,
  noon,
  secondsAfter,
} from '../support/group-documents.js';
import { PaperCloud } from '../support/paper-cloud.js';

const hour = 3_600;
const day = 24 * hour;
const waiting: HookInput = {
  ...{ AutoScalingGroupName: 'web', LifecycleHookName: 'wait', HeartbeatTimeout: hour },
  ...{ LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING', DefaultResult: 'CONTINUE' },
};

function aging(count: number, group: Partial<Group> = {}, given: InstanceGiven = {}) {
  const instances = Array.from({ length: count }, (_, index) => instanceOf(index + 1, given));
  const AvailabilityZones = ['us-east-1a'];
  return groupDocument({ AvailabilityZones, MaxInstanceLifetime: day, ...group }, instances);
}

/** How long before the end of its life each may go, in minutes. */
function minutesBefore(document: GroupDocument): readonly number[] {
  return [...lifetimeStarts(document).values()]
    .map((start) => (secondsAfter(noon, day).getTime() - start.getTime()) / 60_000)
    .sort((a, b) => b - a);
}

describe('the lifetime of instances', () => {
  const within = (MinHealthyPercentage: number, MaxHealthyPercentage: number): Partial<Group> => {
    return { InstanceMaintenancePolicy: { MinHealthyPercentage, MaxHealthyPercentage } };
  };
  const ending: HookInput = {
    ...waiting,
    ...{ LifecycleHookName: 'end', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' },
  };
  const cases: readonly (readonly [string, GroupDocument, readonly number[]])[] = [
    ['has no end where none is set', aging(2, { MaxInstanceLifetime: undefined }), []],
    ['ends a little early', aging(1), [5]],
    ['ends earlier for the first of many', aging(3), [15, 10, 5]],
    [
      'ends for a tenth at a time',
      aging(20),
      [50, 50, 45, 45, 40, 40, 35, 35, 30, 30].concat([25, 25, 20, 20, 15, 15, 10, 10, 5, 5]),
    ],
    ['ends for as many as a policy lets go', aging(4, within(50, 100)), [10, 10, 5, 5]],
    [
      'waits for those that are ready only when warm',
      aging(2, { ...within(100, 150), DefaultInstanceWarmup: 600 }),
      [30, 15],
    ],
    ['waits for launch hooks', withHook(aging(2), waiting), [130, 65]],
    ['leaves terminations their hooks', withHook(aging(2), ending), [70, 65]],
    ['spares the protected', aging(2, {}, { shown: { ProtectedFromScaleIn: true } }), []],
    [
      'lasts half at least',
      withHook(aging(20), { ...waiting, HeartbeatTimeout: 7_200 }),
      [
        ...Array.from({ length: 10 }, () => 720),
        ...[625, 625, 500, 500, 375, 375, 250, 250, 125, 125],
      ],
    ],
  ];
  for (const [name, document, minutes] of cases) {
    it(name, () => {
      expect(minutesBefore(document)).to.deep.equal(minutes);
    });
  }

  it('is over for all of a large group in time, though each launch takes an hour', () => {
    const document = withHook(aging(20), waiting);
    const cloud = new PaperCloud(document, secondsAfter(noon, 10), () => 5);
    for (const { instance } of document.instances) {
      const running = { state: 'running', status: 'ok', changesAt: undefined } as const;
      cloud.instances.set(instance.InstanceId, { zone: instance.AvailabilityZone, ...running });
    }
    let least = Infinity;
    while (cloud.now < secondsAfter(noon, day)) {
      expect(cloud.settle()).to.equal(true);
      const serving = cloud.document.instances.filter((each) => isInState(each, 'InService'));
      least = Math.min(least, serving.length);
      cloud.advance(60);
    }
    cloud.settle();
    const old = cloud.document.instances.filter(({ launchedAt }) => launchedAt <= noon);
    expect({ old: old.length, least }).to.deep.equal({ old: 0, least: 18 });
    const causes = new Set(cloud.causes.map((cause) => cause.replace(/^At \S+ /, '')));
    expect([...causes].sort()).to.deep.equal([
      'an instance was launched in response to a max instance lifetime.',
      'an instance was taken out of service in response to a max instance lifetime.',
    ]);
  });
});
