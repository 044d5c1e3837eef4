import type { Tag } from '@aws-sdk/client-cloudwatch';
import type { ServiceError } from '../wire/errors.js';
import { inHashMapOrder } from '../wire/java-hash.js';
import { validationError } from './errors.js';

/**
 * What the keys and values of a new alarm's tags may be made of: letters, numbers and spaces of any
 * script, and a few characters more; 128 UTF-16 units of a key and 256 of a value. AWS tells of a
 * wrong character first, then of a value that is too long, then of such a key, and walks the tags
 * in the order of a Java hash map (recorded in tests/test_cloudwatch.py of ministackorg/ministack).
 */
export function checkTexts(tags: readonly Tag[]): void {
  const lastOfKeys = [...new Map(tags.map((tag) => [tag.Key, tag])).values()];
  const ordered = inHashMapOrder(lastOfKeys.map(textsOf), ({ key }) => key);
  // Of a key that is too long, the value is not looked at.
  const usable = ordered.filter(({ key }) => key.length <= keyUnitsMax);
  const short = usable.flatMap(({ key, value }) =>
    value.length <= valueUnitsMax ? [key, value] : [key],
  );
  if (short.some((text) => !characters.test(text))) throw validationError(wrongCharacters);
  const value = usable.find((tag) => tag.value.length > valueUnitsMax)?.value;
  if (value !== undefined) throw tooLong(value, 'TagValue');
  const key = ordered.find((tag) => tag.key.length > keyUnitsMax)?.key;
  if (key !== undefined) throw tooLong(key, 'TagKey');
}

const keyUnitsMax = 128;
const valueUnitsMax = 256;
const characters = /^[\p{L}\p{N}\p{Z}_.:/=+@-]*$/u;
const wrongCharacters =
  'Tags can only contain letters, numbers, spaces, and the following special characters: ' +
  '_ . : / = + - @';

function textsOf({ Key: key = '', Value: value = '' }: Tag): { key: string; value: string } {
  return { key, value };
}

function tooLong(text: string, type: 'TagKey' | 'TagValue'): ServiceError {
  const place = `com.amazon.aws.platform.billing.tagset.type.${type}`;
  return validationError(`'${text}' is not a valid value for ${place} - it is too long`);
}

/** Of composite alarms, AWS refuses keys of its own in other words than elsewhere (recorded). */
export function checkSystemKeys(tags: readonly Tag[]): void {
  const keys = inHashMapOrder([...new Set(tags.map(({ Key = '' }) => Key))], (key) => key);
  const key = keys.find((each) => each.toLowerCase().startsWith('aws:'));
  if (key !== undefined) throw validationError(`Invalid System Tag: ${key} ${faultOf(key)}`);
}

function faultOf(systemKey: string): string {
  if (!systemKey.startsWith('aws:')) return 'must be prefixed with "aws:" in lowercase.';
  const hasVendor = systemKey.includes(':', 'aws:'.length);
  return hasVendor ? 'is not whitelisted for vendor:cloudwatch' : 'is missing Vendor Id.';
}
