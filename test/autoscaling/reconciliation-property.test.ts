import { expect } from 'chai';
import { createdGroup, updatedGroup } from '../../src/autoscaling/group-creation.js';
import { findInstance, withInstance } from '../../src/autoscaling/group-document.js';
import { readPlacement } from '../../src/autoscaling/group-placement.js';
import { setDesiredCapacity } from '../../src/autoscaling/group.js';
import { withHealthReported } from '../../src/autoscaling/health.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { withAction } from '../../src/autoscaling/lifecycle-action.js';
import { type HookInput, withHook } from '../../src/autoscaling/lifecycle-hook.js';
import { completed, openWaits } from '../../src/autoscaling/lifecycle-wait.js';
import { countsByZone, isLiving } from '../../src/autoscaling/placement.js';
import {
  isSuspended,
  processNames,
  withProcessesResumed,
  withProcessesSuspended,
} from '../../src/autoscaling/process.js';
import { enterStandby, exitStandby } from '../../src/autoscaling/standby.js';
import { PaperCloud } from '../support/paper-cloud.js';
import { Random } from '../support/random.js';

const scope = { account: '000000000000', region: 'us-east-1' };
const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const start = new Date('2026-03-10T12:00:00Z');

/** Random intents, refusals, deaths and pauses; then quiet, in which the group must get there. */
describe('reconcile', () => {
  const seeds = Array.from({ length: 60 }, (_, index) => 4_000 + index);
  for (const seed of seeds) {
    it(`keeps its promises in the world of seed ${seed}`, () => {
      const random = new Random(seed);
      const cloud = newCloud(random);
      for (let step = 0; step < 60; step++) {
        disturb(cloud, random);
        expect(cloud.settle(), 'the turns end').to.equal(true);
        assertPromises(cloud);
        cloud.advance(random.pick([0, 1, 2, 5, 30, 120]));
      }
      calm(cloud);
      expectRest(cloud);
    });
  }
});

function newCloud(random: Random): PaperCloud {
  const placement = readPlacement({ AvailabilityZones: zones }, scope);
  if (placement === undefined) throw new Error('There are zones.');
  const sizes = { MinSize: random.below(3), MaxSize: 3 + random.below(20) };
  const created = createdGroup(
    { AutoScalingGroupName: 'web', LaunchConfigurationName: 'lc', ...sizes },
    { scope, now: start, uuid: `group-${random.below(1_000_000)}`, placement, launchSource: {} },
  );
  return new PaperCloud(created, start, () => 1 + random.below(8));
}

function disturb(cloud: PaperCloud, random: Random): void {
  const { document, now } = cloud;
  const { group } = document;
  const name = random.pick(processNames);
  const member = document.instances[random.below(Math.max(document.instances.length, 1))];
  const disturbances: readonly (() => void)[] = [
    () => {
      const capacity = group.MinSize + random.below(group.MaxSize - group.MinSize + 1);
      cloud.document = setDesiredCapacity(document, capacity, now);
    },
    () => {
      const MinSize = random.below(4);
      const input = { AutoScalingGroupName: 'web', MinSize, MaxSize: MinSize + random.below(20) };
      const unchanged = { now, placement: undefined, launchSource: undefined };
      cloud.document = updatedGroup(document, input, unchanged);
    },
    () => {
      const AvailabilityZones = zones.filter(() => random.next() < 0.7);
      const placement = readPlacement({ AvailabilityZones }, scope);
      const input = { AutoScalingGroupName: 'web' };
      cloud.document = updatedGroup(document, input, { now, placement, launchSource: undefined });
    },
    () => {
      cloud.document = { ...document, group: withProcessesSuspended(group, [name], now) };
    },
    () => {
      cloud.document = { ...document, group: withProcessesResumed(group, undefined) };
    },
    () => {
      const id = random.pick([...cloud.living(), '']);
      const dying = cloud.instances.get(id);
      if (dying !== undefined) dying.state = 'terminated';
    },
    () => {
      if (member === undefined) return;
      const report = { HealthStatus: 'Unhealthy', shouldRespectGracePeriod: false, now };
      cloud.document = withInstance(document, withHealthReported(document, member, report));
    },
    () => {
      if (member?.instance.LifecycleState !== 'InService') return;
      const instance = { ...member.instance, ProtectedFromScaleIn: random.next() < 0.5 };
      cloud.document = withInstance(document, { ...member, instance });
    },
    () => {
      cloud.document = withHook(document, randomHook(random));
    },
    () => {
      const waiting = document.instances.find((each) => openWaits(each).length > 0);
      const [wait] = waiting === undefined ? [] : openWaits(waiting);
      if (waiting === undefined || wait === undefined) return;
      const { InstanceId } = waiting.instance;
      const { LifecycleHookName } = wait.hook;
      const result = random.pick(['CONTINUE', 'ABANDON'] as const);
      cloud.document = withAction(document, { LifecycleHookName, InstanceId }, (each) =>
        completed(each, result),
      );
    },
    () => {
      const isDecremented = group.DesiredCapacity > group.MinSize;
      if (member?.instance.LifecycleState !== 'InService') return;
      const instanceIds = [member.instance.InstanceId];
      cloud.document = enterStandby(document, { instanceIds, now, isDecremented }).document;
    },
    () => {
      const aside = document.instances.find((each) => isInState(each, 'Standby'));
      const isHeld = isSuspended(group, 'Launch') || group.DesiredCapacity >= group.MaxSize;
      if (aside === undefined || isHeld) return;
      const instanceIds = [aside.instance.InstanceId];
      cloud.document = exitStandby(document, { instanceIds, now }).document;
    },
    () => {
      const InstanceMaintenancePolicy = random.pick(maintenancePolicies);
      const input = { AutoScalingGroupName: 'web', InstanceMaintenancePolicy };
      const unchanged = { now, placement: undefined, launchSource: undefined };
      cloud.document = updatedGroup(document, input, unchanged);
    },
    () => void cloud.fullZones.add(random.pick(zones)),
    () => {
      cloud.fullZones.clear();
    },
  ];
  random.pick(disturbances)();
}

const maintenancePolicies = [
  { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 },
  { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 },
  { MinHealthyPercentage: 90, MaxHealthyPercentage: 100 },
  { MinHealthyPercentage: 50, MaxHealthyPercentage: 150 },
];

function randomHook(random: Random): HookInput {
  return {
    AutoScalingGroupName: 'web',
    LifecycleHookName: random.pick(['one', 'two']),
    LifecycleTransition: random.pick([
      'autoscaling:EC2_INSTANCE_LAUNCHING',
      'autoscaling:EC2_INSTANCE_TERMINATING',
    ]),
    HeartbeatTimeout: random.pick([30, 60, 600]),
    DefaultResult: random.pick(['CONTINUE', 'ABANDON']),
  };
}

function assertPromises({ document, causes, ...cloud }: PaperCloud): void {
  const { group, instances } = document;
  expect(group.DesiredCapacity, 'desired within bounds').to.be.within(group.MinSize, group.MaxSize);
  const ids = instances.map(({ instance }) => instance.InstanceId);
  expect(new Set(ids).size, 'no instance twice').to.equal(ids.length);
  const lost = [...cloud.instances].filter(([id, { state }]) => {
    return ['pending', 'running'].includes(state) && findInstance(document, id) === undefined;
  });
  expect(lost, 'no instance lost').to.deep.equal([]);
  expect(cloud.launchCount, 'each launched once').to.equal(cloud.instances.size);
  const told = [...causes, ...document.activities.map(({ Cause }) => Cause)];
  const odd = told.filter((cause) => !/^At \S+Z .+\.$/.test(cause) && cause.length < causeMax);
  expect(odd, 'a cause each').to.deep.equal([]);
}

/** AWS cuts a longer one off. */
const causeMax = 1023;

/** What held the group up is over, and time passes; back-offs last up to two hours. */
function calm(cloud: PaperCloud): void {
  cloud.fullZones.clear();
  const { document } = cloud;
  cloud.document = {
    ...document,
    // A hook that abandons every launch would never let it come to rest.
    hooks: [],
    group: withProcessesResumed(document.group, undefined),
    instances: document.instances.map((managed) => ({
      ...managed,
      instance: { ...managed.instance, ProtectedFromScaleIn: false },
    })),
  };
  for (let look = 0; look < looksMax; look++) {
    expect(cloud.settle(), 'the turns end').to.equal(true);
    assertPromises(cloud);
    const { due } = cloud.document;
    if (due === undefined) return;
    cloud.advance(Math.max((due.getTime() - cloud.now.getTime()) / 1000, 1));
  }
}

const looksMax = 400;

function expectRest({ document }: PaperCloud): void {
  const living = document.instances.filter(isLiving);
  const capacities = [...countsByZone(document).values()];
  const { DesiredCapacity, AvailabilityZones } = document.group;
  expect({
    due: document.due,
    inProgress: document.activities.length,
    living: living.length,
    unfit: living.filter(({ unhealthyBecause }) => unhealthyBecause).length,
    spread: Math.max(...capacities) - Math.min(...capacities) <= 1,
    zones: capacities.length,
  }).to.deep.equal({
    due: undefined,
    inProgress: 0,
    living: DesiredCapacity,
    unfit: 0,
    spread: true,
    zones: AvailabilityZones.length,
  });
}
