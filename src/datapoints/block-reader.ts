import { visitCells } from './block-bytes.js';
import { type BlockPlace, blockRange, blockStart, placeOf } from './block-key.js';
import type { BlockRange, BlockStorage, StoredBlock } from './block-storage.js';
import type { CellLength, Range, TimedCell, UnitCells } from './datapoints.js';
import { planRead, type Stretch } from './read-plan.js';
import type { MetricPlace } from './series-cache.js';

/** A range, and where the blocks of its metric lie. */
export interface PlacedRange {
  readonly range: Range;
  readonly identity: string;
  readonly place: MetricPlace;
}

/**
 * Reads what is durable; the blocks of all ranges come from the storage in one call. What several
 * ranges share, as ten alarms on one metric do, comes once, and the cells of ranges that are alike
 * are the very same.
 */
export async function readCells(
  storage: BlockStorage,
  ranges: readonly PlacedRange[],
  now: Date,
): Promise<readonly (readonly UnitCells[])[]> {
  const distinct = new DistinctRanges();
  const indices = ranges.map((each) => distinct.indexOf(each));
  const wanted = new WantedBlocks();
  const portions = distinct.ranges.map((each) => portionsOf(each, wanted, now));
  const found = (await storage.readRanges(wanted.ranges)).map((blocks) => blocks.map(placed));
  const read = portions.map((ofRange) => {
    const collector = new Collector();
    for (const portion of ofRange) {
      for (const index of portion.indices) {
        for (const block of found[index] ?? []) collector.add(block, portion);
      }
    }
    return collector.unitCells();
  });
  return indices.map((index) => read[index] ?? []);
}

/** Each range once, however often it is asked for. */
class DistinctRanges {
  readonly ranges: PlacedRange[] = [];
  private readonly byMetric = new Map<
    string,
    { readonly range: Range; readonly index: number }[]
  >();

  indexOf(placed: PlacedRange): number {
    const { identity, range } = placed;
    const ofMetric = this.byMetric.get(identity) ?? [];
    const known = ofMetric.find((each) => areAlike(each.range, range));
    if (known !== undefined) return known.index;
    const index = this.ranges.push(placed) - 1;
    ofMetric.push({ range, index });
    if (ofMetric.length === 1) this.byMetric.set(identity, ofMetric);
    return index;
  }
}

/** Of one metric. */
function areAlike(a: Range, b: Range): boolean {
  return (
    a.startSeconds === b.startSeconds &&
    a.endSeconds === b.endSeconds &&
    a.periodSeconds === b.periodSeconds &&
    a.needsDistribution === b.needsDistribution &&
    a.Unit === b.Unit
  );
}

interface Portion {
  readonly range: Range;
  readonly stretch: Stretch;
  /** Which of the wanted blocks, for each length of the stretch. */
  readonly indices: readonly number[];
}

function portionsOf(
  { range, identity, place }: PlacedRange,
  wanted: WantedBlocks,
  now: Date,
): readonly Portion[] {
  return planRead(range, now).map((stretch) => ({
    range,
    stretch,
    indices: stretch.lengths.map((length) => wanted.indexOf({ identity, place, length, stretch })),
  }));
}

interface BlocksOf {
  readonly identity: string;
  readonly place: MetricPlace;
  readonly length: CellLength;
  readonly stretch: Stretch;
}

/** The ranges of blocks that are asked for, each once. */
class WantedBlocks {
  readonly ranges: BlockRange[] = [];
  private readonly byMetric = new Map<string, WantedRange[]>();

  indexOf({ identity, place, length, stretch }: BlocksOf): number {
    const { startSeconds, endSeconds } = stretch;
    const start = blockStart(length, startSeconds);
    const ofMetric = this.byMetric.get(identity) ?? [];
    const known = ofMetric.find((each) => {
      return each.start === start && each.endSeconds === endSeconds && each.length === length;
    });
    if (known !== undefined) return known.index;
    const { scope, metricId } = place;
    const blocks = blockRange(scope, { lengthSeconds: length, metricId }, stretch);
    const index = this.ranges.push(blocks) - 1;
    ofMetric.push({ length, start, endSeconds, index });
    if (ofMetric.length === 1) this.byMetric.set(identity, ofMetric);
    return index;
  }
}

interface WantedRange {
  readonly length: CellLength;
  readonly start: number;
  readonly endSeconds: number;
  readonly index: number;
}

interface PlacedBlock {
  readonly place: BlockPlace;
  readonly bytes: Buffer;
}

function placed({ key, bytes }: StoredBlock): PlacedBlock {
  return { place: placeOf(key), bytes };
}

class Collector {
  private readonly units = new Map<string, TimedCell[]>();
  /** The coarser cells whose parts are there; these are read in their place. */
  private readonly covered = new Set<string>();

  add({ place, bytes }: PlacedBlock, { range, stretch }: Portion): void {
    const { lengthSeconds, Unit, startSeconds: blockSeconds } = place;
    if (range.Unit !== undefined && range.Unit !== Unit) return;
    // A minute of high resolution stands for the seconds that were read already.
    if (range.periodSeconds < 60 && lengthSeconds === 60 && place.isHighResolution) return;
    const cells = this.units.get(Unit) ?? [];
    this.units.set(Unit, cells);
    visitCells(bytes, this.visitor(place, stretch, cells), {
      needsDistribution: range.needsDistribution,
      from: (stretch.startSeconds - blockSeconds) / lengthSeconds,
      until: (stretch.endSeconds - blockSeconds) / lengthSeconds,
    });
  }

  private visitor(place: BlockPlace, { lengths }: Stretch, cells: TimedCell[]): CellVisitor {
    const { lengthSeconds, startSeconds: blockSeconds, Unit, isHighResolution, lane } = place;
    const coarser = lengths.filter((length) => length > lengthSeconds && length > 60);
    // Most reads find cells of one length alone.
    if (coarser.length === 0 && this.covered.size === 0) {
      return (number, cell) => {
        cells.push({ startSeconds: blockSeconds + number * lengthSeconds, cell });
      };
    }
    const writer = `${Unit} ${isHighResolution} ${lane}`;
    return (number, cell) => {
      const startSeconds = blockSeconds + number * lengthSeconds;
      if (this.isCovered(writer, place, startSeconds)) return;
      for (const length of coarser) this.covered.add(slotName(writer, length, startSeconds));
      cells.push({ startSeconds, cell });
    };
  }

  unitCells(): readonly UnitCells[] {
    const found: UnitCells[] = [];
    for (const [Unit, cells] of this.units) {
      if (cells.length > 0) found.push({ Unit, cells: inOrder(cells) });
    }
    return found;
  }

  private isCovered(writer: string, { lengthSeconds }: BlockPlace, startSeconds: number): boolean {
    return this.covered.size > 0 && this.covered.has(slotName(writer, lengthSeconds, startSeconds));
  }
}

function slotName(writer: string, lengthSeconds: number, startSeconds: number): string {
  return `${writer} ${lengthSeconds} ${Math.floor(startSeconds / lengthSeconds)}`;
}

type CellVisitor = (number: number, cell: TimedCell['cell']) => void;

/** Blocks come in the order of their time; only those of several writers lie side by side. */
function inOrder(cells: TimedCell[]): readonly TimedCell[] {
  let last = -Infinity;
  for (const { startSeconds } of cells) {
    if (startSeconds < last) return cells.sort(byStart);
    last = startSeconds;
  }
  return cells;
}

function byStart(a: TimedCell, b: TimedCell): number {
  return a.startSeconds - b.startSeconds;
}
