import type { Scope } from '../store/keys.js';
import type { Cell } from './cell.js';

/**
 * The datapoints of all metrics: the second interface of the store, since their volume and life
 * differ from those of documents. Samples are folded into cells on arrival (of 1 second for high
 * resolution, always of 60 seconds); the sweep rolls cells up into 300 and 3600 seconds when they
 * reach the age at which AWS drops the finer ones.
 */
export interface Datapoints {
  /** Resolves when the samples are durable, all of them; a rejection means none of them is. */
  append(samples: readonly Sample[], now: Date): Promise<void>;

  /** The cells of each range, at the finest resolution that its age and period allow. */
  read(ranges: readonly Range[], now: Date): Promise<readonly (readonly UnitCells[])[]>;

  /** In the order of namespace, name and identity. */
  listMetrics(filter: MetricFilter, page: MetricPage): Promise<ListedMetrics>;

  /**
   * The first metrics in that order that are wanted, found by their terms; undefined where a lookup
   * names nothing that is rarer than metrics are, and only a passage through all of them finds any.
   */
  findMetrics(filter: MetricFilter, wanted: WantedMetrics): Promise<readonly Metric[] | undefined>;

  /** One bounded piece of roll-up and expiry; true while more is due. */
  sweep(now: Date): Promise<boolean>;

  /** Forgets everything; a test control. */
  reset(): Promise<void>;
}

export interface Metric extends Scope {
  readonly Namespace: string;
  readonly MetricName: string;
  /** Sorted by name: the order in which a client gives them means nothing. */
  readonly Dimensions: readonly Dimension[];
}

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

export interface Sample {
  readonly metric: Metric;
  readonly Unit: string;
  readonly Timestamp: Date;
  readonly StorageResolution: 1 | 60;
  readonly cell: Cell;
}

export interface Range {
  readonly metric: Metric;
  /** That of the metric, from those who read it again and again. */
  readonly identity?: string | undefined;
  /** Only cells of this unit; all units when undefined. */
  readonly Unit?: string | undefined;
  /** Epoch seconds, the start inclusive, the end exclusive. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** What the cells will be folded into; a period too fine for their age finds none. */
  readonly periodSeconds: number;
  /** Without it, cells come without their distribution, and faster. */
  readonly needsDistribution: boolean;
}

export interface UnitCells {
  readonly Unit: string;
  /** Ascending by start; the parts of several writers may share one. */
  readonly cells: readonly TimedCell[];
}

export interface TimedCell {
  readonly startSeconds: number;
  readonly cell: Cell;
}

export type CellLength = 1 | 60 | 300 | 3600;

export interface MetricFilter extends Scope {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  /** Each must be there, with the value if one is given; other dimensions are allowed. */
  readonly Dimensions: readonly DimensionFilter[];
  /** Only metrics that received a sample at or after this time, or shortly before it. */
  readonly receivedSince: Date;
}

export interface DimensionFilter {
  readonly Name: string;
  readonly Value?: string | undefined;
}

export interface MetricPage {
  /** A position that an earlier page gave. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface ListedMetrics {
  readonly metrics: readonly Metric[];
  /** Where the next page starts; undefined at the end. A page may be short, even empty, before. */
  readonly next: string | undefined;
}

export interface WantedMetrics {
  /** Leaves no metric out that is wanted. */
  readonly lookup: MetricLookup;
  /** Has the last word. */
  readonly isWanted: (metric: Metric) => boolean;
  /** Whether what was decided since the last pause took so long that others should have a turn. */
  readonly isPauseDue?: () => boolean;
  readonly limit: number;
}

/** What the index of terms can be asked: namespace, names and values of a metric are its texts. */
export type MetricLookup =
  | { readonly kind: 'all' | 'any'; readonly lookups: readonly MetricLookup[] }
  /** One of the texts, to the letter. */
  | { readonly kind: 'text'; readonly text: string }
  /** Consecutive tokens of one of the texts, written together. */
  | { readonly kind: 'word'; readonly word: string }
  /** A namespace and exactly these names of dimensions. */
  | {
      readonly kind: 'schema';
      readonly Namespace: string;
      readonly dimensionNames: readonly string[];
    };
