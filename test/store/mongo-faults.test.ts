import { expect } from 'chai';
import { openMongoStore } from '../../src/store/mongo.js';
import { StoreError } from '../../src/store/store.js';
import { cutServers } from '../support/cut-mongo.js';
import { concurrently, counterKey, incremented, key, prefix } from './samples.js';

const seeds = [1, 2];
const writerCount = 8;
const incrementsEach = 25;

describe('the store in MongoDB, when connections are cut', function () {
  this.timeout(120_000);
  const { open, proxy } = cutServers(({ db }) => openMongoStore(db));

  for (const seed of seeds) {
    it(`counts every increment once (seed ${seed})`, async () => {
      const stores = await open(seed, 0.03);
      await concurrently(writerCount, async (writer) => {
        for (let turn = 0; turn < incrementsEach; turn++) {
          await stores[writer % 2 === 0 ? 0 : 1].update(counterKey('a'), incremented);
        }
      });
      const n = writerCount * incrementsEach;
      expect(await stores[0].get(counterKey('a'))).to.deep.equal({ n });
      expect(proxy().cuts.before, 'cut before the write').to.be.above(0);
      expect(proxy().cuts.after, 'cut after the write').to.be.above(0);
    });

    it(`inserts and deletes what it says it does (seed ${seed})`, async () => {
      const [store] = await open(seed, 0.1);
      await concurrently(writerCount, async (writer) => {
        for (let turn = 0; turn < 10; turn++) {
          await store.update(key(`${writer}`), (current) => {
            if (current !== undefined) throw new Error('It is there before it was written.');
            return { turn };
          });
          await store.update(key(`${writer}`), (current) => {
            if (current?.turn !== turn) throw new Error('It is gone before it was deleted.');
            return undefined;
          });
        }
      });
      expect(await store.list(prefix, { limit: 10 })).to.deep.equal([]);
    });
  }

  it('refuses within seconds while the database is away, and serves when it is back', async () => {
    const [store] = await open(1, 0);
    await store.update(counterKey('a'), incremented);
    await proxy().close();
    const asked = performance.now();
    const calls = [
      store.get(key('a')),
      store.update(counterKey('a'), incremented),
      store.list(prefix, { limit: 1 }),
      store.due(0, new Date(0), 1),
    ];
    for (const result of await Promise.allSettled(calls)) {
      expect(result).to.have.property('status', 'rejected');
      expect(result).to.have.property('reason').that.is.instanceOf(StoreError);
    }
    expect(performance.now() - asked, 'milliseconds to refuse').to.be.below(10_000);
    await proxy().listen();
    await store.update(counterKey('a'), incremented);
    expect(await store.get(counterKey('a'))).to.deep.equal({ n: 2 });
  });
});
