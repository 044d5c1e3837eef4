import { expect } from 'chai';
import { keyOf, partitionOf, partsOf } from '../../src/store/keys.js';

const scope = { account: '000000000000', region: 'us-east-1' };

describe('the partition of a key', () => {
  // The index over `due` on the disk knows documents by their partitions.
  const partitions: readonly (readonly [string, number])[] = [
    ['Hot', 12],
    ['Cold', 15],
    ['web-1', 14],
    ['é', 14],
    ['😀', 5],
    ['a\u0001b', 8],
  ];
  for (const [name, partition] of partitions) {
    it(`of ${JSON.stringify(name)} is the one in which every version looks for it`, () => {
      expect(partitionOf(keyOf(scope, 'alarm', name))).to.equal(partition);
    });
  }
});

describe('a key', () => {
  it('tells the names that it was made of, whatever is in them', () => {
    const names = ['a\u0001b', '\u0002', '', 'é 😀', '\u00021'];
    expect(partsOf(keyOf(scope, 'alarm', ...names))).to.deep.equal({
      ...scope,
      kind: 'alarm',
      names,
    });
  });
});
