import { InvalidParameterValueException$, type Tag } from '@aws-sdk/client-cloudwatch';
import { AccessDenied$, ServiceError } from '../wire/errors.js';

/** The tags of one resource: of each key one, and 50 at most. */
const tagsMax = 50;

/** Those that a resource is created with. */
export function newTags(tags: readonly Tag[]): readonly Tag[] {
  checkKeys(tags.map(({ Key = '' }) => Key));
  return withTags([], tags);
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
  if (merged.size > tagsMax) {
    throw new ServiceError(
      InvalidParameterValueException$,
      `The collection Tags must not have a size greater than ${tagsMax}.`,
    );
  }
  return [...merged.values()];
}
