import { expect } from 'chai';
import type { Key } from '../../src/store/keys.js';
import type { Entry, Store } from '../../src/store/store.js';
import {
  at,
  concurrently,
  type Counter,
  counterKey,
  incremented,
  key,
  keysOfPartition,
} from './samples.js';

/** What the interface promises those who write on from an entry that they have read. */
export function describeRevise(store: () => Store): void {
  describe('revise', () => {
    it('hands on the very object that was read, and gives the next entry', async () => {
      const read = await written('a', { n: 1 });
      let given: object | undefined;
      const revised = await store().revise(read, (current) => {
        given = current;
        return current && incremented(current);
      });
      expect(given).to.equal(read.document);
      expect(revised).to.deep.equal(await store().entry(counterKey('a')));
      expect(revised?.document).to.deep.equal({ n: 2 });
      expect(revised?.version).not.to.equal(read.version);
    });

    it('goes on from what it gave', async () => {
      let there: Entry<Counter> | undefined = await written('a', { n: 1 });
      for (let turn = 0; turn < 3; turn++)
        there = there && (await store().revise(there, incremented));
      expect(await store().get(counterKey('a'))).to.deep.equal({ n: 4 });
      expect(there && (await store().revise(there, () => undefined))).to.equal(undefined);
      expect(await store().get(counterKey('a'))).to.equal(undefined);
    });

    it('changes what is there now where that is another than was read', async () => {
      const read = await written('a', { n: 1 });
      await store().update(key('a'), () => ({ n: 5 }));
      expect((await store().revise(read, incremented))?.document).to.deep.equal({ n: 6 });
      await store().update(counterKey('a'), () => undefined);
      expect(await store().revise(read, (current) => current)).to.equal(undefined);
      expect((await store().revise(read, incremented))?.document).to.deep.equal({ n: 1 });
    });

    it('sees that only the time has moved', async () => {
      const [only]: Key<Counter>[] = keysOfPartition(6, 1).map(({ text }) => ({ text }));
      if (only === undefined) throw new Error('no key');
      await store().update(only, () => ({ n: 1, due: at(1) }));
      const read = await store().entry(only);
      if (read === undefined) throw new Error('no entry');
      await store().defer([{ entry: read, until: at(2) }]);
      const revised = await store().revise(read, (current) => current);
      expect(revised?.document).to.deep.equal({ n: 1, due: at(2) });
    });

    it('writes nothing when the change returns the very object that was read', async () => {
      const read = await written('a', { n: 1 });
      expect(await store().revise(read, (current) => current)).to.deep.equal(read);
      expect(await store().entry(counterKey('a'))).to.deep.equal(read);
    });

    it('keeps every increment of concurrent writers that have read the same', async () => {
      const read = await written('a', { n: 0 });
      await concurrently(20, async () => {
        for (let turn = 0; turn < 5; turn++) await store().revise(read, incremented);
      });
      expect(await store().get(counterKey('a'))).to.deep.equal({ n: 100 });
    });
  });

  async function written(name: string, counter: Counter): Promise<Entry<Counter>> {
    await store().update(counterKey(name), () => counter);
    const entry = await store().entry(counterKey(name));
    if (entry === undefined) throw new Error('It is not there.');
    return entry;
  }
}
