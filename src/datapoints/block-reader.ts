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
 * Reads what is durable; the blocks of all ranges come from the storage in one call, and those that
 * several ranges share, as ten alarms on one metric do, come once.
 */
export async function readCells(
  storage: BlockStorage,
  ranges: readonly PlacedRange[],
  now: Date,
): Promise<readonly (readonly UnitCells[])[]> {
  const wanted = new WantedBlocks();
  const portions = ranges.map((each) => portionsOf(each, wanted, now));
  const found = (await storage.readRanges(wanted.ranges)).map((blocks) => blocks.map(placed));
  return portions.map((ofRange) => {
    const collector = new Collector();
    for (const portion of ofRange) {
      for (const index of portion.indices) {
        for (const block of found[index] ?? []) collector.add(block, portion);
      }
    }
    return collector.unitCells();
  });
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
  private readonly indices = new Map<string, number>();

  indexOf({ identity, place, length, stretch }: BlocksOf): number {
    const { startSeconds, endSeconds } = stretch;
    const name = `${identity}\0${length} ${blockStart(length, startSeconds)} ${endSeconds}`;
    const known = this.indices.get(name);
    if (known !== undefined) return known;
    const { scope, metricId } = place;
    this.indices.set(name, this.ranges.length);
    return this.ranges.push(blockRange(scope, { lengthSeconds: length, metricId }, stretch)) - 1;
  }
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
    const coarser = stretch.lengths.filter((length) => length > lengthSeconds && length > 60);
    const writer = `${Unit} ${place.isHighResolution} ${place.lane}`;
    const visit = (number: number, cell: TimedCell['cell']): void => {
      const startSeconds = blockSeconds + number * lengthSeconds;
      if (this.isCovered(writer, place, startSeconds)) return;
      for (const length of coarser) this.covered.add(slotName(writer, length, startSeconds));
      cells.push({ startSeconds, cell });
    };
    visitCells(bytes, visit, {
      needsDistribution: range.needsDistribution,
      from: (stretch.startSeconds - blockSeconds) / lengthSeconds,
      until: (stretch.endSeconds - blockSeconds) / lengthSeconds,
    });
  }

  unitCells(): readonly UnitCells[] {
    return [...this.units]
      .filter(([, cells]) => cells.length > 0)
      .map(([Unit, cells]) => ({ Unit, cells: cells.sort(byStart) }));
  }

  private isCovered(writer: string, { lengthSeconds }: BlockPlace, startSeconds: number): boolean {
    return this.covered.size > 0 && this.covered.has(slotName(writer, lengthSeconds, startSeconds));
  }
}

function slotName(writer: string, lengthSeconds: number, startSeconds: number): string {
  return `${writer} ${lengthSeconds} ${Math.floor(startSeconds / lengthSeconds)}`;
}

function byStart(a: TimedCell, b: TimedCell): number {
  return a.startSeconds - b.startSeconds;
}
