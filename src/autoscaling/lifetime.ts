import type { GroupDocument, ManagedInstance } from './group-document.js';
import { isInState } from './lifecycle.js';
import { maintenanceBounds } from './maintenance-policy.js';
import { desiredCapacity, isCounted } from './placement.js';
import { tenthOf, type Units, units, weightOf } from './units.js';

/**
 * Instances are replaced before they outlive MaxInstanceLifetime. Many that come of age together go
 * in rounds, each of as much as may be replaced at a time, and the first of them so early that the
 * last is gone in time ("Replace Auto Scaling instances based on maximum instance lifetime"). None
 * goes in the first half of its life, however long the rounds are.
 */
export function lifetimeStarts(document: GroupDocument): ReadonlyMap<ManagedInstance, Date> {
  const { MaxInstanceLifetime } = document.group;
  if (MaxInstanceLifetime === undefined) return new Map();
  const starts = new Map<ManagedInstance, Date>();
  const atOnce = unitsAtOnce(document);
  const aging = document.instances
    .filter((managed) => isCounted(managed) && isInState(managed, 'InService'))
    .filter(({ instance }) => !instance.ProtectedFromScaleIn)
    .sort((a, b) => a.launchedAt.getTime() - b.launchedAt.getTime());
  const roundMilliseconds = roundSeconds(document) * 1000;
  const leaveSeconds = hookSeconds(document, 'TERMINATING');
  const ageMilliseconds = (MaxInstanceLifetime - leaveSeconds) * 1000;
  let next = Infinity;
  while (aging.length > 0) {
    const round = lastRound(aging, atOnce);
    const [oldest] = round;
    if (oldest === undefined) break;
    const end = oldest.launchedAt.getTime() + ageMilliseconds;
    next = Math.min(next, end) - roundMilliseconds;
    for (const managed of round) {
      const half = managed.launchedAt.getTime() + MaxInstanceLifetime * 500;
      starts.set(managed, new Date(Math.max(next, half)));
    }
  }
  return starts;
}

/** Takes the youngest, as many as go together, off the list; one at least. */
function lastRound(aging: ManagedInstance[], atOnce: Units): readonly ManagedInstance[] {
  let weight = 0;
  let first = aging.length;
  while (first > 0) {
    const managed = aging[first - 1];
    if (managed === undefined) break;
    weight += weightOf(managed);
    if (weight > atOnce && first < aging.length) break;
    first -= 1;
  }
  return aging.splice(first);
}

function unitsAtOnce(document: GroupDocument): Units {
  const bounds = maintenanceBounds(document);
  return bounds === undefined
    ? tenthOf(desiredCapacity(document))
    : units(bounds.unitsMax - bounds.unitsMin);
}

/** What an instance takes to start, besides what it is told to wait for. */
const startSeconds = 300;

/** Until what takes a place serves, as far as it can be known; hooks may be asked for all along. */
function roundSeconds(document: GroupDocument): number {
  const { DefaultInstanceWarmup = 0, InstanceMaintenancePolicy } = document.group;
  const warmupSeconds = InstanceMaintenancePolicy === undefined ? 0 : DefaultInstanceWarmup;
  return startSeconds + hookSeconds(document, 'LAUNCHING') + warmupSeconds;
}

function hookSeconds({ hooks = [] }: GroupDocument, what: 'LAUNCHING' | 'TERMINATING'): number {
  const times = hooks
    .filter(({ LifecycleTransition }) => LifecycleTransition === `autoscaling:EC2_INSTANCE_${what}`)
    .map(({ HeartbeatTimeout }) => HeartbeatTimeout);
  return Math.max(0, ...times);
}
