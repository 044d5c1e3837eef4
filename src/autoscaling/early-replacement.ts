import { done, sentence } from './cause.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { chooseInstance } from './instance-choice.js';
import { isInState } from './lifecycle.js';
import { withLaunch } from './launch.js';
import type { MaintenanceBounds } from './maintenance-policy.js';
import { owedReason, type ReplacementReason, withReplaced } from './owed-replacement.js';
import { actualCapacity, chooseZone, counted, desiredCapacity, isLiving } from './placement.js';
import { isSuspended } from './process.js';
import { warmUnits } from './readiness.js';
import { units, unitsOf, weightOf } from './units.js';
import { withUnneeded } from './withdrawal.js';

/**
 * Under a maintenance policy an instance may be replaced before it goes. The one that is launched
 * early is more than the group desires and does not count; when it is ready, the other may go, and
 * it takes the place.
 */
export function withEarlyReplacements(
  document: GroupDocument,
  unfit: readonly ManagedInstance[],
  { reason, bounds, now }: EarlyReplacement,
): GroupDocument {
  if (isSuspended(document.group, 'Launch')) return document;
  const ids = new Set(unfit.map(({ instance }) => instance.InstanceId));
  const wanted = unitsOf(unfit);
  let current = document;
  while (current.instances.length < document.instances.length + unfit.length) {
    const early = unitsOf(current.instances.filter(isEarly));
    if (early >= wanted) return current;
    // As if those had gone that it is to replace: zones stay balanced, and markets as they were.
    const instances = current.instances.filter(({ instance }) => !ids.has(instance.InstanceId));
    const rest = { ...current, instances };
    const AvailabilityZone = chooseZone(rest, now);
    if (AvailabilityZone === undefined) return current;
    const choice = chooseInstance(rest, AvailabilityZone, now);
    const weight = Number(choice?.WeightedCapacity ?? 1);
    const desired = Math.max(actualCapacity(current), desiredCapacity(current));
    // One that is too heavy for both bounds may go all the same, once nothing is missing.
    const isStuck = early === 0 && warmUnits(current, now) >= desiredCapacity(current);
    if (desired + early + weight > bounds.unitsMax && !isStuck) return current;
    current = withLaunch(current, {
      ...{ AvailabilityZone, choice, triggers: [], now },
      launchedFor: 'early-replacement',
      sentences: [sentence(now, done.replaced[reason])],
    });
  }
  return current;
}

interface EarlyReplacement {
  readonly reason: ReplacementReason;
  readonly bounds: MaintenanceBounds;
  readonly now: Date;
}

/**
 * Those that were launched early take the places of those that have gone. As many as are still to
 * go keep theirs waiting; the others are not needed any more.
 */
export function withEarlySettled(
  document: GroupDocument,
  unfit: readonly ManagedInstance[],
  now: Date,
): GroupDocument {
  if (!document.instances.some(isEarly)) return document;
  const unneeded: ManagedInstance[] = [];
  let current = document;
  let wanted = unitsOf(unfit);
  for (const managed of early(document)) {
    const isFree = actualCapacity(current) < desiredCapacity(current);
    const reason = isFree ? owedReason(current) : undefined;
    if (reason !== undefined && reason !== 'departed') {
      const adopted = withInstance(current, counted(managed));
      current = withReplaced(adopted, reason, weightOf(managed));
    } else if (wanted > 0) wanted = units(wanted - weightOf(managed));
    else unneeded.push(managed);
  }
  return withUnneeded(current, unneeded, now);
}

/** The ready ones first. */
function early({ instances }: GroupDocument): readonly ManagedInstance[] {
  const all = instances.filter(isEarly);
  const isServing = (managed: ManagedInstance): boolean => isInState(managed, 'InService');
  return [...all.filter(isServing), ...all.filter((managed) => !isServing(managed))];
}

export function isEarly(managed: ManagedInstance): boolean {
  return managed.launchedFor === 'early-replacement' && isLiving(managed);
}
