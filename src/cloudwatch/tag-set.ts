import { InvalidParameterValueException$, type Tag } from '@aws-sdk/client-cloudwatch';
import { AccessDenied$, ServiceError } from '../wire/errors.js';
import { validationError } from './errors.js';
import { checkSystemKeys, checkTexts } from './tag-text.js';

/** The tags of one resource: of each key one, and 50 at most. */
const tagsMax = 50;

/** Those that a resource is created with. */
export function newTags(tags: readonly Tag[]): readonly Tag[] {
  checkKeys(tags.map(({ Key = '' }) => Key));
  checkTexts(tags);
  return withTags([], tags);
}

/** The same of a composite alarm. */
export function newCompositeTags(tags: readonly Tag[]): readonly Tag[] {
  checkTexts(tags);
  checkSystemKeys(tags);
  return withTags([], tags);
}

/** AWS refuses too many in one call in other words than too many on a resource (recorded). */
export function checkTagging(tags: readonly Tag[]): void {
  checkKeys(tags.map(({ Key = '' }) => Key));
  if (tags.length > tagsMax) {
    throw new ServiceError(InvalidParameterValueException$, 'tags are invalid.');
  }
}

function checkKeys(keys: readonly string[]): void {
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) {
    const message = 'The provided tag keys must not start with any case of "aws:"';
    throw new ServiceError(AccessDenied$, message);
  }
}

/** Of a key given twice, the last one counts. */
export function withTags(current: readonly Tag[], tags: readonly Tag[]): readonly Tag[] {
  const merged = new Map([...current, ...tags].map((tag) => [tag.Key, tag]));
  if (merged.size > tagsMax) {
    throw validationError(`The resultant tag set must not have more than ${tagsMax} user tags.`);
  }
  return [...merged.values()];
}
