import { done, sentence } from './cause.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { chooseInstance } from './instance-choice.js';
import { isRefusing } from './launch-backoff.js';
import { isPending } from './lifecycle.js';
import { withLaunch } from './launch.js';
import { capacityByZone, emptiest, isAtCapacity } from './placement.js';
import { isSuspended } from './process.js';
import type { Step } from './turn.js';

/**
 * Zones whose instances differ by more than one are balanced, and instances leave zones that the
 * group has no more: another instance is launched where there are too few, and only when that is in
 * service does the group, which then has more than it desires, terminate one where there are too
 * many. At most a tenth of the maximum size, and at least one, is under way at a time.
 */
export const balanceZones: Step = (document, { now }) => {
  if (!mayBalance(document)) return document;
  const surplusMax = Math.max(1, Math.floor(document.group.MaxSize / 10));
  let current = document;
  for (let surplus = surplusOf(document); surplus < surplusMax; surplus++) {
    const move = nextMove(current, now);
    if (move === undefined) return current;
    const { from, to } = move;
    const { AvailabilityZones } = current.group;
    const zones = new Map([[from, capacityByZone(current).get(from) ?? 0]]);
    const text = AvailabilityZones.includes(from) ? done.balancing(zones) : done.migrating(zones);
    current = withLaunch(current, {
      AvailabilityZone: to,
      choice: chooseInstance(current, to),
      launchedFor: 'balance',
      triggers: [],
      sentences: [sentence(now, text)],
      now,
    });
  }
  return current;
};

function mayBalance(document: GroupDocument): boolean {
  const { group } = document;
  const processes = ['AZRebalance', 'Launch', 'Terminate'] as const;
  if (processes.some((name) => isSuspended(group, name)) || isDeleting(document)) return false;
  // Zones are balanced once the group has the capacity that it desires, and not on the way there.
  return isAtCapacity(document);
}

function surplusOf({ instances }: GroupDocument): number {
  return instances.filter((managed) => isPending(managed) && managed.launchedFor === 'balance')
    .length;
}

interface Move {
  readonly from: string;
  readonly to: string;
}

function nextMove(document: GroupDocument, now: Date): Move | undefined {
  const capacities = capacityByZone(document);
  const { AvailabilityZones } = document.group;
  const open = AvailabilityZones.filter((zone) => !isRefusing(document, zone, now));
  const to = emptiest(open, capacities);
  const from = zoneToLeave(document, capacities);
  if (to === undefined || from === undefined) return undefined;
  const isEnabled = AvailabilityZones.includes(from);
  const difference = (capacities.get(from) ?? 0) - (capacities.get(to) ?? 0);
  return !isEnabled || difference > 1 ? { from, to } : undefined;
}

/** A zone that the group has no more, or the one that holds the most that may go. */
function zoneToLeave(
  document: GroupDocument,
  capacities: ReadonlyMap<string, number>,
): string | undefined {
  const { AvailabilityZones } = document.group;
  const open = document.instances
    .filter(isMovable)
    .map(({ instance }) => instance.AvailabilityZone);
  const removed = open.find((zone) => !AvailabilityZones.includes(zone));
  if (removed !== undefined) {
    // Those that take the places of the zone's instances may be on their way already.
    return (capacities.get(removed) ?? 0) > surplusOf(document) ? removed : undefined;
  }
  return open.reduce<string | undefined>(
    (most, zone) =>
      most === undefined || (capacities.get(zone) ?? 0) > (capacities.get(most) ?? 0) ? zone : most,
    undefined,
  );
}

function isMovable({ instance }: ManagedInstance): boolean {
  return instance.LifecycleState === 'InService' && !instance.ProtectedFromScaleIn;
}
