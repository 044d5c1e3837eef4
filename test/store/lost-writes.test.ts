import { expect } from 'chai';
import {
  type History,
  historyOf,
  latestMax,
  type LostOutcome,
  type LostWrite,
  outcomeOf,
} from '../../src/store/lost-writes.js';

const read = history('a.1');
const insertion: LostWrite = { read: undefined, written: 'us.1' };
const replacement: LostWrite = { read, written: 'us.1' };
const deletion: LostWrite = { read, written: undefined };
const others = Array.from({ length: latestMax + 1 }, (_, index) => `other-${index}.1`);

/** Of a document that was written in so many versions, one after the other. */
function history(first: string, ...later: string[]): History {
  return later.reduce<History>(
    (replaced, version) => historyOf(version, replaced),
    historyOf(first, undefined),
  );
}

const cases: readonly (readonly [string, LostWrite, History | undefined, LostOutcome])[] = [
  ['an insertion of what is not there', insertion, undefined, 'not applied'],
  ['an insertion that is there', insertion, history('us.1'), 'applied'],
  ['an insertion others wrote over', insertion, history('us.1', ...others), 'applied'],
  ['an insertion another was faster with', insertion, history('a.1', 'b.1'), 'not applied'],
  ['a replacement that is there', replacement, history('a.1', 'us.1'), 'applied'],
  ['a replacement of what is still there', replacement, history('a.1'), 'not applied'],
  ['a replacement others outran', replacement, history('a.1', 'b.1', 'b.2'), 'not applied'],
  ['a replacement others wrote over', replacement, history('a.1', 'us.1', 'b.1', 'b.2'), 'applied'],
  ['a replacement of what is deleted', replacement, undefined, 'unknown'],
  ['a replacement of what is another by now', replacement, history('b.1'), 'unknown'],
  ['a replacement all have forgotten', replacement, history('a.1', ...others), 'unknown'],
  ['a deletion of what is gone', deletion, undefined, 'applied'],
  ['a deletion of what is still there', deletion, history('a.1'), 'not applied'],
  ['a deletion others outran', deletion, history('a.1', 'b.1'), 'not applied'],
  ['a deletion of what is another by now', deletion, history('b.1'), 'applied'],
];

describe('a write whose answer is lost', () => {
  for (const [name, lost, found, outcome] of cases) {
    it(`is ${outcome}: ${name}`, () => {
      expect(outcomeOf(lost, found)).to.equal(outcome);
    });
  }

  it('is remembered however often few servers write', () => {
    const later = Array.from({ length: 1_000 }, (_, index) => `s${index % 3}.${index}`);
    const found = history('a.1', 'us.1', ...later);
    expect(found.latest).to.deep.equal(['s2.998', 's1.997', 'us.1', 'a.1']);
    expect(outcomeOf(replacement, found)).to.equal('applied');
  });
});
