import { StoreError } from '../store/store.js';
import { type NumberedCell, withFolded } from './block-bytes.js';
import { blockKey, blockSpans, blockStart, expiryOf } from './block-key.js';
import type { BlockStorage, BlockWrite, MetricRecord } from './block-storage.js';
import type { CellLength, Sample } from './datapoints.js';
import { metricKey } from './metric-identity.js';
import { type OpenBlock, type Series, SeriesCache } from './series-cache.js';

/**
 * Folds samples into open blocks and makes these durable, the blocks of all samples of the same
 * moment in one commit. A commit that fails takes back everything that was folded and is not
 * durable, since later samples may have been folded into the same blocks.
 */
export class BlockWriter {
  private readonly cache = new SeriesCache();
  private dirty = new Map<OpenBlock, Series>();
  private records: MetricRecord[] = [];
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly storage: BlockStorage) {}

  async append(samples: readonly Sample[], now: Date): Promise<void> {
    const folds = await this.openAll(samples, now);
    // From here to the commit nothing else runs, so that the samples go in together.
    for (const { series, block, cell } of folds) this.fold(series, block, cell);
    this.noteReceived(folds, now);
    await this.commit();
  }

  /** Resolves when nothing of a series is ahead of what is durable, whichever way that went. */
  async settle(metrics: readonly Sample['metric'][]): Promise<void> {
    const isAhead = metrics.some((metric) => {
      const blocks = this.cache.find(metric)?.blocks.values() ?? [];
      return [...blocks].some(({ state }) => state === 'dirty');
    });
    if (isAhead) await this.commit().catch(() => undefined);
  }

  /** The sweep has removed blocks that expired. */
  closeExpired(now: Date): void {
    this.cache.closeExpired(now.getTime() / 1000);
  }

  async reset(): Promise<void> {
    await this.running;
    this.cache.clear();
  }

  /** While blocks are loaded, others may be closed; then the samples look for theirs again. */
  private async openAll(samples: readonly Sample[], now: Date): Promise<readonly Fold[]> {
    for (let attempt = 0; attempt < loadingsMax; attempt++) {
      const folds = samples.flatMap((sample) => this.foldsOf(sample, now));
      const loading = folds.filter(({ block }) => block.state === 'loading');
      if (loading.length === 0) return folds;
      await this.load(loading);
    }
    throw new StoreError('The blocks of the samples could not be kept open.');
  }

  private foldsOf(sample: Sample, now: Date): readonly Fold[] {
    const seconds = Math.floor(sample.Timestamp.getTime() / 1000);
    const isHighResolution = sample.StorageResolution === 1;
    const ageSeconds = now.getTime() / 1000 - seconds;
    const lengths: readonly CellLength[] =
      isHighResolution && ageSeconds < blockSpans[1].keptSeconds ? [1, 60] : [60];
    const series = this.cache.open(sample.metric);
    return lengths.map((lengthSeconds) => {
      const startSeconds = blockStart(lengthSeconds, seconds);
      const number = Math.floor((seconds - startSeconds) / lengthSeconds);
      const place = { lengthSeconds, startSeconds, Unit: sample.Unit, isHighResolution };
      return { series, block: this.open(series, place), cell: { number, cell: sample.cell } };
    });
  }

  private open(series: Series, place: OpenPlace): OpenBlock {
    const { lengthSeconds, startSeconds, Unit, isHighResolution } = place;
    const name = `${lengthSeconds} ${startSeconds} ${isHighResolution ? 'h' : 's'} ${Unit}`;
    const known = series.blocks.get(name);
    if (known !== undefined) return known;
    if (series.blocks.size >= openBlocksMax) closeClean(series);
    const { scope, metricId } = series;
    const block: OpenBlock = {
      key: blockKey(scope, { ...place, metricId, lane: this.storage.lane }),
      expirySeconds: expiryOf(place),
      bytes: undefined,
      durable: undefined,
      state: 'loading',
    };
    series.blocks.set(name, block);
    return block;
  }

  /** What lies there already; a block that two calls wait for is loaded by each, to one end. */
  private async load(folds: readonly Fold[]): Promise<void> {
    const blocks = [...new Set(folds.map(({ block }) => block))];
    try {
      const loaded = await this.storage.load(blocks.map(({ key }) => key));
      blocks.forEach((block, index) => {
        if (block.state !== 'loading') return;
        block.bytes = block.durable = loaded[index];
        block.state = 'clean';
      });
    } catch (error) {
      for (const { series } of folds) closeLoading(series);
      throw error;
    }
  }

  private fold(series: Series, block: OpenBlock, cell: NumberedCell): void {
    block.bytes = withFolded(block.bytes, cell);
    block.state = 'dirty';
    this.dirty.set(block, series);
  }

  private noteReceived(folds: readonly Fold[], now: Date): void {
    const receivedAt = now.getTime();
    for (const { series } of folds) {
      const { receivedAt: last = -Infinity, metric, metricId } = series;
      if (Math.abs(receivedAt - last) < recordMilliseconds) continue;
      series.receivedAt = receivedAt;
      this.records.push({ key: metricKey(metric, metricId), metric, receivedAt });
    }
  }

  private commit(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      // Not at once: `run` must never end before it is known to run.
      this.running ??= Promise.resolve().then(() => this.run());
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const [dirty, records, waiting] = [this.dirty, this.records, this.waiting];
      this.dirty = new Map();
      this.records = [];
      this.waiting = [];
      const writes = [...dirty.keys()].map(writeOf);
      try {
        if (writes.length > 0) await this.storage.write(writes, records);
        for (const write of writes) this.settleBlock(write);
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        this.takeBack(new Map([...dirty, ...this.dirty]));
        for (const { reject } of [...waiting, ...this.waiting.splice(0)]) reject(error);
      }
    }
    this.running = undefined;
  }

  private settleBlock({ block, bytes }: PendingWrite): void {
    block.durable = bytes;
    if (block.bytes === bytes) block.state = 'clean';
  }

  private takeBack(blocks: ReadonlyMap<OpenBlock, Series>): void {
    for (const series of blocks.values()) {
      series.blocks.clear();
      series.receivedAt = undefined;
    }
    this.dirty = new Map();
    this.records = [];
  }
}

/** The record of a metric that receives samples is written again after this time. */
export const recordMilliseconds = 5 * 60_000;

const loadingsMax = 10;

/** A series has one unit and one time mostly; late samples open more blocks for a while. */
const openBlocksMax = 8;

interface Fold {
  readonly series: Series;
  readonly block: OpenBlock;
  readonly cell: NumberedCell;
}

interface OpenPlace {
  readonly lengthSeconds: CellLength;
  readonly startSeconds: number;
  readonly Unit: string;
  readonly isHighResolution: boolean;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

interface PendingWrite extends BlockWrite {
  readonly block: OpenBlock;
}

function writeOf(block: OpenBlock): PendingWrite {
  const { key, bytes, durable, expirySeconds } = block;
  return { block, key, bytes, previous: durable, expirySeconds };
}

function closeClean({ blocks }: Series): void {
  for (const [name, { state }] of blocks) if (state === 'clean') blocks.delete(name);
}

function closeLoading({ blocks }: Series): void {
  for (const [name, { state }] of blocks) if (state === 'loading') blocks.delete(name);
}
