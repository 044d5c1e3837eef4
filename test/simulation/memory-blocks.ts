import type {
  BlockRange,
  BlockStorage,
  BlockWrite,
  MetricRecord,
  StoredBlock,
} from '../../src/datapoints/block-storage.js';
import { SortedTexts } from './sorted-texts.js';

/** The blocks of all servers of a world; each server writes in a lane of its own. */
export class MemoryBlocks {
  private readonly blocks = new SortedMap<Buffer>();
  private readonly expiries = new SortedMap<Buffer>();
  private readonly metrics = new SortedMap<MetricRecord>();
  private laneCount = 0;

  open(): BlockStorage {
    const lane = this.laneCount++;
    return {
      lane,
      load: (keys) => Promise.resolve(keys.map((key) => this.blocks.get(textOf(key)))),
      readRanges: (ranges) => Promise.resolve(ranges.map((range) => this.inRange(range))),
      write: (writes, records) => {
        for (const write of writes) this.write(write);
        for (const record of records) this.metrics.set(textOf(record.key), record);
        return Promise.resolve();
      },
      expired: (untilSeconds, limit) => Promise.resolve(this.expired(untilSeconds, limit)),
      readMetrics: ({ start, end, limit }) => {
        return Promise.resolve(this.metrics.between(textOf(start), textOf(end)).slice(0, limit));
      },
      // Without terms, all metrics have to be looked at.
      lookUp: () => Promise.resolve(undefined),
      forgetMetrics: (records) => {
        for (const { key } of records) this.metrics.delete(textOf(key));
        return Promise.resolve();
      },
      reset: () => {
        for (const each of [this.blocks, this.expiries, this.metrics]) each.clear();
        return Promise.resolve();
      },
    };
  }

  /** Everything, in key order. */
  contents(): readonly Buffer[] {
    return this.blocks.between('', '\u{10ffff}');
  }

  private inRange({ start, end }: BlockRange): readonly StoredBlock[] {
    return this.blocks.entries(textOf(start), textOf(end)).map(([text, bytes]) => {
      return { key: bytesOf(text), bytes };
    });
  }

  private write({ key, bytes, expirySeconds }: BlockWrite): void {
    const text = textOf(key);
    const expiry = expiryText(expirySeconds, text);
    if (bytes === undefined) {
      this.blocks.delete(text);
      this.expiries.delete(expiry);
      return;
    }
    this.blocks.set(text, bytes);
    this.expiries.set(expiry, key);
  }

  private expired(untilSeconds: number, limit: number): readonly StoredBlock[] {
    const keys = this.expiries.between('', expiryText(untilSeconds + 1, '')).slice(0, limit);
    return keys.flatMap((key) => {
      const bytes = this.blocks.get(textOf(key));
      return bytes === undefined ? [] : [{ key, bytes }];
    });
  }
}

class SortedMap<T> {
  private readonly values = new Map<string, T>();
  private readonly texts = new SortedTexts();

  get(text: string): T | undefined {
    return this.values.get(text);
  }

  set(text: string, value: T): void {
    if (!this.values.has(text)) this.texts.add(text);
    this.values.set(text, value);
  }

  delete(text: string): void {
    this.values.delete(text);
    this.texts.remove(text);
  }

  clear(): void {
    this.values.clear();
    this.texts.clear();
  }

  entries(start: string, end: string): readonly (readonly [string, T])[] {
    return this.texts.between(start, end).flatMap((text) => {
      const value = this.values.get(text);
      return value === undefined ? [] : [[text, value] as const];
    });
  }

  between(start: string, end: string): readonly T[] {
    return this.entries(start, end).map(([, value]) => value);
  }
}

/** One unit a byte, so that texts are in the order of their bytes. */
function textOf(key: Buffer): string {
  return key.toString('latin1');
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function expiryText(seconds: number, text: string): string {
  return String(Math.max(0, seconds)).padStart(12, '0') + text;
}
