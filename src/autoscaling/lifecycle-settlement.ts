import { withActivityEnded } from './activity.js';
import { done, sentence } from './cause.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { isRetaining } from './instance-retention.js';
import { isInState } from './lifecycle.js';
import { abandonedWait, expired, type LifecycleWait, openWaits } from './lifecycle-wait.js';
import { withInService } from './observation.js';
import { withTermination } from './termination.js';
import type { Step } from './turn.js';

/**
 * Instances that wait for lifecycle hooks go on when all have been completed, or when one was
 * abandoned: a launch that all let pass comes into service, one that is abandoned is terminated;
 * a termination goes on either way, unless the group retains what is abandoned. A hook that nobody
 * answers has its default result.
 */
export const settleWaits: Step = (document, { now }) =>
  document.instances.filter(isWaiting).reduce((current, managed) => {
    const waits = (managed.waits ?? []).map((wait) => expired(wait, now));
    const isChanged = waits.some((wait, index) => wait !== managed.waits?.[index]);
    const seen = isChanged ? { ...managed, waits } : managed;
    const abandoned = abandonedWait(seen);
    if (abandoned === undefined && openWaits(seen).length > 0) {
      return isChanged ? withInstance(current, seen) : current;
    }
    if (isInState(seen, 'Pending:Wait')) return launchSettled(current, seen, { abandoned, now });
    return abandoned !== undefined && isRetaining(current)
      ? withRetained(current, seen, { abandoned, now })
      : withInstance(current, inState(seen, 'Terminating:Proceed'));
  }, document);

function isWaiting(managed: ManagedInstance): boolean {
  return isInState(managed, 'Pending:Wait', 'Terminating:Wait');
}

function inState(
  managed: ManagedInstance,
  LifecycleState: 'Pending:Proceed' | 'Terminating:Proceed' | 'Terminating:Retained',
): ManagedInstance {
  return { ...managed, waits: undefined, instance: { ...managed.instance, LifecycleState } };
}

interface Settled {
  readonly abandoned: LifecycleWait | undefined;
  readonly now: Date;
}

function launchSettled(
  document: GroupDocument,
  managed: ManagedInstance,
  { abandoned, now }: Settled,
): GroupDocument {
  const proceeding = inState(managed, 'Pending:Proceed');
  if (abandoned === undefined) return withInService(document, proceeding, now);
  const told = withAbandonmentTold(document, managed, { abandoned, now });
  const sentences = [sentence(now, done.abandoned())];
  return withTermination(told, proceeding, { triggers: [], sentences, now });
}

interface Abandoned {
  readonly abandoned: LifecycleWait;
  readonly now: Date;
}

/** It runs on, and counts no more, until its owner has seen to it. */
function withRetained(
  document: GroupDocument,
  managed: ManagedInstance,
  { abandoned, now }: Abandoned,
): GroupDocument {
  const told = withAbandonmentTold(document, managed, { abandoned, now });
  return withInstance(told, inState(managed, 'Terminating:Retained'));
}

function withAbandonmentTold(
  document: GroupDocument,
  { ActivityId }: ManagedInstance,
  { abandoned, now }: Abandoned,
): GroupDocument {
  const because = abandoned.end?.because ?? '';
  return withActivityEnded(document, ActivityId, {
    kind: 'Cancelled',
    message:
      "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token " +
      `${abandoned.token} was abandoned: ${because}`,
    now,
  });
}
