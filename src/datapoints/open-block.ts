import { cellAt, type NumberedCell, withCells } from './block-bytes.js';
import { blockKey, type BlockPlace, expiryOf } from './block-key.js';
import type { BlockWrite } from './block-storage.js';
import { mergeCells } from './cell.js';

/**
 * A block in memory, ahead of what is durable by the samples that were folded into it since. Most
 * samples of a series come for one cell, so that cell is held open, and only becomes bytes when a
 * commit takes the block or samples for another cell come.
 */
export interface OpenBlock extends OpenPlace {
  readonly key: Buffer;
  readonly expirySeconds: number;
  /** Undefined for a block that does not exist yet. */
  bytes: Buffer | undefined;
  durable: Buffer | undefined;
  /** Stands for the cell of its number in the bytes. */
  open: NumberedCell | undefined;
  /** `ahead` when there are samples that no commit has taken yet. */
  state: 'loading' | 'clean' | 'ahead' | 'committing';
}

/** What tells the blocks of a series apart. */
export type OpenPlace = Omit<BlockPlace, 'metricId' | 'lane'>;

export interface PendingWrite extends BlockWrite {
  readonly block: OpenBlock;
}

export function openBlock(scope: Buffer, place: BlockPlace): OpenBlock {
  const { lengthSeconds, startSeconds, Unit, isHighResolution } = place;
  return {
    lengthSeconds,
    startSeconds,
    Unit,
    isHighResolution,
    key: blockKey(scope, place),
    expirySeconds: expiryOf(place),
    bytes: undefined,
    durable: undefined,
    open: undefined,
    state: 'loading',
  };
}

export function isAt(place: OpenPlace, wanted: OpenPlace): boolean {
  return (
    place.startSeconds === wanted.startSeconds &&
    place.lengthSeconds === wanted.lengthSeconds &&
    place.isHighResolution === wanted.isHighResolution &&
    place.Unit === wanted.Unit
  );
}

export function loaded(block: OpenBlock, bytes: Buffer | undefined): void {
  if (block.state !== 'loading') return;
  block.bytes = block.durable = bytes;
  block.state = 'clean';
}

export function fold(block: OpenBlock, { number, cell }: NumberedCell): void {
  if (block.open?.number !== number) seal(block);
  const known = block.open?.cell ?? (block.bytes && cellAt(block.bytes, number));
  block.open = { number, cell: known === undefined ? cell : mergeCells(known, cell) };
  block.state = 'ahead';
}

/** What a commit is to write; samples that come meanwhile are for the next. */
export function pendingWrite(block: OpenBlock): PendingWrite {
  seal(block);
  block.state = 'committing';
  const { key, bytes, durable, expirySeconds } = block;
  return { block, key, bytes, previous: durable, expirySeconds };
}

export function committed({ block, bytes }: PendingWrite): void {
  block.durable = bytes;
  if (block.state === 'committing') block.state = 'clean';
}

function seal(block: OpenBlock): void {
  if (block.open === undefined) return;
  block.bytes = withCells(block.bytes, [block.open]);
  block.open = undefined;
}
