import { visitCells } from './block-bytes.js';
import { type BlockPlace, blockRange, placeOf, scopeBytes } from './block-key.js';
import type { BlockRange, BlockStorage, StoredBlock } from './block-storage.js';
import type { Range, TimedCell, UnitCells } from './datapoints.js';
import { identityText, metricIdOf } from './metric-identity.js';
import { planRead, type Stretch } from './read-plan.js';

/** Reads what is durable; the blocks of all ranges come from the storage in one call. */
export async function readCells(
  storage: BlockStorage,
  ranges: readonly Range[],
  now: Date,
): Promise<readonly (readonly UnitCells[])[]> {
  const portions = ranges.map((range) => portionsOf(range, now));
  const keys = portions.flatMap((ofRange) => ofRange.flatMap((portion) => portion.keys));
  const found = await storage.readRanges(keys);
  let taken = 0;
  return portions.map((ofRange) => {
    const collector = new Collector();
    for (const portion of ofRange) {
      for (const block of found.slice(taken, taken + portion.keys.length).flat()) {
        collector.add(block, portion);
      }
      taken += portion.keys.length;
    }
    return collector.unitCells();
  });
}

interface Portion {
  readonly range: Range;
  readonly stretch: Stretch;
  /** For each length of the stretch. */
  readonly keys: readonly BlockRange[];
}

function portionsOf(range: Range, now: Date): readonly Portion[] {
  const { metric } = range;
  const scope = scopeBytes(metric);
  const metricId = metricIdOf(identityText(metric));
  return planRead(range, now).map((stretch) => ({
    range,
    stretch,
    keys: stretch.lengths.map((lengthSeconds) =>
      blockRange(scope, { lengthSeconds, metricId }, stretch),
    ),
  }));
}

class Collector {
  private readonly units = new Map<string, TimedCell[]>();
  /** The coarser cells whose parts are there; these are read in their place. */
  private readonly covered = new Set<string>();

  add({ key, bytes }: StoredBlock, { range, stretch }: Portion): void {
    const place = placeOf(key);
    const { lengthSeconds, Unit } = place;
    if (range.Unit !== undefined && range.Unit !== Unit) return;
    // A minute of high resolution stands for the seconds that were read already.
    if (range.periodSeconds < 60 && lengthSeconds === 60 && place.isHighResolution) return;
    const cells = this.units.get(Unit) ?? [];
    this.units.set(Unit, cells);
    const coarser = stretch.lengths.filter((length) => length > lengthSeconds && length > 60);
    const writer = `${Unit} ${place.isHighResolution} ${place.lane}`;
    visitCells(
      bytes,
      (number, cell) => {
        const startSeconds = place.startSeconds + number * lengthSeconds;
        if (startSeconds < stretch.startSeconds || startSeconds >= stretch.endSeconds) return;
        if (this.isCovered(writer, place, startSeconds)) return;
        for (const length of coarser) this.covered.add(slotName(writer, length, startSeconds));
        cells.push({ startSeconds, cell });
      },
      range,
    );
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
