import { expect } from 'chai';
import { allPartitions, type BeatObservation, Heartbeat } from '../../src/heartbeat/heartbeat.js';
import type { PlainWorker } from '../../src/heartbeat/worker.js';
import { type Key, keyOf, kindOf } from '../../src/store/keys.js';
import type { Document, Entry, Store } from '../../src/store/store.js';
import { MemoryStore } from '../simulation/memory-store.js';

const now = new Date('2026-03-10T12:00:00Z');
const scope = { account: '000000000000', region: 'us-east-1' };

/** Documents of a kind, in all partitions. */
function keysOf(kind: string, count: number): readonly Key<Document>[] {
  return Array.from({ length: count }, (_, index) => keyOf(scope, kind, `n${index}`));
}

async function makeDue(store: Store, keys: readonly Key<Document>[]): Promise<void> {
  for (const key of keys) await store.update(key, () => ({ due: now }));
}

type Batch = readonly Entry<Document>[];

/** Moves what it is given to a minute later. */
function workerOf(kind: string, store: Store, see: (batch: Batch) => void): PlainWorker {
  return {
    kind,
    attend: async (entries) => {
      see(entries);
      const until = new Date(now.getTime() + 60_000);
      await store.defer(entries.map((entry) => ({ entry, until })));
    },
    isMoving: () => false,
  };
}

function heartbeatOf(
  store: Store,
  workers: readonly PlainWorker[],
  observe: (observation: BeatObservation) => void = () => undefined,
): Heartbeat {
  return new Heartbeat({
    ...{ store, workers, observe },
    ownPartitions: () => Promise.resolve(allPartitions),
    sweep: () => Promise.resolve(),
  });
}

describe('a beat', () => {
  it('hands what all partitions have due to the worker of its kind in one go', async () => {
    const store = new MemoryStore();
    await makeDue(store, keysOf('thing', 64));
    const sizes: number[] = [];
    const worker = workerOf('thing', store, ({ length }) => sizes.push(length));
    expect(await heartbeatOf(store, [worker]).beat(now)).to.equal(64);
    expect(sizes).to.deep.equal([64]);
  });

  it('brings forward what waits for a clock set back, not what was put since', async () => {
    const store = new MemoryStore();
    const seen: string[] = [];
    const see = (batch: Batch): void => void seen.push(...batch.map(({ key }) => key.text));
    const worker = { ...workerOf('thing', store, see), isRecurring: true } as const;
    const heartbeat = heartbeatOf(store, [worker]);
    const [before, since] = keysOf('thing', 2);
    if (before === undefined || since === undefined) throw new Error('There are two.');
    await store.update(before, () => ({ due: new Date(now.getTime() + 60_000) }));
    await heartbeat.beat(now);
    const back = new Date(now.getTime() - 3_600_000);
    await store.update(since, () => ({
      due: new Date(back.getTime() + 1),
    }));
    await heartbeat.beat(back);
    expect(seen).to.deep.equal([before.text]);
  });

  it('comes back for what a partition has more of', async () => {
    const store = new MemoryStore();
    await makeDue(store, keysOf('thing', 5_000));
    const worker = workerOf('thing', store, () => undefined);
    expect(await heartbeatOf(store, [worker]).beat(now)).to.equal(5_000);
    expect(await heartbeatOf(store, [worker]).beat(now)).to.equal(0);
  });

  it('attends the kinds in the order of their workers', async () => {
    const store = new MemoryStore();
    await makeDue(store, [...keysOf('done', 8), ...keysOf('asked', 8)]);
    const seen: string[] = [];
    const see = ([first]: Batch): void => void seen.push(first ? kindOf(first.key) : '');
    const workers = ['asked', 'done'].map((kind) => workerOf(kind, store, see));
    await heartbeatOf(store, workers).beat(now);
    expect(seen).to.deep.equal(['asked', 'done']);
  });

  it('halves a batch that fails until the bad one is alone, and retries that later', async () => {
    const store = new MemoryStore();
    const keys = keysOf('thing', 64);
    await makeDue(store, keys);
    const bad = keys[13]?.text;
    const sizes: number[] = [];
    const worker = workerOf('thing', store, (batch) => {
      sizes.push(batch.length);
      if (batch.some(({ key }) => key.text === bad)) throw new Error('It is bad.');
    });
    const failed: string[] = [];
    const heartbeat = heartbeatOf(store, [worker], (each) => {
      if (each.kind === 'failed') failed.push(each.key);
    });
    await heartbeat.beat(now);
    expect(failed).to.deep.equal([bad]);
    expect(sizes).to.have.lengthOf(1 + 2 * 6);
    const seconds = keys.map(async (key) => {
      const { due = now } = (await store.get(key)) ?? {};
      return (due.getTime() - now.getTime()) / 1000;
    });
    const expected = keys.map(({ text }) => (text === bad ? 5 : 60));
    expect(await Promise.all(seconds)).to.deep.equal(expected);
  });
});
