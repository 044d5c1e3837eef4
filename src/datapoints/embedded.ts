import type { EmbeddedDatabase, EmbeddedEnvironment, Write } from '../store/environment.js';
import type { Scope } from '../store/keys.js';
import type {
  BlockRange,
  BlockStorage,
  BlockWrite,
  MetricArrival,
  MetricCursor,
  MetricRecord,
  StoredBlock,
} from './block-storage.js';
import type { MetricLookup } from './datapoints.js';
import { EmbeddedMetrics } from './embedded-metrics.js';

/** Blocks and the index of metrics in the LMDB environment that also holds the documents. */
export async function openEmbeddedBlocks(environment: EmbeddedEnvironment): Promise<BlockStorage> {
  const { metrics, blocks } = environment.openTogether(() => {
    const metrics = new EmbeddedMetrics(environment);
    return { metrics, blocks: new EmbeddedBlocks(environment, metrics) };
  });
  await metrics.adopt();
  return blocks;
}

class EmbeddedBlocks implements BlockStorage {
  /** One process at a time owns a data directory. */
  readonly lane = 0;
  private readonly blocks: EmbeddedDatabase;
  /** The keys of all blocks, behind the time at which each expires. */
  private readonly expiries: EmbeddedDatabase;

  constructor(
    private readonly environment: EmbeddedEnvironment,
    private readonly metrics: EmbeddedMetrics,
  ) {
    this.blocks = environment.database('blocks');
    this.expiries = environment.database('block-expiries');
  }

  load(keys: readonly Buffer[]): Promise<readonly (Buffer | undefined)[]> {
    return settled(() => keys.map((key) => this.blocks.get(key)));
  }

  readRanges(ranges: readonly BlockRange[]): Promise<readonly (readonly StoredBlock[])[]> {
    return settled(() =>
      ranges.map((range) =>
        Array.from(this.blocks.range(range), ({ key, value }) => ({ key, bytes: value })),
      ),
    );
  }

  write(writes: readonly BlockWrite[], metrics: readonly MetricArrival[]): Promise<void> {
    return this.metrics.list(
      metrics,
      writes.flatMap((write) => this.blockWrites(write)),
    );
  }

  expired(untilSeconds: number, limit: number): Promise<readonly StoredBlock[]> {
    return settled(() => {
      const due = { start: Buffer.of(0), end: expiryBytes(untilSeconds + 1), limit };
      return [...this.expiries.keys(due)].flatMap((expiry) => {
        const key = expiry.subarray(timeBytes);
        const bytes = this.blocks.get(key);
        return bytes === undefined ? [] : [{ key, bytes }];
      });
    });
  }

  readMetrics(range: BlockRange & { readonly limit: number }): Promise<readonly MetricRecord[]> {
    return settled(() => this.metrics.read(range));
  }

  lookUp(scope: Scope, lookup: MetricLookup, after?: Buffer): Promise<MetricCursor | undefined> {
    return settled(() => this.metrics.lookUp(scope, lookup, after));
  }

  forgetMetrics(records: readonly MetricRecord[]): Promise<void> {
    return this.metrics.forget(records);
  }

  reset(): Promise<void> {
    const databases = [this.blocks, this.expiries, ...this.metrics.databases];
    return settled(() =>
      this.environment.commit(databases.map((database) => ({ database, clear: true }))),
    );
  }

  private blockWrites({ key, bytes, previous, expirySeconds }: BlockWrite): readonly Write[] {
    const block = { database: this.blocks, key, value: bytes };
    const expiry = Buffer.concat([expiryBytes(expirySeconds), key]);
    if (bytes === undefined) {
      return [block, { database: this.expiries, key: expiry, value: undefined }];
    }
    if (previous !== undefined) return [block];
    return [block, { database: this.expiries, key: expiry, value: nothing }];
  }
}

const timeBytes = 5;
const nothing = Buffer.alloc(0);

function expiryBytes(seconds: number): Buffer {
  const bytes = Buffer.allocUnsafe(timeBytes);
  bytes.writeUIntBE(Math.max(0, seconds), 0, timeBytes);
  return bytes;
}

/** A failure of what is done at once is the promise's, as one that comes later is. */
async function settled<T>(act: () => T | Promise<T>): Promise<T> {
  return act();
}
