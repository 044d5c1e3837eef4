import type { Scope } from '../store/keys.js';
import {
  Binary,
  clearCollection,
  type Collection,
  type Db,
  insist,
} from '../store/mongo-client.js';
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
import { type MongoMetrics, openMongoMetrics } from './mongo-metrics.js';
import { idOf, type Operation, writeInOrder } from './mongo-writing.js';

/**
 * Blocks and the index of metrics in MongoDB. A block is written whole, and only by the server
 * whose lane it is, so a write whose answer is lost is simply sent again. When the database stays
 * away, what lay there before is put back as soon as it returns: a refused sample leaves no trace.
 */
export async function openMongoBlocks(db: Db, lane: number): Promise<BlockStorage> {
  const blocks = db.collection<Block>('blocks');
  await insist(() => blocks.createIndex({ expirySeconds: 1 }));
  return new MongoBlocks(blocks, await openMongoMetrics(db), lane);
}

/** Keys are hexadecimal texts, which sort as their bytes do. */
interface Block {
  readonly _id: string;
  readonly bytes: Binary;
  readonly expirySeconds: number;
}

class MongoBlocks implements BlockStorage {
  /** Writes that were refused and may have been applied, with what lay there before. */
  private readonly doubtful = new Map<string, BlockWrite>();

  constructor(
    private readonly blocks: Collection<Block>,
    private readonly metrics: MongoMetrics,
    readonly lane: number,
  ) {}

  async load(keys: readonly Buffer[]): Promise<readonly (Buffer | undefined)[]> {
    const ids = keys.map(idOf);
    if (ids.length === 0) return [];
    const found = await insist(() => this.blocks.find({ _id: { $in: ids } }).toArray());
    const byId = new Map(found.map(({ _id, bytes }) => [_id, bufferOf(bytes)]));
    return ids.map((id) => {
      const doubted = this.doubtful.get(id);
      return doubted === undefined ? byId.get(id) : doubted.previous;
    });
  }

  async readRanges(ranges: readonly BlockRange[]): Promise<readonly (readonly StoredBlock[])[]> {
    const wanted = ranges.map(({ start, end }): IdRange => ({ $gte: idOf(start), $lt: idOf(end) }));
    const pieces = Array.from({ length: Math.ceil(wanted.length / rangesAtOnce) }, (_, index) =>
      wanted.slice(index * rangesAtOnce, (index + 1) * rangesAtOnce),
    );
    const found = (await Promise.all(pieces.map((piece) => this.blocksIn(piece)))).flat();
    return inRanges(found, wanted).map((blocks) => blocks.flatMap((block) => this.believed(block)));
  }

  private blocksIn(ranges: readonly IdRange[]): Promise<readonly Block[]> {
    const filter = { $or: ranges.map((range) => ({ _id: range })) };
    return insist(() => this.blocks.find(filter).toArray());
  }

  async write(writes: readonly BlockWrite[], metrics: readonly MetricArrival[]): Promise<void> {
    const all = [...this.restorations(writes), ...writes];
    try {
      await writeInOrder(this.blocks, all.map(blockOperation));
      await this.metrics.list(metrics);
    } catch (error) {
      for (const write of writes) {
        const id = idOf(write.key);
        const { previous } = this.doubtful.get(id) ?? write;
        this.doubtful.set(id, { ...write, previous });
      }
      throw error;
    }
    this.doubtful.clear();
  }

  async expired(untilSeconds: number, limit: number): Promise<readonly StoredBlock[]> {
    const filter = { expirySeconds: { $lte: untilSeconds } };
    const found = await insist(() =>
      this.blocks.find(filter).sort({ expirySeconds: 1 }).limit(limit).toArray(),
    );
    return found.flatMap((block) => this.believed(block));
  }

  readMetrics(range: BlockRange & { readonly limit: number }): Promise<readonly MetricRecord[]> {
    return this.metrics.read(range);
  }

  lookUp(scope: Scope, lookup: MetricLookup, after?: Buffer): Promise<MetricCursor | undefined> {
    return Promise.resolve(this.metrics.lookUp(scope, lookup, after));
  }

  forgetMetrics(records: readonly MetricRecord[]): Promise<void> {
    return this.metrics.forget(records);
  }

  async reset(): Promise<void> {
    this.doubtful.clear();
    await clearCollection(this.blocks);
    await this.metrics.clear();
  }

  /** What is to be put back, but for what is about to be written anyway. */
  private restorations(writes: readonly BlockWrite[]): readonly BlockWrite[] {
    const written = new Set(writes.map(({ key }) => idOf(key)));
    return [...this.doubtful]
      .filter(([id]) => !written.has(id))
      .map(([, write]) => ({ ...write, bytes: write.previous }));
  }

  private believed({ _id, bytes }: Block): readonly StoredBlock[] {
    const doubted = this.doubtful.get(_id);
    const believed = doubted === undefined ? bufferOf(bytes) : doubted.previous;
    return believed === undefined ? [] : [{ key: Buffer.from(_id, 'hex'), bytes: believed }];
  }
}

function blockOperation({ key, bytes, expirySeconds }: BlockWrite): Operation<Block> {
  const id = idOf(key);
  const filter = { _id: id };
  if (bytes === undefined) return { id, isRemoval: true, operation: { deleteOne: { filter } } };
  const replacement = { bytes: new Binary(bytes), expirySeconds };
  const operation = { replaceOne: { filter, replacement, upsert: true } };
  return { id, isRemoval: false, operation };
}

interface IdRange {
  readonly $gte: string;
  readonly $lt: string;
}

/** So many ranges are asked for by one query. */
const rangesAtOnce = 100;

/** The blocks of each range, in the order of their keys; some may come more than once. */
function inRanges(
  found: readonly Block[],
  ranges: readonly IdRange[],
): readonly (readonly Block[])[] {
  const byId = new Map(found.map((block) => [block._id, block]));
  const ids = [...byId.keys()].sort();
  return ranges.map(({ $gte, $lt }) => {
    const blocks: Block[] = [];
    for (let index = placeOf($gte, ids); index < ids.length; index++) {
      const block = byId.get(ids[index] ?? '');
      if (block === undefined || block._id >= $lt) break;
      blocks.push(block);
    }
    return blocks;
  });
}

/** Where an id is among others in order, or would be. */
function placeOf(id: string, ids: readonly string[]): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Binary holds more room than it fills. */
function bufferOf(bytes: Binary): Buffer {
  return Buffer.from(bytes.buffer.subarray(0, bytes.position));
}
