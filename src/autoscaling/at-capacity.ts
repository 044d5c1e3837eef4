import { isNominated } from './custom-termination.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { ofExcessMarket } from './market.js';
import { surplusOf } from './overage.js';
import { isCounted } from './placement.js';
import { weightOf } from './units.js';

/**
 * There is nothing to launch, and nothing to terminate that would not take too much away. Who might
 * go but is kept by protection, or by the function of the termination policy, keeps the group from
 * its capacity where all are kept so, and else leaves it to those that are not.
 */
export function isAtCapacity(document: GroupDocument): boolean {
  const surplus = surplusOf(document);
  if (surplus <= 0) return surplus === 0;
  const counting = document.instances.filter(isCounted);
  const open = counting.filter((managed) => isOpen(document, managed));
  return expendable(document, open.length > 0 ? open : counting, surplus).length === 0;
}

/** Those that a group may give up that has so much more than it desires. */
export function surplusInstances(
  document: GroupDocument,
  surplus: number,
): readonly ManagedInstance[] {
  const open = document.instances.filter((managed) => isOpen(document, managed));
  return expendable(document, open, surplus);
}

function expendable(
  document: GroupDocument,
  candidates: readonly ManagedInstance[],
  surplus: number,
): readonly ManagedInstance[] {
  return ofExcessMarket(document, candidates).filter((managed) => weightOf(managed) <= surplus);
}

function isOpen(document: GroupDocument, managed: ManagedInstance): boolean {
  const { ProtectedFromScaleIn } = managed.instance;
  // Without one that does not count the group would have no less.
  if (!isCounted(managed) || !isNominated(document, managed)) return false;
  return !ProtectedFromScaleIn || isDeleting(document);
}
