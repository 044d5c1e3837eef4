import type { Delivery } from '../cloudwatch/alarm-action.js';
import type { UndeliveredAction } from '../cloudwatch/alarm-document.js';
import { attemptsMax } from '../cloudwatch/alarm-settling.js';
import type { Scope } from '../store/keys.js';
import type { ActionTarget } from './action-target.js';

/** What became of an action: an end of either kind, or a failure after which it is tried again. */
export type DeliveryEnd = Delivery | { readonly kind: 'retry'; readonly reason: string };

/** The first target whose ARN it is gets the action; an ARN that is nobody's fails at once. */
export async function deliverAction(
  targets: readonly ActionTarget[],
  { action, attemptCount }: UndeliveredAction,
  { scope, now }: { readonly scope: Scope; readonly now: Date },
): Promise<DeliveryEnd> {
  const target = targets.find((each) => each.accepts(action.actionArn));
  if (target === undefined) {
    return { kind: 'failed', reason: 'Updraft has no target for it' };
  }
  try {
    return await target.deliver(scope, action, now);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    return attemptCount + 1 < attemptsMax ? { kind: 'retry', reason } : { kind: 'failed', reason };
  }
}
