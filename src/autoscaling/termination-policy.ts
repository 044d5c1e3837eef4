import { allocationFit } from './allocation-fit.js';
import { surplusInstances } from './at-capacity.js';
import { isFunction } from './custom-termination.js';
import type { GroupDocument, ManagedInstance } from './group-document.js';
import { type Specification, specificationsOf } from './launch-template.js';
import { countsByZone, isEnabledZone } from './placement.js';

/**
 * Which instance goes when a group scales in: first zones that the group has no more, then those
 * that hold the most, so that zones stay balanced; then each termination policy in its order
 * narrows the choice; what is left is told apart by the default rules. Protected instances are not
 * chosen, and instances that are not in service yet only where no other is left ("Control which
 * Auto Scaling instances terminate"). In a mixed group those of the market go of which there are
 * too many.
 */
export function chooseTermination(
  document: GroupDocument,
  now: Date,
  weightMax = Infinity,
): ManagedInstance | undefined {
  const open = surplusInstances(document, weightMax);
  const inService = open.filter(({ instance }) => instance.LifecycleState === 'InService');
  const candidates = inFullestZones(document, inService.length > 0 ? inService : open);
  const named = document.group.TerminationPolicies.filter((policy) => !isFunction(policy));
  const policies = [...named, 'Default'];
  const left = policies.reduce(
    (rest, policy) => narrowed(document, rest, { policy, now }),
    candidates,
  );
  return [...left].sort(byId)[0];
}

export const terminationPolicyTypes = [
  'AllocationStrategy',
  'ClosestToNextInstanceHour',
  'Default',
  'NewestInstance',
  'OldestInstance',
  'OldestLaunchConfiguration',
  'OldestLaunchTemplate',
] as const;

function inFullestZones(
  document: GroupDocument,
  candidates: readonly ManagedInstance[],
): readonly ManagedInstance[] {
  const capacities = countsByZone(document);
  const size = ({ instance: { AvailabilityZone: zone } }: ManagedInstance): number =>
    isEnabledZone(document, zone) ? (capacities.get(zone) ?? 0) : Infinity;
  const most = Math.max(...candidates.map(size));
  return candidates.filter((managed) => size(managed) === most);
}

type Candidates = readonly ManagedInstance[];

interface PolicyAt {
  readonly policy: string;
  readonly now: Date;
}

function narrowed(
  document: GroupDocument,
  rest: Candidates,
  { policy, now }: PolicyAt,
): Candidates {
  if (rest.length < 2) return rest;
  switch (policy) {
    case 'OldestInstance':
      return least(rest, ({ launchedAt }) => launchedAt.getTime());
    case 'NewestInstance':
      return least(rest, ({ launchedAt }) => -launchedAt.getTime());
    case 'ClosestToNextInstanceHour':
      return least(rest, ({ launchedAt }) => secondsToNextHour(launchedAt, now));
    case 'OldestLaunchConfiguration':
      return least(rest, configurationTime);
    case 'OldestLaunchTemplate':
      return least(rest, (managed) => templateOrder(document, managed));
    case 'AllocationStrategy':
      return least(rest, (managed) => allocationFit(document, managed));
    default: {
      const outdated = least(rest, (managed) => templateOrder(document, managed));
      const oldest = least(outdated, launchSourceTime);
      return least(oldest, ({ launchedAt }) => secondsToNextHour(launchedAt, now));
    }
  }
}

function least(rest: Candidates, measure: (managed: ManagedInstance) => number): Candidates {
  const min = Math.min(...rest.map(measure));
  return rest.filter((managed) => measure(managed) === min);
}

/** Instances of configurations that are gone count as the oldest. */
function launchSourceTime({ launchSourceCreatedAt }: ManagedInstance): number {
  return launchSourceCreatedAt?.getTime() ?? 0;
}

/** What was launched from a template goes only where nothing of a configuration is left. */
function configurationTime(managed: ManagedInstance): number {
  return managed.instance.LaunchTemplate === undefined ? launchSourceTime(managed) : Infinity;
}

/** Instances of no template go first, then those of another one, then the oldest versions. */
function templateOrder({ group }: GroupDocument, { instance }: ManagedInstance): number {
  const current = specificationsOf(group);
  if (current.length === 0) return 0;
  const { LaunchTemplate } = instance;
  if (LaunchTemplate === undefined) return -2;
  const isCurrent = current.some((each) => isSameTemplate(each, LaunchTemplate));
  return isCurrent ? Number(LaunchTemplate.Version) : -1;
}

/** One may be named by its id, the other by its name, where there is no EC2 to tell both. */
function isSameTemplate(one: Specification, other: Specification): boolean {
  return one.LaunchTemplateId === undefined || other.LaunchTemplateId === undefined
    ? one.LaunchTemplateName === other.LaunchTemplateName
    : one.LaunchTemplateId === other.LaunchTemplateId;
}

function secondsToNextHour(launchedAt: Date, now: Date): number {
  const seconds = Math.floor((now.getTime() - launchedAt.getTime()) / 1000);
  return 3_600 - (seconds % 3_600);
}

function byId(a: ManagedInstance, b: ManagedInstance): number {
  return a.instance.InstanceId < b.instance.InstanceId ? -1 : 1;
}
