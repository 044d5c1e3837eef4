import { withActivityEnded, withActivityWaiting } from './activity.js';
import { done, sentence } from './cause.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { findingOf, findingTexts, withFinding } from './health.js';
import { withEarlyEnd, placeOf, withLaunchedIn } from './launch-backoff.js';
import { beginWaits } from './lifecycle-wait.js';
import { hookNotices, withNotices } from './notice.js';
import { isSuspended } from './process.js';
import { withoutInstance, withTermination } from './termination.js';
import type { ObservedInstance, Step, Turn } from './turn.js';

/**
 * What the launcher tells of an instance moves it along its life: one that runs comes into
 * service, one that has ended while it was to be terminated is gone, and one in service is judged
 * healthy or not. Nobody looks after one in standby: "if you put a healthy instance on standby and
 * then terminate it, Amazon EC2 Auto Scaling continues to report the instance as healthy", until it
 * is to return ("Temporarily remove instances from your Auto Scaling group"); nor after one that is
 * retained, until a user has it terminated (RetentionTriggers in the API reference).
 */
export const noteObservations: Step = (document, turn) =>
  document.instances.reduce((current, managed) => {
    const seen = turn.observed.get(managed.instance.InstanceId);
    return seen === undefined ? current : noted(current, managed, { seen, turn });
  }, document);

interface Observation {
  readonly seen: ObservedInstance;
  readonly turn: Turn;
}

function noted(
  document: GroupDocument,
  managed: ManagedInstance,
  observation: Observation,
): GroupDocument {
  switch (managed.instance.LifecycleState) {
    case 'Pending':
      return notedPending(document, managed, observation);
    case 'InService':
      return notedInService(document, managed, observation);
    case 'Pending:Wait':
      return isGone(observation.seen)
        ? endedEarly(document, managed, observation.turn.now)
        : document;
    case 'Terminating':
    case 'Terminating:Proceed': {
      const hasEnded = ['terminated', 'absent'].includes(observation.seen.state);
      return hasEnded ? withoutInstance(document, managed, observation.turn.now) : document;
    }
    default:
      return document;
  }
}

function notedPending(
  document: GroupDocument,
  managed: ManagedInstance,
  { seen, turn: { now } }: Observation,
): GroupDocument {
  switch (seen.state) {
    case 'running':
      return running(document, managed, now);
    case 'pending':
      return managed.isSeen ? document : withInstance(document, { ...managed, isSeen: true });
    case 'absent':
      // The launcher has not been told yet, or its instance is gone.
      return managed.isSeen ? endedEarly(document, managed, now) : document;
    default:
      return endedEarly(document, managed, now);
  }
}

function isGone({ state }: ObservedInstance): boolean {
  return state !== 'running' && state !== 'pending';
}

/** It comes into service, unless there are hooks that it has to wait for. */
function running(document: GroupDocument, managed: ManagedInstance, now: Date): GroupDocument {
  const transition = 'autoscaling:EC2_INSTANCE_LAUNCHING';
  const waits = managed.skipsHooks ? [] : beginWaits(document, managed, { transition, now });
  if (waits.length === 0) return withInService(document, managed, now);
  const instance = { ...managed.instance, LifecycleState: 'Pending:Wait' } as const;
  const waiting = withInstance(document, { ...managed, instance, waits, isSeen: true });
  const notices = hookNotices(document, managed, { waits, now });
  return withNotices(withActivityWaiting(waiting, managed.ActivityId), notices);
}

export function withInService(
  document: GroupDocument,
  managed: ManagedInstance,
  now: Date,
): GroupDocument {
  const { group } = document;
  const { ProtectedFromScaleIn } = managed.instance;
  const isBack = managed.skipsHooks === true;
  const served = withLaunchedIn(document, placeOf(managed), managed.launchedAt);
  const serving = withInstance(served, {
    ...managed,
    isSeen: true,
    inServiceAt: now,
    skipsHooks: undefined,
    instance: {
      ...managed.instance,
      LifecycleState: 'InService',
      ProtectedFromScaleIn: isBack ? ProtectedFromScaleIn : group.NewInstancesProtectedFromScaleIn,
    },
  });
  const warmupSeconds = isBack ? 0 : (managed.warmupSeconds ?? group.DefaultInstanceWarmup);
  const end = { kind: 'Successful', warmupSeconds, now } as const;
  return withActivityEnded(serving, managed.ActivityId, end);
}

/**
 * It ended before it came into service. That cancels its launch; and it is terminated all the
 * same, so that nothing is left running of what the launcher began, or may still begin.
 */
function endedEarly(document: GroupDocument, managed: ManagedInstance, now: Date): GroupDocument {
  const sentences = [sentence(now, done.foundUnfit(findingTexts.ended))];
  const noticed = withEarlyEnd(document, managed.launchedAt, now);
  const found = withFinding(managed, 'ended');
  return withTermination(noticed, found, { triggers: [], sentences, now });
}

function notedInService(
  document: GroupDocument,
  managed: ManagedInstance,
  { seen, turn: { now } }: Observation,
): GroupDocument {
  const isNew = seen.isInterrupted === true && managed.isInterrupted !== true;
  const told = isNew ? { ...managed, isInterrupted: true as const } : managed;
  const noted = isNew ? withInstance(document, told) : document;
  if (isSuspended(document.group, 'HealthCheck')) return noted;
  const finding = findingOf(noted, told, { seen, now });
  const judged = withFinding(told, finding);
  if (judged === told) return noted;
  const isEnd = finding === 'ended';
  const noticed = isEnd ? withEarlyEnd(noted, managed.launchedAt, now) : noted;
  return withInstance(noticed, judged);
}
