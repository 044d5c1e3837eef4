import type { GroupDocument, ManagedInstance } from './group-document.js';
import { isInState } from './lifecycle.js';
import type { MaintenanceBounds } from './maintenance-policy.js';
import { isCounted, isLiving } from './placement.js';
import { type Units, unitsWhere } from './units.js';
import { warmUpStart } from './warm-up.js';

/**
 * What a group keeps while others of its instances are replaced must be "in service, healthy, and
 * ready to use", and an instance is ready "after it successfully completes its first health check
 * and the specified warmup time passes" ("Instance maintenance policy for Auto Scaling group"):
 * each instance, those too with which the group began. Where nothing says how long an instance
 * warms up, it is ready when it is in service.
 */
export function readyAt({ group }: GroupDocument, managed: ManagedInstance): Date | undefined {
  const { inServiceAt } = managed;
  const start = warmUpStart(managed);
  if (!isInState(managed, 'InService') || inServiceAt === undefined) return undefined;
  const warmup = group.DefaultInstanceWarmup ?? 0;
  if (warmup === 0 || start === undefined) return inServiceAt;
  return new Date(Math.max(inServiceAt.getTime(), start.getTime() + warmup * 1000));
}

export function isReady(document: GroupDocument, managed: ManagedInstance, now: Date): boolean {
  const at = readyAt(document, managed);
  return at !== undefined && at <= now;
}

/**
 * What is left for use when one goes. Unhealthy instances are none of it, unless the one that goes
 * is unhealthy, too: they are replaced by turns, and until its turn each may serve as well as the
 * others. Else a group that may not be larger could never replace what ails, once too much does.
 */
export function readyWithout(
  document: GroupDocument,
  { instance: { InstanceId }, unhealthyBecause }: ManagedInstance,
  now: Date,
): Units {
  return unitsWhere(
    document.instances,
    (managed) =>
      managed.instance.InstanceId !== InstanceId &&
      (managed.unhealthyBecause === undefined || unhealthyBecause !== undefined) &&
      isReady(document, managed, now),
  );
}

/** Whether one stays, since a maintenance policy keeps so much ready. */
export function isKeptReady(
  document: GroupDocument,
  leaving: ManagedInstance,
  { bounds, now }: { readonly bounds: MaintenanceBounds; readonly now: Date },
): boolean {
  return readyWithout(document, leaving, now) < bounds.unitsMin;
}

/** What has warmed up, be it healthy or not. */
export function warmUnits(document: GroupDocument, now: Date): Units {
  return unitsWhere(document.instances, (managed) => isReady(document, managed, now));
}

/** When instances are ready for which others wait that are to go. */
export function readyTimes(document: GroupDocument): readonly (Date | undefined)[] {
  const { group, instances, succession } = document;
  const isBound = group.InstanceMaintenancePolicy !== undefined || succession !== undefined;
  const areAllAwaited = isBound || instances.some(({ isInterrupted }) => isInterrupted === true);
  const awaited = areAllAwaited
    ? instances
    : instances.filter((managed) => isLiving(managed) && !isCounted(managed));
  return awaited.map((managed) => readyAt(document, managed));
}
