import { scopeBytes } from './block-key.js';
import type { Metric } from './datapoints.js';
import { identityText, metricIdOf } from './metric-identity.js';
import type { OpenBlock } from './open-block.js';

/** A metric that samples come in for, with those of its blocks that are open. */
export interface Series {
  readonly metric: Metric;
  readonly scope: Buffer;
  readonly metricId: Buffer;
  blocks: readonly OpenBlock[];
  /** When its record in the index was last written; undefined if that is not known. */
  receivedAt: number | undefined;
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
    for (const series of [...this.young.values(), ...this.old.values()]) {
      series.blocks = series.blocks.filter(
        ({ state, expirySeconds }) => state !== 'clean' || expirySeconds > nowSeconds,
      );
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
    blocks: [],
    receivedAt: undefined,
  };
}

function isBusy({ blocks }: Series): boolean {
  return blocks.some(({ state }) => state !== 'clean');
}
