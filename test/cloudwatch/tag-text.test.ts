import type { Tag } from '@aws-sdk/client-cloudwatch';
import { expect } from 'chai';
import { newCompositeTags, newTags } from '../../src/cloudwatch/tag-set.js';
import { ServiceError } from '../../src/wire/errors.js';

// All of it recorded from AWS (tests/test_cloudwatch.py of ministackorg/ministack).
const smile = '😀';
const characters =
  'Tags can only contain letters, numbers, spaces, and the following special characters: ' +
  '_ . : / = + - @';

type Case = readonly [name: string, tags: readonly Tag[], message: string | undefined];

describe('The tags of a new alarm', () => {
  const cases: readonly Case[] = [
    ['take letters of any script', pairs('é日本', '１２ ３'), undefined],
    ['take the special characters', pairs('_.:/=+-@', '_.:/=+-@'), undefined],
    ...['a&b', 'a\tb', 'a,b', smile].map((key): Case => [
      `refuse ${JSON.stringify(key)} as a key`,
      pairs(key, 'x'),
      characters,
    ]),
    ['refuse a value in other characters', pairs('a', 'a#b'), characters],
    ['count a value in UTF-16 units', pairs('a', smile.repeat(129)), long(smile.repeat(129))],
    ['refuse a value of just so many', pairs('a', smile.repeat(128)), characters],
    ['count a key in UTF-16 units', pairs(smile.repeat(65), 'x'), long(smile.repeat(65), 'TagKey')],
    [
      'tell of a wrong character before a length',
      pairs(smile.repeat(65), 'x', 'a#b', 'x'),
      characters,
    ],
    [
      'tell of a value that is too long before a key',
      pairs(longKey('m'), 'x', 'b', smile.repeat(129), longKey('x'), 'x'),
      long(smile.repeat(129)),
    ],
    [
      'do not look at the value of a key that is too long',
      pairs(longKey('k'), smile.repeat(129)),
      long(longKey('k'), 'TagKey'),
    ],
    ...[
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
    ].map((letters): Case => [
      `tell of keys in the order of Java, given as ${letters.join('')}`,
      pairs(...letters.flatMap((letter) => [longKey(letter), 'x'])),
      long(longKey('c'), 'TagKey'),
    ]),
    ['count the last of a key alone', pairs('a', smile.repeat(129), 'a', 'x'), undefined],
  ];
  for (const [name, tags, message] of cases) {
    it(name, () => {
      expect(messageOf(() => newTags(tags))).to.equal(message);
      expect(messageOf(() => newCompositeTags(tags))).to.equal(message);
    });
  }
});

describe('The tags of a new composite alarm', () => {
  const many = Array.from({ length: 48 }, (_, at) => [`k${at}`, 'v']).flat();
  const cases: readonly Case[] = [
    ['name no vendor', pairs('aws:x', 'x'), 'Invalid System Tag: aws:x is missing Vendor Id.'],
    [
      'name a vendor',
      pairs('aws:vendor:x', 'x'),
      'Invalid System Tag: aws:vendor:x is not whitelisted for vendor:cloudwatch',
    ],
    [
      'name AWS in capitals',
      pairs('Aws:q', 'x', 'AWS:b', 'x'),
      'Invalid System Tag: AWS:b must be prefixed with "aws:" in lowercase.',
    ],
    ['hold other characters, too', pairs('aws:x', 'x', 'a#b', 'x'), characters],
    [
      'are too many, too',
      pairs('f1', 'v', 'f2', 'v', ...many, 'aws:x', 'x'),
      'Invalid System Tag: aws:x is missing Vendor Id.',
    ],
  ];
  for (const [name, tags, message] of cases) {
    it(`are refused that ${name}`, () => {
      expect(messageOf(() => newCompositeTags(tags))).to.equal(message);
    });
  }
});

/** Two more stand before them, as in the recordings. */
function pairs(...texts: readonly string[]): Tag[] {
  const all = ['f1', 'v', 'f2', 'v', ...texts];
  return all.flatMap((Key, at) => (at % 2 === 0 ? [{ Key, Value: all[at + 1] }] : []));
}

/** 128 characters, and a UTF-16 unit more. */
function longKey(letter: string): string {
  return letter.repeat(127) + smile;
}

function long(text: string, type = 'TagValue'): string {
  const place = `com.amazon.aws.platform.billing.tagset.type.${type}`;
  return `'${text}' is not a valid value for ${place} - it is too long`;
}

function messageOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return error.message;
  }
}
