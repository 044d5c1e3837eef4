import { StoreError } from '../store/store.js';
import type { NumberedCell } from './block-bytes.js';
import { blockSpans, blockStart } from './block-key.js';
import type { PlacedRange } from './block-reader.js';
import type { BlockStorage, MetricArrival } from './block-storage.js';
import type { CellLength, Range, Sample } from './datapoints.js';
import { identityText, metricKey } from './metric-identity.js';
import {
  committed,
  fold,
  isAt,
  loaded,
  type OpenBlock,
  openBlock,
  type OpenPlace,
  pendingWrite,
} from './open-block.js';
import { metricPlace, type Series, SeriesCache } from './series-cache.js';

/**
 * Folds samples into open blocks and makes these durable, the blocks of all samples of the same
 * moment in one commit. A commit that fails takes back everything that was folded and is not
 * durable, since later samples may have been folded into the same blocks.
 */
export class BlockWriter {
  private readonly cache = new SeriesCache();
  /** The blocks that no commit has taken since samples were folded into them. */
  private ahead: Ahead[] = [];
  private records: MetricArrival[] = [];
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly storage: BlockStorage) {}

  async append(samples: readonly Sample[], now: Date): Promise<void> {
    // While blocks are loaded, others may be closed; then the samples look for theirs again.
    for (let loadings = 0; ; loadings++) {
      const loading = this.foldAll(samples, now);
      if (loading.length === 0) return this.commit();
      if (loadings === loadingsMax) {
        throw new StoreError('The blocks of the samples could not be kept open.');
      }
      await this.load(loading);
    }
  }

  /** Of a metric that samples came in for lately its hash is known. */
  placed(range: Range): PlacedRange {
    const { metric, identity = identityText(metric) } = range;
    const place = this.cache.find(identity) ?? metricPlace(metric, identity);
    return { range, identity, place };
  }

  /** Resolves when nothing of a series is ahead of what is durable, whichever way that went. */
  async settle(ranges: readonly PlacedRange[]): Promise<void> {
    if (this.ahead.length === 0 && this.running === undefined) return;
    const isAhead = ranges.some(({ identity }) => {
      const blocks = this.cache.find(identity)?.blocks ?? [];
      return blocks.some(({ state }) => state === 'ahead' || state === 'committing');
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

  /** Folds all samples in one go, or none and tells what has to be loaded first. */
  private foldAll(samples: readonly Sample[], now: Date): readonly Fold[] {
    const folds = this.foldsOf(samples, now);
    const loading = folds.filter(isLoading);
    if (loading.length > 0) return loading;
    for (const each of folds) {
      if (each.block.state !== 'ahead') this.ahead.push(each);
      fold(each.block, each);
    }
    this.noteReceived(folds, now);
    return [];
  }

  private foldsOf(samples: readonly Sample[], now: Date): readonly Fold[] {
    const secondsSince = now.getTime() / 1000 - blockSpans[1].keptSeconds;
    const folds: Fold[] = [];
    for (const sample of samples) {
      const series = this.cache.open(sample.metric);
      const seconds = Math.floor(sample.Timestamp.getTime() / 1000);
      if (sample.StorageResolution === 1 && seconds > secondsSince) {
        folds.push(this.foldOf(series, sample, { seconds, lengthSeconds: 1 }));
      }
      folds.push(this.foldOf(series, sample, { seconds, lengthSeconds: 60 }));
    }
    return folds;
  }

  private foldOf(series: Series, { Unit, StorageResolution, cell }: Sample, time: CellTime): Fold {
    const { seconds, lengthSeconds } = time;
    const startSeconds = blockStart(lengthSeconds, seconds);
    const number = Math.floor((seconds - startSeconds) / lengthSeconds);
    const isHighResolution = StorageResolution === 1;
    const block = this.open(series, { lengthSeconds, startSeconds, Unit, isHighResolution });
    return { series, block, number, cell };
  }

  private open(series: Series, place: OpenPlace): OpenBlock {
    const known = series.blocks.find((block) => isAt(block, place));
    if (known !== undefined) return known;
    const { scope, metricId, blocks } = series;
    const kept = blocks.length < openBlocksMax ? blocks : blocks.filter(isBusy);
    const block = openBlock(scope, { ...place, metricId, lane: this.storage.lane });
    series.blocks = [block, ...kept];
    return block;
  }

  /** What lies there already; a block that two calls wait for is loaded by each, to one end. */
  private async load(folds: readonly Fold[]): Promise<void> {
    const blocks = [...new Set(folds.map(({ block }) => block))];
    try {
      const found = await this.storage.load(blocks.map(({ key }) => key));
      blocks.forEach((block, index) => loaded(block, found[index]));
    } catch (error) {
      for (const { series } of folds) {
        series.blocks = series.blocks.filter(({ state }) => state !== 'loading');
      }
      throw error;
    }
  }

  private noteReceived(folds: readonly Fold[], now: Date): void {
    const receivedAt = now.getTime();
    for (const { series } of folds) {
      const { receivedAt: last = -Infinity, metric, metricId } = series;
      const elapsed = Math.abs(receivedAt - last);
      if (elapsed < recordMilliseconds) continue;
      series.receivedAt = receivedAt;
      const isKnown = elapsed < knownMilliseconds;
      this.records.push({ key: metricKey(metric, metricId), metric, receivedAt, isKnown });
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
      const [ahead, records, waiting] = [this.ahead, this.records, this.waiting];
      this.ahead = [];
      this.records = [];
      this.waiting = [];
      const writes = ahead.map(({ block }) => pendingWrite(block));
      try {
        if (writes.length > 0) await this.storage.write(writes, records);
        writes.forEach(committed);
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        this.takeBack([...ahead, ...this.ahead]);
        for (const { reject } of [...waiting, ...this.waiting.splice(0)]) reject(error);
      }
    }
    this.running = undefined;
  }

  private takeBack(blocks: readonly Ahead[]): void {
    for (const { series } of blocks) {
      series.blocks = [];
      series.receivedAt = undefined;
    }
    this.ahead = [];
    this.records = [];
  }
}

/** The record of a metric that receives samples is written again after this time. */
export const recordMilliseconds = 5 * 60_000;

/** A metric that was heard of within this time has not been forgotten since. */
const knownMilliseconds = 86_400_000;

const loadingsMax = 10;

/** A series has one unit and one time mostly; late samples open more blocks for a while. */
const openBlocksMax = 8;

interface Ahead {
  readonly series: Series;
  readonly block: OpenBlock;
}

interface Fold extends Ahead, NumberedCell {}

interface CellTime {
  readonly seconds: number;
  readonly lengthSeconds: CellLength;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

function isLoading({ block }: Fold): boolean {
  return block.state === 'loading';
}

function isBusy({ state }: OpenBlock): boolean {
  return state !== 'clean';
}
