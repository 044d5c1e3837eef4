import { ResourceNotFoundException$, type Tag } from '@aws-sdk/client-cloudwatch';
import type { Context } from '../service.js';
import type { Key } from '../store/keys.js';
import type { Document } from '../store/store.js';
import { InvalidClientTokenId$, ServiceError } from '../wire/errors.js';
import { alarmKey, alarmNameOf, historyPrefix } from './alarm-document.js';
import { muteRuleKey, muteRuleNameOf } from './mute-rule-document.js';

/**
 * Tags of alarms and mute rules, the resources here that have any. AWS was recorded to have none,
 * and no error, of an alarm that was deleted with tags on it.
 */
export async function readTags(resourceArn: string, context: Context): Promise<readonly Tag[]> {
  const document = await context.store.get(taggedKey(resourceArn, context));
  if (isThere(document)) return document.tags;
  if (await wasDeletedWithTags(alarmNameOf(context, resourceArn), context)) return [];
  throw noSuchResource();
}

/** The last that is known of a deleted alarm is its deletion, in the history. */
async function wasDeletedWithTags(
  alarmName: string | undefined,
  context: Context,
): Promise<boolean> {
  if (alarmName === undefined) return false;
  const prefix = historyPrefix(context, alarmName);
  const [last] = await context.store.list(prefix, { isBackwards: true, limit: 1 });
  return last?.document.hadTags === true;
}

export async function changeTags(
  resourceArn: string,
  change: (tags: readonly Tag[]) => readonly Tag[],
  context: Context,
): Promise<void> {
  await context.store.update(taggedKey(resourceArn, context), (current): Tagged => {
    if (!isThere(current)) throw noSuchResource();
    return { ...current, tags: change(current.tags) };
  });
}

interface Tagged extends Document {
  readonly tags: readonly Tag[];
  /** Of a mute rule. */
  readonly isDeleted?: true | undefined;
  /** Of an alarm. */
  readonly deletedAt?: Date | undefined;
}

function isThere(document: Tagged | undefined): document is Tagged {
  if (document === undefined) return false;
  return document.isDeleted === undefined && document.deletedAt === undefined;
}

function taggedKey(resourceArn: string, context: Context): Key<Tagged> {
  const [, account] = /^arn:[^:]*:[^:]*:[^:]*:(\d+):/.exec(resourceArn) ?? [];
  if (account !== undefined && account !== context.account) {
    const message = 'No account found for the given parameters';
    throw new ServiceError(InvalidClientTokenId$, message);
  }
  const alarmName = alarmNameOf(context, resourceArn);
  if (alarmName !== undefined) return alarmKey(context, alarmName);
  const ruleName = muteRuleNameOf(context, resourceArn);
  if (ruleName !== undefined) return muteRuleKey(context, ruleName);
  throw noSuchResource();
}

/** AWS gives no message here. */
function noSuchResource(): ServiceError {
  return new ServiceError(ResourceNotFoundException$);
}
