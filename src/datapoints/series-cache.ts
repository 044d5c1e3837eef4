import { scopeBytes } from './block-key.js';
import type { Metric } from './datapoints.js';
import { identityText, metricIdOf } from './metric-identity.js';

/** A metric that samples come in for, with those of its blocks that are open. */
export interface Series {
  readonly metric: Metric;
  readonly scope: Buffer;
  readonly metricId: Buffer;
  readonly blocks: Map<string, OpenBlock>;
  /** When its record in the index was last written; undefined if that is not known. */
  receivedAt: number | undefined;
}

/** A block in memory. What is folded into it is ahead of what is durable until it is committed. */
export interface OpenBlock {
  readonly key: Buffer;
  readonly expirySeconds: number;
  /** Undefined for a block that does not exist yet. */
  bytes: Buffer | undefined;
  durable: Buffer | undefined;
  state: 'loading' | 'clean' | 'dirty';
}

/**
 * The series that samples came in for lately, within a bound: when the younger half is full, it
 * becomes the older half, and what was there is forgotten unless it is not durable yet.
 */
export class SeriesCache {
  private young = new Map<string, Series>();
  private old = new Map<string, Series>();

  constructor(private readonly halfMax = 16_384) {}

  find(metric: Metric): Series | undefined {
    const identity = identityText(metric);
    return this.young.get(identity) ?? this.old.get(identity);
  }

  open(metric: Metric): Series {
    const identity = identityText(metric);
    const known = this.young.get(identity);
    if (known !== undefined) return known;
    const series = this.old.get(identity) ?? newSeries(metric, identity);
    if (this.young.size >= this.halfMax) this.turn();
    this.young.set(identity, series);
    return series;
  }

  closeExpired(nowSeconds: number): void {
    for (const { blocks } of [...this.young.values(), ...this.old.values()]) {
      for (const [name, { state, expirySeconds }] of blocks) {
        if (state === 'clean' && expirySeconds <= nowSeconds) blocks.delete(name);
      }
    }
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }

  private turn(): void {
    const kept = [...this.old].filter(([, series]) => isBusy(series));
    this.old = this.young;
    this.young = new Map(kept);
  }
}

function newSeries(metric: Metric, identity: string): Series {
  return {
    metric,
    scope: scopeBytes(metric),
    metricId: metricIdOf(identity),
    blocks: new Map(),
    receivedAt: undefined,
  };
}

function isBusy({ blocks }: Series): boolean {
  return [...blocks.values()].some(({ state }) => state !== 'clean');
}
