import { randomInt, randomUUID } from 'node:crypto';
import type { Datapoints } from '../datapoints/datapoints.js';
import { createEmbeddedBlocks } from '../datapoints/embedded.js';
import { createDatapoints } from '../datapoints/engine.js';
import { openMongoBlocks } from '../datapoints/mongo.js';
import { EmbeddedStore } from './embedded.js';
import { EmbeddedEnvironment } from './environment.js';
import { type Partition, partitionCount } from './keys.js';
import { Leases } from './leases.js';
import { openMongoStore } from './mongo.js';
import { connectMongo, type MongoConnection } from './mongo-client.js';
import { proveMongo } from './mongo-proof.js';
import type { Store } from './store.js';

/** What keeps the state of a server, opened. */
export interface Storage {
  readonly store: Store;
  readonly datapoints: Datapoints;
  /** The partitions whose documents this server sees to. */
  ownPartitions(now: Date): Promise<readonly Partition[]>;
  /** One bounded piece of roll-up and expiry. */
  sweep(now: Date): Promise<void>;
  /** Forgets everything; a test control. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the storage that the settings name, or throws one line that says why it cannot be used. */
export async function openStorage({ data, store: url }: StorageConfig): Promise<Storage> {
  return url === undefined ? openEmbedded(data) : openMongo(url);
}

interface StorageConfig {
  readonly data: string;
  readonly store: string | undefined;
}

async function openEmbedded(data: string): Promise<Storage> {
  const environment = await EmbeddedEnvironment.open(data);
  const datapoints = createDatapoints(createEmbeddedBlocks(environment));
  const store = await EmbeddedStore.open(environment);
  const allPartitions = Array.from({ length: partitionCount }, (_, index) => index);
  return {
    store,
    datapoints,
    ownPartitions: () => Promise.resolve(allPartitions),
    sweep: async (now) => {
      await datapoints.sweep(now);
    },
    reset: () => resetBoth(datapoints, store),
    close: () => store.close(),
  };
}

async function openMongo(url: string): Promise<Storage> {
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
    reset: () => resetBoth(datapoints, store),
    close: async () => {
      await leases.release().catch(() => undefined);
      await close();
    },
  };
}

async function resetBoth(datapoints: Datapoints, store: Store): Promise<void> {
  await datapoints.reset();
  await store.reset();
}
