import { withTriggersTold } from './activity.js';
import { done, sentence } from './cause.js';
import { isNominated } from './custom-termination.js';
import {
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
  withInstance,
} from './group-document.js';
import { isInState, isPending } from './lifecycle.js';
import { withOverage } from './overage.js';
import { actualCapacity, counted, desiredCapacity } from './placement.js';
import { isSuspended } from './process.js';
import { withTermination } from './termination.js';

/**
 * An instance that was launched before another goes may turn out not to be needed: the other is
 * healthy again, or protected, or the group has come to desire less. Then it takes a place that is
 * free; if there is none, it goes itself, and nothing that serves goes for it. Only one that serves
 * already, and may not go, counts like any other.
 */
export function withUnneeded(
  document: GroupDocument,
  unneeded: readonly ManagedInstance[],
  now: Date,
): GroupDocument {
  const isReady = (managed: ManagedInstance): number => Number(isInState(managed, 'InService'));
  const readyFirst = [...unneeded].sort((a, b) => isReady(b) - isReady(a));
  return readyFirst.reduce((current, managed) => {
    if (actualCapacity(current) < desiredCapacity(current)) return withPlaceTaken(current, managed);
    return mayGo(current, managed)
      ? withdrawn(current, managed, now)
      : withInstance(current, counted(managed));
  }, document);
}

/** Its launch tells what the place is for, if that is not over; and it may be a bit too heavy. */
function withPlaceTaken(document: GroupDocument, managed: ManagedInstance): GroupDocument {
  const taken = withInstance(document, counted(managed));
  return withOverage(withTriggersTold(taken, managed.ActivityId));
}

function withdrawn(document: GroupDocument, managed: ManagedInstance, now: Date): GroupDocument {
  const { triggers } = document;
  const texts = [done.unneeded(), done.selected(managed.instance.InstanceId)];
  const sentences = texts.map((text) => sentence(now, text));
  return withTermination(document, managed, { triggers, sentences, now });
}

/**
 * "Suspending the Terminate process applies only to instances that are currently in the InService
 * state" ("Considerations for suspending processes"); neither do protection and a function of the
 * termination policy speak of others.
 */
function mayGo(document: GroupDocument, managed: ManagedInstance): boolean {
  if (isDeleting(document)) return false;
  if (isPending(managed)) return true;
  if (isSuspended(document.group, 'Terminate')) return false;
  return !managed.instance.ProtectedFromScaleIn && isNominated(document, managed);
}
