import {
  type Activity,
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupType,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  type MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling';
import { groupPrefix } from '../../src/autoscaling/keys.js';
import type { Disturbance, SimulatedLauncher } from '../../src/launchers/simulated.js';
import type { World } from './world.js';

/** What the tests of Auto Scaling ask of a world again and again. */
export const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

export async function createConfiguration({ autoScaling }: World, name = 'lc'): Promise<void> {
  const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
  await autoScaling.send(
    new CreateLaunchConfigurationCommand({ LaunchConfigurationName: name, ...source }),
  );
}

export async function createGroup(
  { autoScaling }: World,
  given: Partial<CreateAutoScalingGroupType> = {},
): Promise<void> {
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      LaunchConfigurationName: 'lc',
      MinSize: 0,
      MaxSize: 10,
      AvailabilityZones: zones,
      ...given,
    }),
  );
}

export async function groupOf(
  { autoScaling }: World,
  AutoScalingGroupName = 'web',
): Promise<AutoScalingGroup | undefined> {
  const names = { AutoScalingGroupNames: [AutoScalingGroupName] };
  const { AutoScalingGroups = [] } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand(names),
  );
  return AutoScalingGroups[0];
}

/** How many instances are in each lifecycle state. */
export async function lifecycleOf(world: World, name?: string): Promise<Record<string, number>> {
  const { Instances = [] } = (await groupOf(world, name)) ?? {};
  const counts: Record<string, number> = {};
  for (const { LifecycleState = '' } of Instances) {
    counts[LifecycleState] = (counts[LifecycleState] ?? 0) + 1;
  }
  return counts;
}

/** In the order in which they began. */
export async function activitiesOf(
  { autoScaling }: World,
  AutoScalingGroupName = 'web',
): Promise<Activity[]> {
  const input = { AutoScalingGroupName, IncludeDeletedGroups: true };
  const { Activities = [] } = await autoScaling.send(new DescribeScalingActivitiesCommand(input));
  return Activities.reverse();
}

const scope = { account: '000000000000', region: 'us-east-1' };

/** Does something to an instance behind the back of its group, and waits until that is noticed. */
export async function disturb(world: World, InstanceId: string, to: Disturbance): Promise<void> {
  const { updraft } = world;
  const launcher: Partial<SimulatedLauncher> = updraft.launcher;
  const version = await groupVersions(updraft);
  if ((await launcher.disturb?.({ ...scope, InstanceId }, to, world.now())) !== true) {
    throw new Error('Only simulated instances that are there can be disturbed.');
  }
  // Its group is made due and then attended, which is two writes: time may move behind the second.
  for (let look = 0; look < looksMax; look++) {
    if ((await groupVersions(updraft)) !== version && (await isAttended(world))) return;
    await new Promise(setImmediate);
  }
  throw new Error('The disturbance was not noticed.');
}

const looksMax = 10_000;

async function groupVersions({ storage }: World['updraft']): Promise<string> {
  const entries = await storage.store.list(groupPrefix(scope), { limit: 10 });
  return entries.map(({ version }) => version).join();
}

async function isAttended(world: World): Promise<boolean> {
  const now = world.now();
  const entries = await world.updraft.storage.store.list(groupPrefix(scope), { limit: 10 });
  return entries.every(({ document: { due } }) => due === undefined || due > now);
}

export const LaunchTemplateSpecification = {
  LaunchTemplateName: 'web-template',
  Version: '$Latest',
};

/** A policy of types and their weights. */
export function mixed(
  types: Readonly<Record<string, string | undefined>>,
  InstancesDistribution: MixedInstancesPolicy['InstancesDistribution'] = {},
): MixedInstancesPolicy {
  const Overrides = Object.entries(types).map(([InstanceType, WeightedCapacity]) => {
    return { InstanceType, WeightedCapacity };
  });
  return { LaunchTemplate: { LaunchTemplateSpecification, Overrides }, InstancesDistribution };
}
