import type { Distribution } from './distribution.js';
import type { Bins, Sketch } from './sketch.js';

/** A distribution as bytes: its length with all of this, its kind, and the pairs it is made of. */
const lengthBytes = 4;
const kindBytes = 1;
const countBytes = 2;
const exactPairBytes = 16;
const binBytes = 12;
const sketchHeadBytes = 1 + 8;

const exact = 0;
const sketch = 1;

export function distributionBytes(distribution: Distribution): number {
  const head = lengthBytes + kindBytes;
  if (distribution.kind === 'exact') {
    return head + countBytes + distribution.values.length * exactPairBytes;
  }
  const { positive, negative } = distribution;
  const bins = positive.indices.length + negative.indices.length;
  return head + sketchHeadBytes + 2 * countBytes + bins * binBytes;
}

export function writeDistribution(
  bytes: Buffer,
  start: number,
  distribution: Distribution,
): number {
  let offset = bytes.writeUInt32BE(distributionBytes(distribution), start);
  offset = bytes.writeUInt8(distribution.kind === 'exact' ? exact : sketch, offset);
  if (distribution.kind === 'sketch') return writeSketch(bytes, offset, distribution);
  const { values, weights } = distribution;
  offset = bytes.writeUInt16BE(values.length, offset);
  for (let index = 0; index < values.length; index++) {
    offset = bytes.writeDoubleBE(values[index] ?? 0, offset);
    offset = bytes.writeDoubleBE(weights[index] ?? 0, offset);
  }
  return offset;
}

export function readDistribution(bytes: DataView, start: number): Distribution {
  const kind = bytes.getUint8(start + lengthBytes);
  let offset = start + lengthBytes + kindBytes;
  if (kind === sketch) return readSketch(bytes, offset);
  const count = bytes.getUint16(offset);
  offset += countBytes;
  // Lists that grow leave a trail to the garbage collector.
  const values = new Array<number>(count);
  const weights = new Array<number>(count);
  for (let index = 0; index < count; index++, offset += exactPairBytes) {
    values[index] = bytes.getFloat64(offset);
    weights[index] = bytes.getFloat64(offset + 8);
  }
  return { kind: 'exact', values, weights };
}

function writeSketch(bytes: Buffer, start: number, whole: Sketch): number {
  let offset = bytes.writeUInt8(whole.collapses, start);
  offset = bytes.writeDoubleBE(whole.zeroWeight, offset);
  offset = writeBins(bytes, offset, whole.positive);
  return writeBins(bytes, offset, whole.negative);
}

function writeBins(bytes: Buffer, start: number, { indices, weights }: Bins): number {
  let offset = bytes.writeUInt16BE(indices.length, start);
  for (let place = 0; place < indices.length; place++) {
    offset = bytes.writeInt32BE(indices[place] ?? 0, offset);
    offset = bytes.writeDoubleBE(weights[place] ?? 0, offset);
  }
  return offset;
}

function readSketch(bytes: DataView, start: number): Sketch {
  const positive = start + sketchHeadBytes;
  const negative = positive + countBytes + bytes.getUint16(positive) * binBytes;
  return {
    kind: 'sketch',
    collapses: bytes.getUint8(start),
    zeroWeight: bytes.getFloat64(start + 1),
    positive: readBins(bytes, positive),
    negative: readBins(bytes, negative),
  };
}

function readBins(bytes: DataView, start: number): Bins {
  const count = bytes.getUint16(start);
  const indices = new Array<number>(count);
  const weights = new Array<number>(count);
  for (let place = 0, offset = start + countBytes; place < count; place++, offset += binBytes) {
    indices[place] = bytes.getInt32(offset);
    weights[place] = bytes.getFloat64(offset + 4);
  }
  return { indices, weights };
}
