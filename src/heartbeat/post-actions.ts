import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import { actionMessage } from '../cloudwatch/alarm-message.js';
import { type Courier, keepsOrder } from '../delivery/courier.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { ActionTarget } from './action-target.js';
import { messageGroup } from './message-order.js';
import { isPosted, postMessage } from './outgoing.js';

/** Targets outside: what they are told is posted, and goes out with the next beat. */
export function postActions(store: Store, courier: Courier): ActionTarget {
  return {
    accepts: () => true,
    deliver: async (scope: Scope, action: AlarmAction, now: Date) => {
      const refusal = courier.refusal(action.actionArn);
      if (refusal !== undefined) return { kind: 'failed', reason: refusal };
      const { id, actionArn: targetArn } = action;
      const group = keepsOrder(targetArn) ? { groupId: messageGroup(action) } : {};
      const message = { id, targetArn, ...group, ...actionMessage(action, scope) };
      await postMessage({ store, scope, now }, { message, action });
      return { kind: 'handedOver' };
    },
    hasTaken: (scope, action) => isPosted({ store, scope }, action),
    link: () => Promise.resolve(),
  };
}
