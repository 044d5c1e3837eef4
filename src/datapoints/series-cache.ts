import { scopeBytes } from './block-key.js';
import type { Metric } from './datapoints.js';
import { identityText, metricIdOf } from './metric-identity.js';
import type { OpenBlock } from './open-block.js';

/** With what the keys of a metric's blocks begin. */
export interface MetricPlace {
  readonly scope: Buffer;
  readonly metricId: Buffer;
}

/** A metric that samples come in for, with those of its blocks that are open. */
export interface Series extends MetricPlace {
  readonly metric: Metric;
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

  find(identity: string): Series | undefined {
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
  return { metric, ...metricPlace(metric, identity), blocks: [], receivedAt: undefined };
}

export function metricPlace(metric: Metric, identity: string): MetricPlace {
  return { scope: scopeBytes(metric), metricId: metricIdOf(identity) };
}

function isBusy({ blocks }: Series): boolean {
  return blocks.some(({ state }) => state !== 'clean');
}
