import { isAtCapacity } from './at-capacity.js';
import { isNominated } from './custom-termination.js';
import { isEarly } from './early-replacement.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import type { MaintenanceBounds } from './maintenance-policy.js';
import { desiredCapacity } from './placement.js';
import { isSuspended } from './process.js';
import { tenthOf, type Units, units } from './units.js';

/**
 * Where zones are balanced or markets aligned, instances lead others: they are launched first, and
 * the others leave for them. When that may be, how much of it at a time, and who may leave.
 */
export function mayLead(document: GroupDocument): boolean {
  const { group } = document;
  const processes = ['Launch', 'Terminate'] as const;
  if (processes.some((name) => isSuspended(group, name)) || isDeleting(document)) return false;
  // Zones are balanced once the group has the capacity that it desires, and not on the way there.
  const isReplacing = document.instances.some(isEarly);
  return isAtCapacity(document) && !isReplacing;
}

/** How much more than it desires a group may be while others are still to leave. */
export function leadingUnitsMax(
  document: GroupDocument,
  bounds: MaintenanceBounds | undefined,
): Units {
  if (bounds === undefined) return tenthOf(units(document.group.MaxSize));
  return units(bounds.unitsMax - desiredCapacity(document));
}

export function isMovable(document: GroupDocument, managed: ManagedInstance): boolean {
  const { LifecycleState, ProtectedFromScaleIn } = managed.instance;
  const isOpen = LifecycleState === 'InService' && !ProtectedFromScaleIn;
  return isOpen && isNominated(document, managed);
}
