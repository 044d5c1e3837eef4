import { malformed } from './decode.js';
import { instantOfSeconds } from './json.js';

/**
 * The bytes of CBOR (RFC 8949), as far as RPC v2 uses them. A reader trusts no length: a count is
 * held against the bytes that are left before anything is made of that size, and depth is bounded.
 */
const depthMax = 64;
const shortTextBytesMax = 32;

const majorUnsigned = 0;
const majorNegative = 1;
const majorBytes = 2;
const majorText = 3;
const majorList = 4;
const majorMap = 5;
const majorTag = 6;
const indefinite = 31;
const breakByte = 0xff;
const epochTag = 1;

export class CborReader {
  private readonly view: DataView;
  /** A mark of the byte order is a character like any other here. */
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private offset = 0;

  constructor(private readonly body: Buffer) {
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  readDocument(): unknown {
    const value = this.read(0);
    if (this.offset !== this.body.length) throw invalidCbor('there are bytes behind its end');
    return value;
  }

  private read(depth: number): unknown {
    if (depth > depthMax) throw invalidCbor(`it nests deeper than ${depthMax}`);
    const initial = this.byte();
    const major = initial >> 5;
    const minor = initial & 31;
    switch (major) {
      case majorUnsigned:
        return this.argument(minor);
      case majorNegative:
        return -1 - this.argument(minor);
      case majorBytes:
        return this.string(major, minor);
      case majorText:
        return this.text(minor);
      case majorList:
        return this.list(minor, depth);
      case majorMap:
        return this.map(minor, depth);
      case majorTag:
        return this.tagged(this.argument(minor), depth);
      default:
        return this.simple(minor);
    }
  }

  private list(minor: number, depth: number): unknown[] {
    const values: unknown[] = [];
    if (minor === indefinite) {
      while (!this.atBreak()) values.push(this.read(depth + 1));
      return values;
    }
    const count = this.count(minor);
    for (let index = 0; index < count; index++) values.push(this.read(depth + 1));
    return values;
  }

  private map(minor: number, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const count = minor === indefinite ? Infinity : this.count(minor);
    for (let index = 0; index < count; index++) {
      if (count === Infinity && this.atBreak()) break;
      const key = this.read(depth + 1);
      if (typeof key !== 'string') throw invalidCbor('the key of a map is no text');
      if (Object.hasOwn(value, key)) throw invalidCbor('a key stands in a map twice');
      setOwn(value, key, this.read(depth + 1));
    }
    return value;
  }

  /** Text and byte strings; one of indefinite length is a row of definite ones of the same kind. */
  private string(major: number, minor: number): Uint8Array {
    if (minor !== indefinite) {
      const start = this.advance(this.count(minor));
      return this.body.subarray(start, this.offset);
    }
    const chunks: Uint8Array[] = [];
    while (!this.atBreak()) {
      const initial = this.byte();
      if (initial >> 5 !== major || (initial & 31) === indefinite) {
        throw invalidCbor('a string holds a piece of another kind');
      }
      chunks.push(this.string(major, initial & 31));
    }
    return Buffer.concat(chunks);
  }

  private text(minor: number): string {
    if (minor === indefinite) return this.decoded(this.string(majorText, minor));
    const start = this.advance(this.count(minor));
    if (!this.isShortAscii(start)) return this.decoded(this.body.subarray(start, this.offset));
    return this.body.toString('latin1', start, this.offset);
  }

  /** Names are nearly all of this kind, and a decoder costs more to call than they do to read. */
  private isShortAscii(start: number): boolean {
    if (this.offset - start > shortTextBytesMax) return false;
    for (let index = start; index < this.offset; index++) {
      if ((this.body[index] ?? 0) > 0x7f) return false;
    }
    return true;
  }

  private decoded(bytes: Uint8Array): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw invalidCbor('a text is not UTF-8');
    }
  }

  /** Tag 1 is a time. Other tags say nothing that a shape of ours could use. */
  private tagged(tag: number, depth: number): unknown {
    const value = this.read(depth + 1);
    if (tag !== epochTag) return value;
    if (typeof value !== 'number' || Number.isNaN(value)) throw invalidCbor('a time is no number');
    return instantOfSeconds(Math.max(Math.min(value, secondsMax), -secondsMax));
  }

  private simple(minor: number): unknown {
    switch (minor) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfFloat(this.view.getUint16(this.advance(2)));
      case 26:
        return this.view.getFloat32(this.advance(4));
      case 27:
        return this.view.getFloat64(this.advance(8));
      default:
        throw invalidCbor('it holds a simple value without a meaning here');
    }
  }

  private argument(minor: number): number {
    if (minor < 24) return minor;
    if (minor === 24) return this.byte();
    if (minor === 25) return this.view.getUint16(this.advance(2));
    if (minor === 26) return this.view.getUint32(this.advance(4));
    if (minor === 27) return Number(this.view.getBigUint64(this.advance(8)));
    throw invalidCbor('a length is not of any known form');
  }

  /** A count of bytes or elements, each of which takes at least one of the bytes that are left. */
  private count(minor: number): number {
    const count = this.argument(minor);
    if (count > this.body.length - this.offset) throw invalidCbor('a length passes its end');
    return count;
  }

  private atBreak(): boolean {
    if (this.offset >= this.body.length) throw invalidCbor('it ends in the middle');
    if (this.body[this.offset] !== breakByte) return false;
    this.offset += 1;
    return true;
  }

  private byte(): number {
    return this.view.getUint8(this.advance(1));
  }

  private advance(count: number): number {
    const start = this.offset;
    if (start + count > this.body.length) throw invalidCbor('it ends in the middle');
    this.offset += count;
    return start;
  }
}

/** An object without a prototype needs no such care, but it costs far more to make. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true });
}

/** Beyond any date; a decoder by shape refuses it with the member's name. */
const secondsMax = 1e13;

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

function invalidCbor(reason: string): Error {
  return malformed(`The request body is not valid CBOR: ${reason}.`);
}

const initialCapacityBytes = 512;

/** Writes into one growing buffer; maps and lists are open until `end`. */
export class CborWriter {
  private buffer = Buffer.allocUnsafe(initialCapacityBytes);
  private length = 0;

  startMap(): void {
    this.reserve(1);
    this.buffer[this.length++] = (majorMap << 5) | indefinite;
  }

  startList(): void {
    this.reserve(1);
    this.buffer[this.length++] = (majorList << 5) | indefinite;
  }

  end(): void {
    this.reserve(1);
    this.buffer[this.length++] = breakByte;
  }

  text(value: string): void {
    const byteCount = Buffer.byteLength(value);
    this.header(majorText, byteCount);
    this.reserve(byteCount);
    this.length += this.buffer.write(value, this.length);
  }

  byteString(value: Uint8Array): void {
    this.header(majorBytes, value.length);
    this.reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  boolean(value: boolean): void {
    this.reserve(1);
    this.buffer[this.length++] = value ? 0xf5 : 0xf4;
  }

  integer(value: number): void {
    if (value < 0) this.header(majorNegative, -1 - value);
    else this.header(majorUnsigned, value);
  }

  double(value: number): void {
    this.reserve(9);
    this.buffer[this.length] = 0xfb;
    this.buffer.writeDoubleBE(value, this.length + 1);
    this.length += 9;
  }

  epochSeconds(seconds: number): void {
    this.header(majorTag, epochTag);
    this.double(seconds);
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private header(major: number, argument: number): void {
    this.reserve(9);
    if (argument < 24) {
      this.buffer[this.length++] = (major << 5) | argument;
    } else if (argument < 0x100) {
      this.buffer[this.length++] = (major << 5) | 24;
      this.buffer[this.length++] = argument;
    } else if (argument < 0x10000) {
      this.buffer[this.length++] = (major << 5) | 25;
      this.length = this.buffer.writeUInt16BE(argument, this.length);
    } else if (argument < 0x100000000) {
      this.buffer[this.length++] = (major << 5) | 26;
      this.length = this.buffer.writeUInt32BE(argument, this.length);
    } else {
      this.buffer[this.length++] = (major << 5) | 27;
      this.length = this.buffer.writeBigUInt64BE(BigInt(argument), this.length);
    }
  }

  private reserve(byteCount: number): void {
    if (this.length + byteCount <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + byteCount));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}
