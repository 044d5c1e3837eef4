import { randomInt, randomUUID } from 'node:crypto';
import { createDatapoints } from '../datapoints/engine.js';
import { openMongoBlocks } from '../datapoints/mongo.js';
import { Leases } from './leases.js';
import { openMongoStore } from './mongo.js';
import { connectMongo, type MongoConnection } from './mongo-client.js';
import { proveMongo } from './mongo-proof.js';
import type { Storage } from './open.js';

export async function openMongo(url: string): Promise<Storage> {
  const connection = await connectMongo(url);
  try {
    return await openProven(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openProven({ db, close }: MongoConnection): Promise<Storage> {
  await proveMongo(db);
  const store = await openMongoStore(db);
  // A lane is never given out again, so nobody needs to be fenced off: whoever comes back from a
  // long pause still writes where nobody else does.
  const lane = randomInt(2 ** 32);
  const datapoints = createDatapoints(await openMongoBlocks(db, lane));
  const leases = new Leases(store, randomUUID());
  return {
    store,
    datapoints,
    ownPartitions: (now) => leases.ownPartitions(now),
    sweep: async (now) => {
      // Blocks of all servers are swept by one: whose the first partition is.
      if ((await leases.ownPartitions(now)).includes(0)) await datapoints.sweep(now);
    },
    reset: async () => {
      await datapoints.reset();
      await store.reset();
    },
    close: async () => {
      await leases.release().catch(() => undefined);
      await close();
    },
  };
}
