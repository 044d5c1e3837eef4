import type { Context } from '../service.js';
import { validationError } from './errors.js';
import type { GroupDocument } from './group-document.js';
import type { LifecycleHook } from './lifecycle-hook.js';
import { type Notice, testNotice } from './notice.js';

/**
 * The target of a hook is sent a test message before the hook is put, and a hook whose target does
 * not take it is refused. The message to a target that no endpoint is configured for is handed
 * back: it is put into the group's document as any other, and the log tells of it.
 */
export async function testTarget(
  document: GroupDocument,
  { NotificationTargetARN: target, RoleARN }: LifecycleHook,
  context: Context,
): Promise<readonly Notice[]> {
  if (target === undefined) return [];
  const notice = testNotice(document, target, { id: context.newId(), now: context.now });
  const end = await context.send(notice);
  if (end === undefined) return [notice];
  if (end.kind === 'delivered') return [];
  const role = RoleARN === undefined ? '' : ` using IAM role ${RoleARN}`;
  throw validationError(
    `Unable to publish test message to notification target ${target}${role}. Please check your ` +
      'target and role configuration and try to put lifecycle hook again.',
  );
}
