import type { Datapoints } from '../datapoints/datapoints.js';
import { openEmbeddedBlocks } from '../datapoints/embedded.js';
import { createDatapoints } from '../datapoints/engine.js';
import { EmbeddedStore } from './embedded.js';
import { EmbeddedEnvironment } from './environment.js';
import { type Partition, partitionCount } from './keys.js';
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
  if (url === undefined) return openEmbedded(data);
  // The driver takes a while to load, which nobody else needs to wait for.
  const { openMongo } = await import('./open-mongo.js');
  return openMongo(url);
}

interface StorageConfig {
  readonly data: string;
  readonly store: string | undefined;
}

async function openEmbedded(data: string): Promise<Storage> {
  const environment = await EmbeddedEnvironment.open(data);
  const datapoints = createDatapoints(await openEmbeddedBlocks(environment));
  const store = await EmbeddedStore.open(environment);
  const allPartitions = Array.from({ length: partitionCount }, (_, index) => index);
  return {
    store,
    datapoints,
    ownPartitions: () => Promise.resolve(allPartitions),
    sweep: async (now) => {
      await datapoints.sweep(now);
    },
    reset: async () => {
      await datapoints.reset();
      await store.reset();
    },
    close: () => store.close(),
  };
}
