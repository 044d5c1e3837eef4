import { isEnded } from '../../src/autoscaling/activity.js';
import { isAtCapacity } from '../../src/autoscaling/at-capacity.js';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { countsByZone, isEnabledZone } from '../../src/autoscaling/placement.js';
import type { Service } from '../../src/service.js';
import { noFaults } from './faulty-store.js';
import { GroupAuditor } from './group-auditor.js';
import { RandomClient } from './random-client.js';
import { SeededWorld } from './seeded-world.js';

export interface Simulated {
  readonly faults: readonly string[];
  readonly digest: string;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly paths: ReadonlyMap<string, number>;
  readonly writeCount: number;
  readonly groups: ReadonlyMap<string, GroupDocument>;
}

/**
 * A world of groups from its seed to its end: clients do this and that, loads come and go, zones
 * fail, instances die, servers end and begin again. Then all of that stops, and the groups must
 * come to rest with what was asked of them. Every fifth world is wild: spot instances are taken
 * back too, policies double capacities, and the schedules of several groups are due together; in
 * every other wild one mixed groups get other shares, weights and types, and so they do in another
 * tenth of the worlds, where all that a group launches becomes light and heavy again.
 */
export async function simulate(
  seed: number,
  services: readonly Service[],
  scale = 1,
): Promise<Simulated> {
  const serverCount = seed % 3 === 0 ? 2 : 1;
  const auditor = new GroupAuditor(serverCount);
  const world = new SeededWorld({
    ...{ seed, services, serverCount },
    observe: (written, now) => auditor.observe(written, now),
  });
  const { random } = world;
  const isWild = seed % 5 === 4;
  const isReweighed = seed % 10 === 8;
  const isRemixed = isReweighed || seed % 10 === 9;
  const client = new RandomClient(world, {
    ...{ groupCount: 1 + random.below(4), scale, isWild, isRemixed, isReweighed },
    seesValue: (value, now) => auditor.noteValue(value, now),
  });
  for (const LaunchConfigurationName of ['old', 'new']) {
    const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
    await world.call('CreateLaunchConfiguration', { LaunchConfigurationName, ...source });
  }
  // Half of the worlds have a store that is slow and contended, and servers that end.
  const isRough = seed % 2 === 0;
  if (isRough) world.faults = { turnsMax: 3, conflicts: 0.05, failures: 0.002 };
  for (let step = 0; step < stepsMax && auditor.faults.length === 0; step++) {
    const deeds = Array.from({ length: random.below(5) }, () => client.act());
    await Promise.all(deeds);
    await befall(world, auditor, { isRough, isWild });
    await world.advance(random.pick([1, 2, 5, 30, 60, 120, 600]), () => lookFor(auditor, world));
  }
  const { outcomes } = client;
  if (auditor.faults.length === 0) await rest(world, auditor);
  const { faults, paths, writeCount } = auditor;
  const groups = auditor.groupsNow();
  return { faults, digest: world.digest(), outcomes, paths, writeCount, groups };
}

const stepsMax = 120;

function lookFor(auditor: GroupAuditor, world: SeededWorld): void {
  const orphans = auditor.orphans(world.now);
  if (orphans.length > 0) auditor.faults.push(`These are nobody's: ${orphans.join(', ')}.`);
  auditor.faults.push(...auditor.emptiness.faults(auditor.groupsNow().values(), world.now));
}

/** What happens to instances, zones and servers by themselves. */
async function befall(
  world: SeededWorld,
  auditor: GroupAuditor,
  { isRough, isWild }: { readonly isRough: boolean; readonly isWild: boolean },
): Promise<void> {
  const { random, cloud } = world;
  const [group] = [random.pick([...auditor.groupsNow().values(), undefined])];
  const member = group?.instances[random.below(Math.max(1, group.instances.length))];
  const { InstanceId = '' } = member?.instance ?? {};
  const share = random.next();
  if (share < 0.1) await world.disturb(InstanceId, random.pick(isWild ? all : usual));
  else if (share < 0.14) cloud.zonesOut.add(random.pick(['us-east-1a', 'us-east-1b']));
  else if (share < 0.2) cloud.zonesOut.clear();
  else if (share < 0.22 && isWild) cloud.interruptions = random.pick([0, 0.2]);
  else if (share < 0.24) cloud.failures = random.pick([0, 0, 0.3]);
  else if (share < 0.28) cloud.startMilliseconds = random.pick([0, 3_000, 90_000]);
  else if (share < 0.34 && isRough) world.cutSoon(random.below(60));
}

const usual = ['terminated', 'impaired', 'ok'] as const;
const all = [...usual, 'interrupted'] as const;

/** All that keeps groups from rest ends; back-offs last up to two hours. */
async function rest(world: SeededWorld, auditor: GroupAuditor): Promise<void> {
  world.faults = noFaults;
  world.cloud.zonesOut.clear();
  world.cloud.failures = 0;
  world.cloud.interruptions = 0;
  // What a client was told is gone may still be asked of another server; then all is quiet.
  await world.advance(60);
  for (const [AutoScalingGroupName, document] of auditor.groupsNow()) {
    const name = { AutoScalingGroupName };
    await world.call('ResumeProcesses', name);
    for (const { LifecycleHookName } of document.hooks ?? []) {
      await world.call('DeleteLifecycleHook', { ...name, LifecycleHookName });
    }
    for (const policy of [0, 1, 2]) {
      await world.call('DeletePolicy', { ...name, PolicyName: `policy-${policy}` });
      await world.call('DeleteScheduledAction', { ...name, ScheduledActionName: `at-${policy}` });
    }
    for (const { instance } of document.instances) {
      const one = { ...name, InstanceIds: [instance.InstanceId], ProtectedFromScaleIn: false };
      await world.call('SetInstanceProtection', one);
    }
    const lenient = { ...name, NewInstancesProtectedFromScaleIn: false };
    await world.call('UpdateAutoScalingGroup', lenient);
  }
  await world.advance(2 * 3_600, () => lookFor(auditor, world));
  const before = auditor.writeCount;
  await world.advance(3_600, () => lookFor(auditor, world));
  const writes = auditor.writeCount - before;
  const most = [...auditor.groupsNow().values()].map(quietWritesMax).reduce((a, b) => a + b, 0);
  if (writes > most) auditor.faults.push(`${writes} writes in an hour of groups that are at rest.`);
  for (const [name, document] of auditor.groupsNow()) {
    auditor.faults.push(...restFaults(document).map((fault) => `${name}, at rest: ${fault}`));
  }
}

/** In an hour: their metrics go out each minute, and what was put off may still happen. */
function quietWritesMax({ group, instances }: GroupDocument): number {
  const metrics = group.EnabledMetrics.length > 0 ? 60 : 0;
  return metrics + 10 + 10 * instances.length;
}

function restFaults(document: GroupDocument): readonly string[] {
  const { group, instances, activities } = document;
  const states = instances.map(({ instance }) => instance.LifecycleState);
  const capacities = [...countsByZone(document).values()];
  const spread = Math.max(...capacities) - Math.min(...capacities);
  const astray = instances.filter(
    (managed) =>
      isInState(managed, 'InService') &&
      !isEnabledZone(document, managed.instance.AvailabilityZone),
  );
  const unfit = instances.filter(
    (managed) => isInState(managed, 'InService') && managed.instance.HealthStatus !== 'Healthy',
  );
  const faults: string[] = [];
  if (!isAtCapacity(document)) {
    faults.push(`${group.DesiredCapacity} are desired, and there is ${states.join()}.`);
  }
  if (states.some((state) => state !== 'InService' && state !== 'Standby')) {
    faults.push(`Something is on its way still: ${states.join()}.`);
  }
  if (document.isAligning === true) faults.push('It is not at its shares of markets.');
  if (activities.some((activity) => !isEnded(activity))) faults.push('An activity has no end.');
  if (spread > 1) faults.push(`Zones have ${capacities.join()}.`);
  if (astray.length > 0) faults.push(`${astray.length} are in zones that it has left.`);
  if (document.succession !== undefined) faults.push('One that is to leave is still there.');
  if (unfit.length > 0) faults.push(`${unfit.length} are unhealthy.`);
  return faults;
}
