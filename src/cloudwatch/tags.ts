import {
  InvalidParameterValueException$,
  ResourceNotFoundException$,
  type Tag,
} from '@aws-sdk/client-cloudwatch';
import type { Context } from '../service.js';
import { AccessDenied$, ServiceError } from '../wire/errors.js';
import { isThere } from './alarm.js';
import { type AlarmDocument, alarmKey, alarmNameOf } from './alarm-document.js';

/** Tags of alarms, the only resources here so far that have any. At most 50 of a resource. */
const tagsMax = 50;

export function checkNewTags(tags: readonly Tag[]): void {
  checkKeys(tags.map(({ Key = '' }) => Key));
  if (new Set(tags.map(({ Key }) => Key)).size > tagsMax) throw tooMany();
}

export function checkKeys(keys: readonly string[]): void {
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) {
    const message = 'The provided tag keys must not start with any case of "aws:"';
    throw new ServiceError(AccessDenied$, message);
  }
}

/** Of a key given twice, the last one counts. */
export function withTags(current: readonly Tag[], tags: readonly Tag[]): readonly Tag[] {
  const merged = new Map([...current, ...tags].map((tag) => [tag.Key, tag]));
  if (merged.size > tagsMax) throw tooMany();
  return [...merged.values()];
}

export async function changeTags(
  resourceArn: string,
  change: (tags: readonly Tag[]) => readonly Tag[],
  context: Context,
): Promise<void> {
  const name = alarmNameOf(context, resourceArn);
  if (name === undefined) throw noSuchResource();
  await context.store.update(alarmKey(context, name), (current): AlarmDocument => {
    if (!isThere(current)) throw noSuchResource();
    return { ...current, tags: change(current.tags) };
  });
}

/** AWS gives no message here. */
export function noSuchResource(): ServiceError {
  return new ServiceError(ResourceNotFoundException$);
}

function tooMany(): ServiceError {
  return new ServiceError(
    InvalidParameterValueException$,
    `The collection Tags must not have a size greater than ${tagsMax}.`,
  );
}
