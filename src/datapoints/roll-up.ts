import { visitCells, type NumberedCell } from './block-bytes.js';
import { type BlockPlace, blockStart } from './block-key.js';
import { type Cell, mergeCells } from './cell.js';
import type { CellLength } from './datapoints.js';

/**
 * What becomes of a block at the end of its time: cells of a minute become cells of 5 minutes, and
 * those cells of an hour. A block holds whole ones of the coarser cells, so these are set and not
 * added to, and doing it again changes nothing. Cells of a second and of an hour vanish.
 */
export interface RollUp {
  readonly place: BlockPlace;
  readonly cells: readonly NumberedCell[];
}

export function rollUp(place: BlockPlace, bytes: Buffer): RollUp | undefined {
  const lengthSeconds = coarserThan(place.lengthSeconds);
  if (lengthSeconds === undefined) return undefined;
  const startSeconds = blockStart(lengthSeconds, place.startSeconds);
  const cells = new Map<number, Cell>();
  visitCells(
    bytes,
    (number, cell) => {
      const seconds = place.startSeconds + number * place.lengthSeconds;
      const target = Math.floor((seconds - startSeconds) / lengthSeconds);
      const known = cells.get(target);
      cells.set(target, known === undefined ? cell : mergeCells(known, cell));
    },
    { needsDistribution: true },
  );
  return {
    place: { ...place, lengthSeconds, startSeconds },
    cells: [...cells].map(([number, cell]) => ({ number, cell })),
  };
}

function coarserThan(length: CellLength): 300 | 3600 | undefined {
  if (length === 60) return 300;
  return length === 300 ? 3600 : undefined;
}
