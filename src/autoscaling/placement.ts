import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { isRefusing } from './launch-backoff.js';
import { isPending } from './lifecycle.js';
import { type Units, units, unitsWhere } from './units.js';

/**
 * An instance is launched in the enabled zone that has the fewest. A zone that refused a launch is
 * passed over for a while, unless the group's distribution is `balanced-only`: then the launch
 * waits for the proper zone.
 */
export function chooseZone(document: GroupDocument, now: Date): string | undefined {
  const { group } = document;
  const counts = countsByZone(document);
  const isWaiting = (zone: string): boolean => isRefusing(document, zone, now);
  if (isBalancedOnly(document)) {
    const proper = emptiest(group.AvailabilityZones, counts);
    return proper === undefined || isWaiting(proper) ? undefined : proper;
  }
  const open = group.AvailabilityZones.filter((zone) => !isWaiting(zone));
  return emptiest(open, counts);
}

function isBalancedOnly({ group }: GroupDocument): boolean {
  return group.AvailabilityZoneDistribution.CapacityDistributionStrategy === 'balanced-only';
}

/** The first of those that have the fewest. */
export function emptiest(
  zones: readonly string[],
  counts: ReadonlyMap<string, number>,
): string | undefined {
  return zones.reduce<string | undefined>(
    (least, zone) =>
      least === undefined || (counts.get(zone) ?? 0) < (counts.get(least) ?? 0) ? zone : least,
    undefined,
  );
}

/** How many instances are in service or will be, by zone; every enabled zone is there. */
export function countsByZone({ group, instances }: GroupDocument): Map<string, number> {
  const counts = new Map(group.AvailabilityZones.map((zone) => [zone, 0]));
  for (const managed of instances) {
    if (!isLiving(managed)) continue;
    const { AvailabilityZone } = managed.instance;
    counts.set(AvailabilityZone, (counts.get(AvailabilityZone) ?? 0) + 1);
  }
  return counts;
}

/** Some of them, with how many instances each has. */
export function zonesOf(
  document: GroupDocument,
  ...zones: readonly string[]
): ReadonlyMap<string, number> {
  const counts = countsByZone(document);
  return new Map(zones.map((zone) => [zone, counts.get(zone) ?? 0]));
}

/** False for a zone that an update has taken from the group. */
export function isEnabledZone({ group }: GroupDocument, zone: string): boolean {
  return group.AvailabilityZones.includes(zone);
}

/** In service, or on the way to it. */
export function isLiving(managed: ManagedInstance): boolean {
  return managed.instance.LifecycleState === 'InService' || isPending(managed);
}

/** Whether it is there before another has left, for the balance of zones or of markets. */
export function isLeading(managed: ManagedInstance): boolean {
  const { launchedFor } = managed;
  return (launchedFor === 'balance' || launchedFor === 'alignment') && isLiving(managed);
}

/** Whether the instance counts toward the desired capacity. */
export function isCounted(managed: ManagedInstance): boolean {
  const { launchedFor } = managed;
  return launchedFor !== 'early-replacement' && isLiving(managed) && !isLeading(managed);
}

/** The same instance, when it has come to count. */
export function counted(managed: ManagedInstance): ManagedInstance {
  return { ...managed, launchedFor: 'replacement' };
}

export function actualCapacity({ instances }: GroupDocument): Units {
  return unitsWhere(instances, isCounted);
}

/** A group that is being deleted wants nothing any more. */
export function desiredCapacity(document: GroupDocument): Units {
  return units(isDeleting(document) ? 0 : document.group.DesiredCapacity);
}
