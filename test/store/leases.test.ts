import { expect } from 'chai';
import { partitionCount } from '../../src/store/keys.js';
import { type LeasesDocument, renewed } from '../../src/store/leases.js';

const start = new Date('2026-03-10T12:00:00Z');
const nothing: LeasesDocument = { servers: [], holders: [] };

interface Turn {
  readonly server: string;
  readonly seconds: number;
}

function at(seconds: number): Date {
  return new Date(start.getTime() + seconds * 1_000);
}

function after(turns: readonly Turn[]): LeasesDocument {
  return turns.reduce((current, { server, seconds }) => {
    return renewed(current, server, at(seconds));
  }, nothing);
}

/** How many partitions are whose; nobody's stand under an empty text. */
function sharesOf({ holders }: LeasesDocument): Readonly<Record<string, number>> {
  const shares: Record<string, number> = {};
  for (const holder of holders) shares[holder] = (shares[holder] ?? 0) + 1;
  return shares;
}

const cases: readonly (readonly [string, string, Readonly<Record<string, number>>])[] = [
  ['gives all to a server that is alone', 'a0', { a: 16 }],
  ['leaves all with their holder until it gives back', 'a0 b1', { a: 16 }],
  ['frees what a server has beyond its share', 'a0 b1 a3', { a: 8, '': 8 }],
  ['divides among two', 'a0 b1 a3 b4', { a: 8, b: 8 }],
  ['divides among three', 'a0 b1 c2 a3 b4 c5 a6 b7 c8', { a: 6, b: 6, c: 4 }],
  ['keeps what is divided', 'a0 b1 a3 b4 a6 b7 a9 b10', { a: 8, b: 8 }],
  ['leaves a silent server its own for ten seconds', 'a0 b1 a3 b4 a6 a9 a12', { a: 8, b: 8 }],
  ['gives what a dead server had to the living', 'a0 b1 a3 b4 a6 a9 a12 a15', { a: 16 }],
  ['takes a server back that was taken for dead', 'a0 b11 a12 b14', { b: 8, '': 8 }],
  ['is not misled by a clock that goes back', 'a10 b9 a8 b7', { a: 8, b: 8 }],
];

describe('leases on partitions', () => {
  for (const [name, story, shares] of cases) {
    it(name, () => {
      const turns = story.split(' ').map((turn): Turn => {
        return { server: turn.slice(0, 1), seconds: Number(turn.slice(1)) };
      });
      expect(sharesOf(after(turns))).to.deep.equal(shares);
    });
  }

  it('never takes a partition from a server that lives', () => {
    const before = after([
      { server: 'a', seconds: 0 },
      { server: 'b', seconds: 1 },
      { server: 'a', seconds: 3 },
    ]);
    const now = renewed(before, 'b', at(4));
    expect(now.holders).to.have.length(partitionCount);
    before.holders.forEach((holder, partition) => {
      if (holder === 'a') expect(now.holders[partition]).to.equal('a');
    });
  });
});
