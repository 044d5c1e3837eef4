import type { GroupDocument, ManagedInstance } from './group-document.js';
import { uuidOf } from './identity.js';
import {
  type ActionResult,
  globalTimeout,
  type LifecycleHook,
  type Transition,
} from './lifecycle-hook.js';

/**
 * A lifecycle action: an instance waits for the owner of a hook. All hooks of a transition begin
 * together, each with a token of its own, and keep the settings that they began with.
 */
export interface LifecycleWait {
  readonly hook: LifecycleHook;
  readonly token: string;
  readonly heartbeatUntil: Date;
  /** No heartbeat moves this. */
  readonly globalUntil: Date;
  readonly end?: WaitEnd | undefined;
}

export interface WaitEnd {
  readonly result: ActionResult;
  /** AWS's words for how it came about. */
  readonly because:
    | 'Lifecycle Action Completed with ABANDON Result'
    | 'Heartbeat Timeout'
    /** No recording shows AWS's words. */
    | 'Notification Publication Failure'
    | '';
}

export function beginWaits(
  document: GroupDocument,
  { instance, ActivityId }: ManagedInstance,
  { transition, now }: { readonly transition: Transition; readonly now: Date },
): readonly LifecycleWait[] {
  const { hooks = [], group } = document;
  return hooks
    .filter(({ LifecycleTransition }) => LifecycleTransition === transition)
    .map((hook) => ({
      hook,
      token: uuidOf(
        ...[group.AutoScalingGroupARN, 'lifecycle-action', instance.InstanceId],
        ...[hook.LifecycleHookName, ActivityId],
      ),
      heartbeatUntil: secondsAfter(now, hook.HeartbeatTimeout),
      globalUntil: secondsAfter(now, globalTimeout(hook)),
    }));
}

export function completed(wait: LifecycleWait, result: ActionResult): LifecycleWait {
  const because = result === 'ABANDON' ? 'Lifecycle Action Completed with ABANDON Result' : '';
  return { ...wait, end: { result, because } };
}

export function heartbeaten(wait: LifecycleWait, now: Date): LifecycleWait {
  return { ...wait, heartbeatUntil: secondsAfter(now, wait.hook.HeartbeatTimeout) };
}

/** Undefined for one that has ended. */
export function waitsUntil({ end, heartbeatUntil, globalUntil }: LifecycleWait): Date | undefined {
  if (end !== undefined) return undefined;
  return heartbeatUntil < globalUntil ? heartbeatUntil : globalUntil;
}

export function expired(wait: LifecycleWait, now: Date): LifecycleWait {
  const until = waitsUntil(wait);
  if (until === undefined || until > now) return wait;
  return { ...wait, end: { result: wait.hook.DefaultResult, because: 'Heartbeat Timeout' } };
}

/** Nobody could be told that it waits. */
export function untold(wait: LifecycleWait): LifecycleWait {
  const { DefaultResult: result } = wait.hook;
  return { ...wait, end: { result, because: 'Notification Publication Failure' } };
}

/** The waits of an instance that are still open. */
export function openWaits({ waits = [] }: ManagedInstance): readonly LifecycleWait[] {
  return waits.filter(({ end }) => end === undefined);
}

/** The one wait that was abandoned first, which ends all others. */
export function abandonedWait({ waits = [] }: ManagedInstance): LifecycleWait | undefined {
  return waits.find(({ end }) => end?.result === 'ABANDON');
}

function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
