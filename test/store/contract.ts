import { expect } from 'chai';
import { compareTexts, keyOf, narrowed, prefixOf } from '../../src/store/keys.js';
import type { Entry, Store } from '../../src/store/store.js';
import { describeDue } from './contract-due.js';
import { describeRevise } from './contract-revise.js';
import {
  at,
  concurrently,
  counterKey,
  documents,
  incremented,
  key,
  keysOfPartition,
  longNames,
  oddNames,
  prefix,
  type Sample,
  scope,
} from './samples.js';

/** All that the interface promises; each implementation runs it against a fresh, empty store. */
export function describeStore(open: () => Promise<Store>): void {
  let store: Store;

  before(async () => {
    store = await open();
  });

  beforeEach(async () => {
    await store.reset();
  });

  after(async () => {
    await store.close();
  });

  describe('documents', () => {
    for (const [name, given, kept] of documents) {
      it(`keeps ${name}`, async () => {
        const written = await store.update(key('a'), () => given);
        expect(written).to.deep.equal(kept);
        expect(await store.get(key('a'))).to.deep.equal(kept);
      });
    }

    it('tells an absent document by undefined', async () => {
      expect(await store.get(key('a'))).to.equal(undefined);
    });

    it('deletes a document when the change returns undefined', async () => {
      await store.update(key('a'), () => ({ n: 1 }));
      expect(await store.update(key('a'), () => undefined)).to.equal(undefined);
      expect(await store.get(key('a'))).to.equal(undefined);
      expect(await store.list(prefix, { limit: 10 })).to.deep.equal([]);
    });

    it('takes the deletion of what is not there for done', async () => {
      expect(await store.update(key('a'), () => undefined)).to.equal(undefined);
    });

    it('creates a document again after its deletion, under another version', async () => {
      const versions = [];
      for (const n of [1, 2]) {
        await store.update(key('a'), () => ({ n }));
        versions.push(await versionOf('a'));
        await store.update(key('a'), () => undefined);
      }
      expect(new Set(versions)).to.have.property('size', 2);
    });

    it('gives many documents in the order of their keys', async () => {
      await Promise.all(['c', 'a'].map((name) => store.update(key(name), () => ({ name }))));
      const found = await store.getMany(['a', 'b', 'c', 'a'].map(key));
      expect(found).to.deep.equal([{ name: 'a' }, undefined, { name: 'c' }, { name: 'a' }]);
      expect(await store.getMany([])).to.deep.equal([]);
      const entries = await store.entries(['a', 'b', 'c', 'a'].map(key));
      const [a, c] = await store.list(prefix, { limit: 10 });
      expect(entries).to.deep.equal([a, undefined, c, a]);
    });

    it('lets no reader change what others read', async () => {
      await store.update(key('a'), () => ({ list: [1] }));
      const first = await store.get(keyOf<{ list: number[] }>(scope, 'kind', 'a'));
      // A store gives copies, or what cannot be changed.
      if (!Object.isFrozen(first?.list)) first?.list.push(2);
      expect(await store.get(key('a'))).to.deep.equal({ list: [1] });
    });
  });

  describe('update', () => {
    it('writes nothing when the change returns the very object that came in', async () => {
      await store.update(key('a'), () => ({ n: 1 }));
      const version = await versionOf('a');
      expect(await store.update(key('a'), (current) => current)).to.deep.equal({ n: 1 });
      expect(await versionOf('a')).to.equal(version);
    });

    it('changes the version with every write, be it of the same content', async () => {
      const versions = new Set<string | undefined>();
      for (let turn = 0; turn < 5; turn++) {
        await store.update(key('a'), () => ({ n: 1 }));
        versions.add(await versionOf('a'));
      }
      expect(versions).to.have.property('size', 5);
    });

    it('rejects with what the change throws, and writes nothing', async () => {
      await store.update(key('a'), () => ({ n: 1 }));
      const refusal = new Error('no');
      const outcome = store.update(key('a'), () => {
        throw refusal;
      });
      expect(await outcome.catch((error: unknown) => error)).to.equal(refusal);
      expect(await store.get(key('a'))).to.deep.equal({ n: 1 });
    });

    it('keeps every one of 500 increments by 20 concurrent writers', async () => {
      await concurrently(20, async () => {
        for (let turn = 0; turn < 25; turn++) await increment('counter');
      });
      expect(await store.get(key('counter'))).to.deep.equal({ n: 500 });
    });

    it('lets one of 20 concurrent first writers insert, and the others see it', async () => {
      const winners: number[] = [];
      await concurrently(20, async (writer) => {
        const there = await store.update(counterKey('a'), (current) => current ?? { n: writer });
        winners.push(there?.n ?? -1);
      });
      expect(new Set(winners)).to.have.property('size', 1);
      expect(await store.get(key('a'))).to.deep.equal({ n: winners[0] });
    });

    it('lets concurrent writers delete and insert without losing a turn', async () => {
      let deletions = 0;
      await concurrently(10, async () => {
        for (let turn = 0; turn < 10; turn++) {
          await store.update(counterKey('a'), (current) =>
            current === undefined || current.n < 3 ? { n: (current?.n ?? 0) + 1 } : undefined,
          );
        }
        deletions += 1;
      });
      // Every fourth of the hundred turns deletes, so that the last leaves none.
      expect([deletions, await store.get(key('a'))]).to.deep.equal([10, undefined]);
    });
  });

  describeRevise(() => store);

  describe('list', () => {
    it('goes through a kind in the byte order of the keys, page by page', async () => {
      const names = Array.from({ length: 23 }, (_, index) => `name-${index}`);
      await Promise.all(names.map((name) => store.update(key(name), () => ({ name }))));
      const expected = names.map((name) => ({ name })).sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const limit of [1, 5, 22, 23, 100]) {
        expect(await listAll(limit)).to.deep.equal(expected);
        expect(await listAll(limit, true)).to.deep.equal(expected.toReversed());
      }
    });

    it('gives the keys and versions with the documents', async () => {
      await store.update(key('a'), () => ({ n: 1 }));
      const [entry] = await store.list(prefix, { limit: 1 });
      const version = await versionOf('a');
      expect(entry).to.deep.equal({ key: key('a'), document: { n: 1 }, version });
    });

    it('counts what there is, up to a limit', async () => {
      for (const name of ['a', 'b', 'c']) await store.update(key(name), () => ({ name }));
      const counts = [2, 3, 10].map((limit) => store.count(prefix, limit));
      expect(await Promise.all(counts)).to.deep.equal([2, 3, 3]);
      expect(await store.count(prefixOf(scope, 'other'), 10)).to.equal(0);
    });

    it('gives one document as a listing does', async () => {
      await Promise.all(['a', 'b'].map((name) => store.update(key(name), () => ({ due: at(1) }))));
      const [, listed] = await store.list(prefix, { limit: 2 });
      expect(await store.entry(key('b'))).to.deep.equal(listed);
      expect(await store.entry(key('c'))).to.equal(undefined);
    });

    it('goes on behind a key that is gone', async () => {
      await Promise.all(['a', 'c'].map((name) => store.update(key(name), () => ({ name }))));
      const page = await store.list(prefix, { after: key('b'), limit: 10 });
      expect(page.map(({ document }) => document)).to.deep.equal([{ name: 'c' }]);
      const back = await store.list(prefix, { after: key('b'), isBackwards: true, limit: 10 });
      expect(back.map(({ document }) => document)).to.deep.equal([{ name: 'a' }]);
    });

    it('gives all of a kind where it goes on from outside, and nothing from beyond', async () => {
      await Promise.all(['a', 'c'].map((name) => store.update(key(name), () => ({ name }))));
      const [before, beyond] = ['kinc', 'kine'].map((kind) => keyOf(scope, kind, 'b'));
      const counts = [before, beyond].flatMap((after) =>
        [false, true].map(async (isBackwards) => {
          return (await store.list(prefix, { after, isBackwards, limit: 10 })).length;
        }),
      );
      expect(await Promise.all(counts)).to.deep.equal([2, 0, 0, 2]);
    });

    it('keeps accounts, regions, kinds and parents apart', async () => {
      const keys = [
        ['1', 'us-east-1', 'kind', 'a'],
        ['1', 'us-east-1', 'kind', 'a', 'child'],
        ['1', 'us-east-1', 'kind', 'ab', 'child'],
        ['1', 'us-east-1', 'kinds', 'a'],
        ['1', 'us-east-10', 'kind', 'a'],
        ['12', 'us-east-1', 'kind', 'a'],
      ] as const;
      for (const [account, region, kind, ...names] of keys) {
        await store.update(keyOf<Sample>({ account, region }, kind, ...names), () => ({ names }));
      }
      const there = { account: '1', region: 'us-east-1' };
      const namesUnder = async (...parents: string[]): Promise<unknown[]> => {
        const under = prefixOf<Sample>(there, 'kind', ...parents);
        const page = await store.list(under, { limit: 10 });
        const back = await store.list(under, { isBackwards: true, limit: 10 });
        expect(back).to.deep.equal(page.toReversed());
        return page.map(({ document }) => document);
      };
      expect(await namesUnder()).to.deep.equal([
        { names: ['a'] },
        { names: ['a', 'child'] },
        { names: ['ab', 'child'] },
      ]);
      expect(await namesUnder('a')).to.deep.equal([{ names: ['a', 'child'] }]);
    });

    it('lists those whose names start with a text, of any characters', async () => {
      const odd = [...oddNames, '\u0001', '\u00011', '\u00022', '\u0002', 'bc', 'bd', ...longNames];
      const [last, beforeHalves] = ['\u{10ffff}', '\ud7ff'];
      const groups = [odd, [last, `${last}a`], [beforeHalves, `${beforeHalves}a`, '\ue000']];
      for (const [index, group] of groups.entries()) {
        const parent = String(index);
        const all = [...new Set(group)].sort(compareTexts);
        await Promise.all(
          all.map((name) =>
            store.update<Sample>(keyOf(scope, 'kind', parent, name), () => ({ name })),
          ),
        );
        const under = prefixOf<Sample>(scope, 'kind', parent);
        for (const start of [...all, 'b', 'none', '']) {
          const found = await store.list(narrowed(under, start), { limit: 1_000 });
          const names = found.map(({ document }) => document.name as string);
          const expected = all.filter((name) => name.startsWith(start));
          expect(names.sort(compareTexts), JSON.stringify(start)).to.deep.equal(expected);
        }
      }
    });

    it('takes names of any characters and of any length that AWS allows', async () => {
      const names = oddNames.concat(longNames);
      await Promise.all(names.map((name) => store.update(key(name), () => ({ name }))));
      const expected = [...names].sort((a, b) =>
        Buffer.compare(Buffer.from(key(a).text), Buffer.from(key(b).text)),
      );
      for (const limit of [1, 3, 100]) {
        const all = expected.map((name) => ({ name }));
        expect(await listAll(limit)).to.deep.equal(all);
        expect(await listAll(limit, true)).to.deep.equal(all.toReversed());
      }
      const found = await store.getMany(names.map(key));
      expect(found).to.deep.equal(names.map((name) => ({ name })));
    });
  });

  describeDue(() => store);

  it('forgets everything on reset', async () => {
    const keys = keysOfPartition(0, 5);
    await Promise.all(keys.map((each) => store.update(each, () => ({ due: at(0) }))));
    await store.reset();
    expect(await store.list(prefix, { limit: 10 })).to.deep.equal([]);
    expect(await store.nextDue(0)).to.equal(undefined);
    await increment('a');
    expect(await store.get(key('a'))).to.deep.equal({ n: 1 });
  });

  async function increment(name: string): Promise<void> {
    await store.update(counterKey(name), incremented);
  }

  async function versionOf(name: string): Promise<string | undefined> {
    const entries = await store.list(prefix, { limit: 1_000 });
    return entries.find((entry) => entry.key.text === key(name).text)?.version;
  }

  async function listAll(limit: number, isBackwards = false): Promise<object[]> {
    const found: Entry<object>[] = [];
    for (;;) {
      const page = await store.list(prefix, { after: found.at(-1)?.key, isBackwards, limit });
      found.push(...page);
      if (page.length < limit) return found.map(({ document }) => document);
    }
  }
}
