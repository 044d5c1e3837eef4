import type { BlockStorage } from '../../src/datapoints/block-storage.js';
import { kindOf } from '../../src/store/keys.js';
import type { Store } from '../../src/store/store.js';
import { StoreError } from '../../src/store/store.js';
import type { Random } from '../support/random.js';

/** What may befall a server's work on its store; shares are from 0 to 1. */
export interface StoreFaults {
  /** Other work comes in between, up to so many turns of it. */
  readonly turnsMax: number;
  /** A write that another writer was faster than: its change runs twice. */
  readonly conflicts: number;
  /** The store cannot serve. */
  readonly failures: number;
}

export const noFaults: StoreFaults = { turnsMax: 0, conflicts: 0, failures: 0 };

/**
 * The wire between one server and the store. It delays, repeats and fails as a seed says, and at
 * last it may be cut: then nothing that the server still waits for ever comes.
 */
export class StoreWire {
  faults: StoreFaults = noFaults;
  /** So many operations pass before the wire is cut. */
  operationsLeft = Infinity;
  /** It is cut when the next document of this kind is to be written. */
  cutBefore: string | undefined;
  readonly cut: Promise<void>;
  private tellCut: () => void = () => undefined;

  constructor(private readonly random: Random) {
    this.cut = new Promise((resolve) => {
      this.tellCut = resolve;
    });
  }

  get isCut(): boolean {
    return this.operationsLeft <= 0;
  }

  /** Behind it the operation may begin. */
  async pass(): Promise<void> {
    const { turnsMax, failures } = this.faults;
    this.operationsLeft -= 1;
    if (this.isCut) {
      this.tellCut();
      await never();
    }
    if (turnsMax > 0) {
      for (let turn = this.random.below(turnsMax + 1); turn > 0; turn--) await Promise.resolve();
    }
    if (this.isCut) await never();
    if (failures > 0 && this.random.next() < failures) throw new StoreError('No answer.');
  }

  get isConflict(): boolean {
    return this.faults.conflicts > 0 && this.random.next() < this.faults.conflicts;
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

export function faultyStore(store: Store, wire: StoreWire): Store {
  const passed = async <T>(act: () => Promise<T>): Promise<T> => {
    await wire.pass();
    return act();
  };
  return {
    get: (key) => passed(() => store.get(key)),
    entry: (key) => passed(() => store.entry(key)),
    getMany: (keys) => passed(() => store.getMany(keys)),
    entries: (keys) => passed(() => store.entries(keys)),
    list: (prefix, page) => passed(() => store.list(prefix, page)),
    count: (prefix, limit) => passed(() => store.count(prefix, limit)),
    update: async (key, change) => {
      if (kindOf(key) === wire.cutBefore) wire.operationsLeft = 0;
      await wire.pass();
      if (wire.isConflict) {
        change(await store.get(key));
        await wire.pass();
      }
      return store.update(key, change);
    },
    revise: async (read, change) => {
      await wire.pass();
      if (wire.isConflict) {
        change(await store.get(read.key));
        await wire.pass();
      }
      return store.revise(read, change);
    },
    due: (partition, until, limit) => passed(() => store.due(partition, until, limit)),
    nextDue: (partition) => store.nextDue(partition),
    defer: (deferrals) => passed(() => store.defer(deferrals)),
    reset: () => store.reset(),
    close: () => store.close(),
  };
}

export function faultyBlocks(blocks: BlockStorage, wire: StoreWire): BlockStorage {
  return {
    ...blocks,
    load: async (keys) => {
      await wire.pass();
      return blocks.load(keys);
    },
    write: async (writes, records) => {
      await wire.pass();
      return blocks.write(writes, records);
    },
    readRanges: async (ranges) => {
      await wire.pass();
      return blocks.readRanges(ranges);
    },
  };
}
