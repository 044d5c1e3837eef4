import type { Cell } from './cell.js';
import { distributionBytes, readDistribution, writeDistribution } from './distribution-bytes.js';

/**
 * A block as bytes: a version, and the cells that hold something, by their number within the block.
 * A cell of one value takes 11 bytes. A cell is set without decoding the rest of its block, and a
 * block's bytes are never changed in place: what is being written to the disk stays as it is.
 */
export interface NumberedCell {
  readonly number: number;
  readonly cell: Cell;
}

const version = 1;

/** Kinds of cells; each begins with the cell's number (2 bytes) and its kind. */
const value = 0;
const set = 1;
const distributed = 2;
const headBytes = 3;
const valueBytes = 8;
const setBytes = 32;

/** The cell of a number, with its distribution; undefined where the block has none. */
export function cellAt(bytes: Buffer, number: number): Cell | undefined {
  const { start, end } = findCell(bytes, number);
  return start === end ? undefined : readCell(viewOf(bytes), start, true);
}

/** The block with cells set, whatever their numbers held before. */
export function withCells(bytes: Buffer | undefined, cells: readonly NumberedCell[]): Buffer {
  return cells.reduce(
    (block, cell) => spliced(block, findCell(block, cell.number), cell),
    bytes ?? Buffer.of(version),
  );
}

export function encodeBlock(cells: readonly NumberedCell[]): Buffer {
  const bytes = Buffer.allocUnsafe(1 + cells.reduce((sum, { cell }) => sum + cellBytes(cell), 0));
  bytes[0] = version;
  let offset = 1;
  for (const cell of cells) offset = writeCell(bytes, offset, cell);
  return bytes;
}

/** Which cells of a block are wanted: all of them, unless numbers are given. */
export interface WantedCells {
  readonly needsDistribution: boolean;
  readonly from?: number;
  /** Exclusive. */
  readonly until?: number;
}

/** Calls back for each cell of the block that is wanted, in the order of their numbers. */
export function visitCells(
  bytes: Buffer,
  visit: (number: number, cell: Cell) => void,
  { needsDistribution, from = 0, until = Infinity }: WantedCells,
): void {
  if (bytes[0] !== version) throw new Error(`A block of version ${bytes[0]} cannot be read.`);
  const view = viewOf(bytes);
  for (let offset = 1; offset < bytes.length; offset = cellEnd(bytes, offset)) {
    const number = view.getUint16(offset);
    if (number >= until) return;
    if (number >= from) visit(number, readCell(view, offset, needsDistribution));
  }
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Where a cell lies, or the empty stretch where it belongs. */
function findCell(bytes: Buffer, number: number): Stretch {
  let start = 1;
  while (start < bytes.length) {
    const found = bytes.readUInt16BE(start);
    if (found > number) break;
    const end = cellEnd(bytes, start);
    if (found === number) return { start, end };
    start = end;
  }
  return { start, end: start };
}

function spliced(bytes: Buffer, { start, end }: Stretch, cell: NumberedCell): Buffer {
  const size = cellBytes(cell.cell);
  const result = Buffer.allocUnsafe(bytes.length - (end - start) + size);
  bytes.copy(result, 0, 0, start);
  writeCell(result, start, cell);
  bytes.copy(result, start + size, end);
  return result;
}

/** A statistic set of one sample may claim more than its value: then it is kept as it is. */
function isValue({ SampleCount, Sum, Minimum, Maximum, distribution }: Cell): boolean {
  const isOne = SampleCount === 1 && Minimum === Sum && Maximum === Sum;
  return isOne && distribution?.kind === 'exact' && distribution.values.length === 1;
}

function cellBytes(cell: Cell): number {
  if (isValue(cell)) return headBytes + valueBytes;
  const { distribution } = cell;
  return headBytes + setBytes + (distribution === undefined ? 0 : distributionBytes(distribution));
}

function cellEnd(bytes: Buffer, offset: number): number {
  switch (bytes[offset + 2]) {
    case value:
      return offset + headBytes + valueBytes;
    case set:
      return offset + headBytes + setBytes;
    default: {
      const start = offset + headBytes + setBytes;
      // The length stands before a distribution, so that it can be passed over.
      return start + bytes.readUInt32BE(start);
    }
  }
}

function writeCell(bytes: Buffer, offset: number, { number, cell }: NumberedCell): number {
  bytes.writeUInt16BE(number, offset);
  const start = offset + headBytes;
  if (isValue(cell)) {
    bytes[offset + 2] = value;
    return bytes.writeDoubleBE(cell.Sum, start);
  }
  const { SampleCount, Sum, Minimum, Maximum, distribution } = cell;
  bytes[offset + 2] = distribution === undefined ? set : distributed;
  bytes.writeDoubleBE(SampleCount, start);
  bytes.writeDoubleBE(Sum, start + 8);
  bytes.writeDoubleBE(Minimum, start + 16);
  const end = bytes.writeDoubleBE(Maximum, start + 24);
  return distribution === undefined ? end : writeDistribution(bytes, end, distribution);
}

/** Reads numbers several times as fast as a Buffer does. */
function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

function readCell(bytes: DataView, offset: number, needsDistribution: boolean): Cell {
  const kind = bytes.getUint8(offset + 2);
  const start = offset + headBytes;
  const first = bytes.getFloat64(start);
  if (kind === value) {
    return {
      SampleCount: 1,
      Sum: first,
      Minimum: first,
      Maximum: first,
      distribution: needsDistribution
        ? { kind: 'exact', values: [first], weights: [1] }
        : undefined,
    };
  }
  return {
    SampleCount: first,
    Sum: bytes.getFloat64(start + 8),
    Minimum: bytes.getFloat64(start + 16),
    Maximum: bytes.getFloat64(start + 24),
    distribution:
      kind === distributed && needsDistribution
        ? readDistribution(bytes, start + setBytes)
        : undefined,
  };
}
