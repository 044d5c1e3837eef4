import {
  terminationActivity,
  type Trigger,
  withActivityEnded,
  withActivityWaiting,
} from './activity.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { activityIdOf } from './identity.js';
import { isInState, isPending } from './lifecycle.js';
import { beginWaits } from './lifecycle-wait.js';
import { hookNotices, withNotices } from './notice.js';

/**
 * A termination begins with the state `Terminating` in the group's document; from that follows that
 * the launcher must end the instance, as often as it takes until it is seen to end. Where the group
 * has hooks for it, the instance waits for them first.
 */
export interface Termination {
  readonly triggers: readonly Trigger[];
  readonly sentences: readonly string[];
  readonly now: Date;
}

export function withTermination(
  document: GroupDocument,
  managed: ManagedInstance,
  termination: Termination,
): GroupDocument {
  const idCount = document.idCount + 1;
  const ActivityId = activityIdOf(document.group.AutoScalingGroupARN, idCount);
  const activity = terminationActivity(document, managed, { ActivityId, ...termination });
  const { now } = termination;
  const ending = { ...managed, ActivityId };
  const transition = 'autoscaling:EC2_INSTANCE_TERMINATING';
  const waits = beginWaits(document, ending, { transition, now });
  const LifecycleState = waits.length === 0 ? 'Terminating' : 'Terminating:Wait';
  const begun = withInstance(withMoveCancelled(document, managed, now), {
    ...ending,
    waits,
    instance: { ...managed.instance, LifecycleState },
  });
  const told = { ...begun, idCount, activities: [...begun.activities, activity] };
  if (waits.length === 0) return told;
  const notices = hookNotices(document, managed, { waits, now });
  return withNotices(withActivityWaiting(told, ActivityId), notices);
}

/** An instance that is still on its way has an activity in progress, which ends with it. */
function withMoveCancelled(
  document: GroupDocument,
  managed: ManagedInstance,
  now: Date,
): GroupDocument {
  if (!isPending(managed) && !isInState(managed, 'EnteringStandby')) return document;
  const message = isPending(managed) ? neverServed(managed) : neverStoodBy;
  return withActivityEnded(document, managed.ActivityId, { kind: 'Cancelled', message, now });
}

/** Where nothing was wrong with the instance, no recording shows AWS's words. */
function neverServed({ unhealthyBecause }: ManagedInstance): string {
  const what = unhealthyBecause === undefined ? 'was terminated' : 'became unhealthy';
  return `Instance ${what} while waiting for instance to be in InService state.`;
}

/** No recording shows AWS's words. */
const neverStoodBy = 'Instance was terminated while it was being moved to Standby.';

/** The instance is gone: its activity has succeeded, and it is no part of the group any more. */
export function withoutInstance(
  document: GroupDocument,
  managed: ManagedInstance,
  now: Date,
): GroupDocument {
  const { InstanceId } = managed.instance;
  const ended = withActivityEnded(document, managed.ActivityId, { kind: 'Successful', now });
  return {
    ...ended,
    instances: ended.instances.filter(({ instance }) => instance.InstanceId !== InstanceId),
  };
}
