import type { Scope } from '../store/keys.js';
import type { Metric, MetricLookup } from './datapoints.js';

/**
 * Where blocks and the index of metrics lie. A block holds the cells of one series and one stretch
 * of time as far as one writer folded them; it is always written whole, so that a write may be
 * repeated.
 */
export interface BlockStorage {
  /** Marks the blocks that this process writes, and no other ever. */
  readonly lane: number;

  load(keys: readonly Buffer[]): Promise<readonly (Buffer | undefined)[]>;

  /** The blocks of each range, in the order of their keys. */
  readRanges(ranges: readonly BlockRange[]): Promise<readonly (readonly StoredBlock[])[]>;

  /** Resolves when all is durable. A rejection means that nothing of it will ever be seen. */
  write(writes: readonly BlockWrite[], metrics: readonly MetricArrival[]): Promise<void>;

  /** Blocks that expire at or before a time, the earliest first. */
  expired(untilSeconds: number, limit: number): Promise<readonly StoredBlock[]>;

  /** In the order of their keys, from `start` on, or behind it where that is asked for. */
  readMetrics(range: BlockRange & { readonly limit: number }): Promise<readonly MetricRecord[]>;

  /**
   * All metrics of a scope that a lookup may mean, and maybe others, those behind a key if one is
   * given; undefined where it names nothing that is rarer than metrics are.
   */
  lookUp(scope: Scope, lookup: MetricLookup, after?: Buffer): Promise<MetricCursor | undefined>;

  /** Those of which nothing has been heard since they were read. */
  forgetMetrics(records: readonly MetricRecord[]): Promise<void>;

  reset(): Promise<void>;
}

export interface BlockRange {
  /** Inclusive. */
  readonly start: Buffer;
  /** Exclusive. */
  readonly end: Buffer;
}

export interface StoredBlock {
  readonly key: Buffer;
  readonly bytes: Buffer;
}

export interface BlockWrite {
  readonly key: Buffer;
  /** Undefined removes the block. */
  readonly bytes: Buffer | undefined;
  /** What lay there before; undefined if nothing did. */
  readonly previous: Buffer | undefined;
  readonly expirySeconds: number;
}

export interface MetricRecord {
  readonly key: Buffer;
  readonly metric: Metric;
  /** Epoch milliseconds of the last sample's arrival, to within some minutes. */
  readonly receivedAt: number;
}

export interface MetricArrival extends MetricRecord {
  /** Whether this process has written it before, and lately; then the index has it for sure. */
  readonly isKnown: boolean;
}

/** The next records in the order of their keys, each once; none at the end. */
export type MetricCursor = (limit: number) => Promise<readonly MetricRecord[]>;
