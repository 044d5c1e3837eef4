import { attemptsMax } from '../attempts.js';
import type { AlarmAction, Delivery } from '../cloudwatch/alarm-action.js';
import type { AlarmDocument, UndeliveredAction } from '../cloudwatch/alarm-document.js';
import { actionItem, suppressedActionItem } from '../cloudwatch/alarm-history.js';
import { deliveryLook } from '../cloudwatch/alarm-look.js';
import { isFirstAttempt, mutedBy } from '../cloudwatch/alarm-muting.js';
import type { Settlement } from '../cloudwatch/alarm-settling.js';
import { keepsOrder } from '../delivery/courier.js';
import { type Scope, scopeOf } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { ActionTarget } from './action-target.js';
import { fileRecord } from './file-history.js';
import type { AlarmAt } from './evaluate-composites.js';
import type { Journal } from './journal.js';
import type { Mutes } from './mute-alarms.js';

export interface DeliveryParts {
  readonly store: Store;
  readonly targets: readonly ActionTarget[];
  readonly mutes: Mutes;
  readonly journal: Journal;
  readonly now: Date;
}

export type DeliveryEnds = Pick<Settlement, 'endedIds' | 'failedIds' | 'mutedActions'>;

/** The actions whose time has come. A mute rule ends what has not begun; all else goes out. */
export async function deliverActions(
  { key, document }: AlarmAt,
  { store, targets, mutes, journal, now }: DeliveryParts,
): Promise<DeliveryEnds> {
  const scope = scopeOf(key);
  const attempts = attemptsAt(document, now);
  const endedIds = new Set<string>();
  const failedIds = new Set<string>();
  if (attempts.length === 0) return { endedIds, failedIds };
  const muteWindowEnd = await mutes.endOf(scope, document.alarm.AlarmName);
  const muted = muteWindowEnd === undefined ? [] : await untaken(attempts, targets, scope);
  const held = new Set<string>();
  for (const attempt of attempts) {
    const { action } = attempt;
    const { id, actionArn } = action;
    if (muteWindowEnd !== undefined && muted.includes(attempt)) {
      const item = suppressedActionItem({ ...action, muteWindowEnd });
      await fileRecord({ id, item }, scope, store);
      const reason = `It is muted until ${muteWindowEnd.toISOString()}`;
      journal.note(key, deliveryLook(attempt, { kind: 'muted', reason }, now));
      endedIds.add(id);
      continue;
    }
    if (held.has(actionArn)) continue;
    const end = await deliverAction(targets, attempt, { scope, now });
    journal.note(key, deliveryLook(attempt, end, now));
    if (end.kind === 'retry') {
      failedIds.add(id);
      if (keepsOrder(actionArn)) held.add(actionArn);
      continue;
    }
    endedIds.add(id);
    if (end.kind === 'handedOver') continue;
    const failure = end.kind === 'failed' ? end.reason : undefined;
    // The time that the attempt was due is the same when it is filed again after a crash.
    const item = actionItem({ action, failure, endedAt: attempt.nextAttemptAt });
    await fileRecord({ id, item }, scope, store);
  }
  return { endedIds, failedIds, mutedActions: muteWindowEnd && mutedBy(muted, muteWindowEnd) };
}

/** Those that have not begun: no attempt is known, and none was made before a server ended. */
async function untaken(
  attempts: readonly UndeliveredAction[],
  targets: readonly ActionTarget[],
  scope: Scope,
): Promise<readonly UndeliveredAction[]> {
  const rest: UndeliveredAction[] = [];
  for (const attempt of attempts.filter(isFirstAttempt)) {
    const { action } = attempt;
    const isTaken = await targetOf(targets, action)?.hasTaken(scope, action);
    if (isTaken !== true) rest.push(attempt);
  }
  return rest;
}

function targetOf(
  targets: readonly ActionTarget[],
  { actionArn }: AlarmAction,
): ActionTarget | undefined {
  return targets.find((each) => each.accepts(actionArn));
}

/** None that another one comes before, where its target keeps order. */
function attemptsAt({ undelivered }: AlarmDocument, now: Date): readonly UndeliveredAction[] {
  const held = new Set<string>();
  return undelivered.filter((each) => {
    const { actionArn } = each.action;
    // The time of a transition may be another server's, and does not keep its actions waiting.
    const isDue = isFirstAttempt(each) || each.nextAttemptAt <= now;
    if (!isDue && keepsOrder(actionArn)) held.add(actionArn);
    return isDue && !held.has(actionArn);
  });
}

/** What became of an action: an end of either kind, or a failure after which it is tried again. */
export type DeliveryEnd = Delivery | { readonly kind: 'retry'; readonly reason: string };

/** The first target whose ARN it is gets the action; an ARN that is nobody's fails at once. */
export async function deliverAction(
  targets: readonly ActionTarget[],
  { action, attemptCount }: UndeliveredAction,
  { scope, now }: { readonly scope: Scope; readonly now: Date },
): Promise<DeliveryEnd> {
  const target = targetOf(targets, action);
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
