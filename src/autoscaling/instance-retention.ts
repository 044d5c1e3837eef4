import type { InstanceLifecyclePolicy } from '@aws-sdk/client-auto-scaling';
import { invalidQueryParameter, validationError } from './errors.js';
import type { Group, GroupDocument, ManagedInstance } from './group-document.js';
import { isInState } from './lifecycle.js';
import type { LifecycleHook } from './lifecycle-hook.js';

/**
 * A group may retain instances whose termination was abandoned by a lifecycle hook: they run on as
 * `Terminating:Retained`, members that do not count, until a user terminates or detaches them
 * ("Control instance retention with instance lifecycle policies").
 */
export function isRetaining({ group }: Pick<GroupDocument, 'group'>): boolean {
  const { TerminateHookAbandon } = group.InstanceLifecyclePolicy.RetentionTriggers ?? {};
  return TerminateHookAbandon === 'retain';
}

/**
 * There must be a hook whose silence retains when the policy is given. Afterwards the last of them
 * may go: "If you configure an instance lifecycle policy but don't have any termination lifecycle
 * hooks, the policy has no effect" ("Configure instance retention").
 */
export function readLifecyclePolicy(
  given: InstanceLifecyclePolicy | undefined,
  current: Group['InstanceLifecyclePolicy'],
  hooks: readonly LifecycleHook[] | undefined,
): Group['InstanceLifecyclePolicy'] {
  const { TerminateHookAbandon } = given?.RetentionTriggers ?? {};
  if (TerminateHookAbandon === undefined) return current;
  const abandons = (hook: LifecycleHook): boolean =>
    hook.LifecycleTransition === 'autoscaling:EC2_INSTANCE_TERMINATING' &&
    hook.DefaultResult === 'ABANDON';
  if (TerminateHookAbandon === 'retain' && hooks?.some(abandons) !== true) {
    throw invalidQueryParameter(
      'InstanceLifecyclePolicy requires at least one terminate lifecycle hook with default ' +
        'result ABANDON. Configure a terminate lifecycle hook with ABANDON result, or remove ' +
        'InstanceLifecyclePolicy and try again.',
    );
  }
  return { RetentionTriggers: { TerminateHookAbandon } };
}

/** A retained instance has left the desired capacity already; `what` is AWS's word for the call. */
export function assertNotRetained(managed: ManagedInstance, what: 'terminated' | 'detached'): void {
  if (!isInState(managed, 'Terminating:Retained')) return;
  throw validationError(
    `The instance ${managed.instance.InstanceId} is in a Retained state and can't be ${what} ` +
      "while decreasing desired capacity. Retry without decreasing the Auto Scaling group's " +
      'desired capacity.',
  );
}

export function assertForceDeletable(document: GroupDocument): void {
  if (!isRetaining(document)) return;
  throw validationError(
    "You can't force delete this Auto Scaling group because the TerminateHookAbandon retention " +
      'trigger is set to retain. Change the retention trigger to terminate and try again.',
  );
}
