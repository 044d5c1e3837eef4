import type { Scope } from '../store/keys.js';
import type { CellLength } from './datapoints.js';

/**
 * Where a block lies: account and region, the length of its cells, the metric, the start of the
 * block, and then what divides one stretch of time: unit, resolution and writer. So all that a read
 * of one metric needs lies together.
 */
export interface BlockPlace {
  readonly lengthSeconds: CellLength;
  /** A hash of the metric's identity. */
  readonly metricId: Buffer;
  readonly startSeconds: number;
  readonly Unit: string;
  /**
   * Samples of high resolution lie apart: their cells of a minute repeat what their cells of a
   * second hold, and a period below a minute must not count them twice.
   */
  readonly isHighResolution: boolean;
  readonly lane: number;
}

export const metricIdBytes = 16;

/** How much time a block spans, and how long it is kept once that is over. */
export const blockSpans: Readonly<Record<CellLength, BlockSpan>> = {
  1: { blockSeconds: 300, keptSeconds: 3 * 3_600 },
  60: { blockSeconds: 3_600, keptSeconds: 15 * 86_400 },
  300: { blockSeconds: 86_400, keptSeconds: 63 * 86_400 },
  3600: { blockSeconds: 864_000, keptSeconds: 455 * 86_400 },
};

export interface BlockSpan {
  readonly blockSeconds: number;
  readonly keptSeconds: number;
}

export function blockStart(lengthSeconds: CellLength, seconds: number): number {
  const { blockSeconds } = blockSpans[lengthSeconds];
  return Math.floor(seconds / blockSeconds) * blockSeconds;
}

export function expiryOf({ lengthSeconds, startSeconds }: BlockTime): number {
  const { blockSeconds, keptSeconds } = blockSpans[lengthSeconds];
  return startSeconds + blockSeconds + keptSeconds + underWaySeconds;
}

/** A sample that was young enough when its request came in may be written this much later. */
const underWaySeconds = 60;

type BlockTime = Pick<BlockPlace, 'lengthSeconds' | 'startSeconds'>;

/** Neither an account nor a region holds the byte that ends it. */
export function scopeBytes({ account, region }: Scope): Buffer {
  return Buffer.from(`${account}\0${region}\0`);
}

const timeBytes = 5;
/** Nothing is stored so late, but a read may ask for what comes until then. */
const secondsMax = 2 ** (8 * timeBytes) - 1;
const laneBytes = 4;
const lengthCodes: readonly CellLength[] = [1, 60, 300, 3600];

export function blockKey(scope: Buffer, place: BlockPlace): Buffer {
  const unit = Buffer.byteLength(place.Unit);
  const head = headBytes(scope);
  const key = Buffer.allocUnsafe(head + timeBytes + unit + 1 + 1 + laneBytes);
  writeHead(key, scope, place);
  key.writeUIntBE(place.startSeconds, head, timeBytes);
  key.write(place.Unit, head + timeBytes);
  const behindUnit = head + timeBytes + unit;
  key[behindUnit] = 0;
  key[behindUnit + 1] = place.isHighResolution ? 1 : 0;
  key.writeUInt32BE(place.lane, behindUnit + 2);
  return key;
}

/** From a start that is a block's, up to the block that holds the end. */
export function blockRange(
  scope: Buffer,
  series: Pick<BlockPlace, 'lengthSeconds' | 'metricId'>,
  time: { readonly startSeconds: number; readonly endSeconds: number },
): { readonly start: Buffer; readonly end: Buffer } {
  const edge = (seconds: number): Buffer => {
    const key = Buffer.allocUnsafe(headBytes(scope) + timeBytes);
    writeHead(key, scope, series);
    const known = Math.min(Math.max(0, seconds), secondsMax);
    key.writeUIntBE(known, headBytes(scope), timeBytes);
    return key;
  };
  return {
    start: edge(blockStart(series.lengthSeconds, time.startSeconds)),
    end: edge(time.endSeconds),
  };
}

export function placeOf(key: Buffer): BlockPlace & { readonly scope: Buffer } {
  const scopeEnd = key.indexOf(0, key.indexOf(0) + 1) + 1;
  const head = scopeEnd + 1 + metricIdBytes;
  const unitEnd = key.indexOf(0, head + timeBytes);
  const lengthSeconds = lengthCodes[key[scopeEnd] ?? 0] ?? 60;
  return {
    scope: key.subarray(0, scopeEnd),
    lengthSeconds,
    metricId: key.subarray(scopeEnd + 1, head),
    startSeconds: key.readUIntBE(head, timeBytes),
    Unit: key.toString('utf8', head + timeBytes, unitEnd),
    isHighResolution: key[unitEnd + 1] === 1,
    lane: key.readUInt32BE(unitEnd + 2),
  };
}

function headBytes(scope: Buffer): number {
  return scope.length + 1 + metricIdBytes;
}

function writeHead(
  key: Buffer,
  scope: Buffer,
  { lengthSeconds, metricId }: Pick<BlockPlace, 'lengthSeconds' | 'metricId'>,
): void {
  scope.copy(key);
  key[scope.length] = lengthCodes.indexOf(lengthSeconds);
  metricId.copy(key, scope.length + 1);
}
