import { expect } from 'chai';
import type { Document, Store } from '../../src/store/store.js';
import type { Key } from '../../src/store/keys.js';
import {
  at,
  byKey,
  concurrently,
  type Counter,
  incremented,
  keysOfPartition,
  prefix,
  type Sample,
} from './samples.js';

/** What the interface promises the heartbeat: the index over `due` and the bulk that moves it. */
export function describeDue(store: () => Store): void {
  describe('due', () => {
    it('gives what is due, the earliest first', async () => {
      const keys = keysOfPartition(3, 6);
      await Promise.all(
        keys.map((each, index) => store().update(each, () => ({ due: at((index * 5) % 6) }))),
      );
      const due = await store().due(3, at(3), 10);
      expect(due.map(({ document }) => document)).to.deep.equal(
        [0, 1, 2, 3].map((minute) => ({ due: at(minute) })),
      );
      expect(await store().due(3, at(5), 2)).to.deep.equal(due.slice(0, 2));
      expect(await store().due(4, at(5), 10)).to.deep.equal([]);
    });

    it('gives entries as a listing does', async () => {
      const [only] = keysOfPartition(0, 1);
      if (only === undefined) throw new Error('no key');
      await store().update(only, () => ({ due: at(0), n: Number.NaN }));
      expect(await store().due(0, at(0), 1)).to.deep.equal(
        await store().list(prefix, { limit: 1 }),
      );
    });

    it('finds what was on its way while nothing was found', async () => {
      const [only] = keysOfPartition(5, 1);
      if (only === undefined) throw new Error('no key');
      await store().due(5, at(99), 10);
      const writing = store().update(only, () => ({ due: at(4) }));
      await store().due(5, at(99), 10);
      await writing;
      expect(await store().due(5, at(99), 10)).to.have.length(1);
      expect(await store().due(5, at(3), 10)).to.deep.equal([]);
      await store().update(only, () => ({ due: at(2) }));
      expect(await store().due(5, at(3), 10)).to.have.length(1);
    });

    it('follows the document as it is written and deleted', async () => {
      const [only] = keysOfPartition(7, 1);
      if (only === undefined) throw new Error('no key');
      const steps: readonly [Document | undefined, Date | undefined][] = [
        [{ due: at(5) }, at(5)],
        [{ due: at(2) }, at(2)],
        [{}, undefined],
        [{ due: at(9) }, at(9)],
        [{ due: undefined }, undefined],
        [{ due: at(1) }, at(1)],
        [undefined, undefined],
      ];
      for (const [document, nextDue] of steps) {
        await store().update(only, () => document);
        expect(await store().nextDue(7)).to.deep.equal(nextDue);
        expect(await store().due(7, at(99), 10)).to.have.length(nextDue === undefined ? 0 : 1);
      }
    });
  });

  describe('defer', () => {
    it('moves many, under new versions, and leaves the rest of each document', async () => {
      const keys = keysOfPartition(1, 50);
      await Promise.all(keys.map((each, n) => store().update(each, () => ({ due: at(0), n }))));
      const entries = await store().due(1, at(0), 100);
      await store().defer(entries.map((entry) => ({ entry, until: at(7) })));
      expect(await store().due(1, at(6), 100)).to.deep.equal([]);
      const moved = await store().due(1, at(7), 100);
      expect(byKey(moved)).to.deep.equal(
        byKey(entries).map(([text, document]) => [text, { ...document, due: at(7) }]),
      );
      const before = new Set(entries.map(({ version }) => version));
      expect(moved.filter(({ version }) => before.has(version))).to.deep.equal([]);
    });

    it('leaves alone what was written or deleted since', async () => {
      const keys = keysOfPartition(2, 3);
      const [written, deleted, untouched] = keys;
      if (!written || !deleted || !untouched) throw new Error('no keys');
      await Promise.all(keys.map((each) => store().update(each, () => ({ due: at(0) }))));
      const entries = await store().due(2, at(0), 10);
      await store().update(written, () => ({ due: at(1), n: 1 }));
      await store().update(deleted, () => undefined);
      await store().defer(entries.map((entry) => ({ entry, until: at(7) })));
      expect(await store().getMany([written, deleted, untouched])).to.deep.equal([
        { due: at(1), n: 1 },
        undefined,
        { due: at(7) },
      ]);
      expect(await store().nextDue(2)).to.deep.equal(at(1));
    });

    it('loses no update that runs at the same time', async () => {
      const keys = keysOfPartition(5, 20);
      await Promise.all(keys.map((each) => store().update(each, () => ({ due: at(0), n: 0 }))));
      await concurrently(4, async (worker) => {
        for (let turn = 0; turn < 5; turn++) {
          if (worker > 0) {
            await Promise.all(keys.map((each) => store().update(asCounter(each), incremented)));
            continue;
          }
          const entries = await store().due(5, at(99), 100);
          await store().defer(entries.map((entry) => ({ entry, until: at(turn + 1) })));
        }
      });
      const found = await store().getMany(keys.map(asCounter));
      expect(found.map((document) => document?.n)).to.deep.equal(keys.map(() => 15));
      const due = await store().due(5, at(99), 100);
      expect(due).to.have.length(20);
      expect(byKey(due)).to.deep.equal(byKey(await store().list(prefix, { limit: 100 })));
    });
  });
}

/** The documents of this test are counters where it counts. */
function asCounter({ text }: Key<Sample>): Key<Counter> {
  return { text };
}
