import { randomUUID } from 'node:crypto';
import { type Collection, type Db, insist, isConflict, isDuplicateKey } from './mongo-client.js';
import { StoreError } from './store.js';

/**
 * Trust, then prove: not every server that speaks MongoDB's protocol keeps what the store relies
 * on. On scratch documents many writers at once must lose no compare-and-set, and of many first
 * inserts and upserts of one key exactly one may win.
 */
export async function proveMongo(db: Db): Promise<void> {
  const scratch = db.collection<Scratch>('scratch');
  const id = randomUUID();
  try {
    await proveCompareAndSet(scratch, `${id} set`);
    await proveFirstInsert(scratch, `${id} insert`);
    await proveUpsert(scratch, `${id} upsert`);
  } finally {
    const ids = ['set', 'insert', 'upsert'].map((name) => `${id} ${name}`);
    await insist(() => scratch.deleteMany({ _id: { $in: ids } }));
  }
}

interface Scratch {
  readonly _id: string;
  readonly count: number;
}

const writers = 8;
const increments = 6;
const attemptsMax = 1_000;

function everyWriter<T>(act: (writer: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: writers }, (_, writer) => act(writer)));
}

async function proveCompareAndSet(scratch: Collection<Scratch>, _id: string): Promise<void> {
  await scratch.insertOne({ _id, count: 0 });
  await everyWriter(async () => {
    for (let done = 0, attempt = 0; done < increments && attempt < attemptsMax; attempt++) {
      const count = (await scratch.findOne({ _id }))?.count ?? 0;
      const { matchedCount } = await scratch.replaceOne({ _id, count }, { count: count + 1 });
      done += matchedCount;
    }
  });
  const count = (await scratch.findOne({ _id }))?.count;
  if (count !== writers * increments) throw unfit('compare-and-set loses writes');
}

async function proveFirstInsert(scratch: Collection<Scratch>, _id: string): Promise<void> {
  const wins = await everyWriter(async (count) => {
    try {
      await scratch.insertOne({ _id, count });
      return 1;
    } catch (error) {
      if (isDuplicateKey(error)) return 0;
      throw error;
    }
  });
  if (wins.filter((won) => won === 1).length !== 1) throw unfit('one key is inserted twice');
}

async function proveUpsert(scratch: Collection<Scratch>, _id: string): Promise<void> {
  await everyWriter(async (count) => {
    try {
      await scratch.replaceOne({ _id }, { count }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error) && !isConflict(error)) throw error;
    }
  });
  if ((await scratch.countDocuments({ _id })) !== 1) throw unfit('one key is upserted twice');
}

function unfit(what: string): StoreError {
  return new StoreError(`This MongoDB cannot be used: ${what} when several writers meet.`);
}
