import { type Trigger, withActivityEnded } from './activity.js';
import { done, sentence } from './cause.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { withTrigger } from './group.js';
import { findingOf, withFinding } from './health.js';
import { withEarlyEnd, withLaunchedIn } from './launch-backoff.js';
import { fullestZone } from './placement.js';
import { isSuspended } from './process.js';
import { withoutInstance } from './termination.js';
import type { ObservedInstance, Step, Turn } from './turn.js';

/**
 * What the launcher tells of an instance moves it along its life: one that runs comes into service,
 * one that has ended while it was to be terminated is gone, and one in service is judged healthy or
 * not.
 */
export const noteObservations: Step = (document, turn) =>
  document.instances.reduce((current, managed) => {
    const seen = turn.observed.get(managed.instance.InstanceId);
    return seen === undefined ? current : noted(current, managed, { seen, turn });
  }, document);

interface Sight {
  readonly seen: ObservedInstance;
  readonly turn: Turn;
}

function noted(document: GroupDocument, managed: ManagedInstance, sight: Sight): GroupDocument {
  switch (managed.instance.LifecycleState) {
    case 'Pending':
      return notedPending(document, managed, sight);
    case 'InService':
      return notedInService(document, managed, sight);
    case 'Terminating': {
      const hasEnded = ['terminated', 'absent'].includes(sight.seen.state);
      return hasEnded ? withoutInstance(document, managed, sight.turn.now) : document;
    }
    default:
      return document;
  }
}

function notedPending(
  document: GroupDocument,
  managed: ManagedInstance,
  { seen, turn: { now } }: Sight,
): GroupDocument {
  switch (seen.state) {
    case 'running':
      return inService(document, managed, now);
    case 'pending':
      return managed.isSeen ? document : withInstance(document, { ...managed, isSeen: true });
    case 'absent':
      // The launcher has not been told yet, or its instance is gone.
      return managed.isSeen ? endedEarly(document, managed, now) : document;
    default:
      return endedEarly(document, managed, now);
  }
}

function inService(document: GroupDocument, managed: ManagedInstance, now: Date): GroupDocument {
  const { group } = document;
  const { AvailabilityZone } = managed.instance;
  const served = withLaunchedIn(document, AvailabilityZone, managed.launchedAt);
  const serving = withInstance(served, {
    ...managed,
    isSeen: true,
    inServiceAt: now,
    instance: {
      ...managed.instance,
      LifecycleState: 'InService',
      ProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn,
    },
  });
  const ended = withActivityEnded(serving, managed.ActivityId, { kind: 'Successful', now });
  return managed.launchedFor === 'balance' ? withSurplusExplained(ended, now) : ended;
}

/** From now on the group has one more than it desires, and a reason to terminate another. */
function withSurplusExplained(document: GroupDocument, now: Date): GroupDocument {
  const surplus: Trigger = { sentence: sentence(now, done.balanced([fullestZone(document)])) };
  return withTrigger(document, surplus);
}

/** It ended before it came into service: a failed launch. */
function endedEarly(document: GroupDocument, managed: ManagedInstance, now: Date): GroupDocument {
  const message = 'Instance failed to start: it ended before it was in service.';
  const end = { kind: 'Failed', message, now } as const;
  const failed = withActivityEnded(document, managed.ActivityId, end);
  const { InstanceId } = managed.instance;
  return {
    ...withEarlyEnd(failed, managed.launchedAt, now),
    instances: failed.instances.filter(({ instance }) => instance.InstanceId !== InstanceId),
  };
}

function notedInService(
  document: GroupDocument,
  managed: ManagedInstance,
  { seen, turn: { now } }: Sight,
): GroupDocument {
  if (isSuspended(document.group, 'HealthCheck')) return document;
  const finding = findingOf(document, managed, { seen, now });
  const judged = withFinding(managed, finding);
  if (judged === managed) return document;
  const isEnd = finding === 'ended';
  const noticed = isEnd ? withEarlyEnd(document, managed.launchedAt, now) : document;
  return withInstance(noticed, judged);
}
