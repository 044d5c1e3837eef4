import type { Steps } from '../turns.js';
import { CborReader, CborWriter } from './cbor-bytes.js';
import { type Dialect, malformed } from './decode.js';
import { jsonEntries } from './json.js';
import type { ScalarKind, Shape, StructureShape } from './shape.js';
import { leafCount, structuresOf, writingPace } from './writing-pace.js';

/**
 * RPC v2 CBOR (Smithy's specification of that name). Maps and lists are written with indefinite
 * length and times as tag 1 over a double, as AWS writes them; read is every form that is allowed.
 */
export function parseCbor(body: Buffer): unknown {
  return body.length === 0 ? {} : new CborReader(body).readDocument();
}

export const cborDialect: Dialect = {
  isStructure: isMap,
  member: (node, member) => (node as Readonly<Record<string, unknown>>)[member.name],
  elements: (node) => {
    if (!Array.isArray(node)) throw malformed('');
    return node as readonly unknown[];
  },
  entries: (node) => {
    if (!isMap(node)) throw malformed('');
    return jsonEntries(node);
  },
  scalar: readScalar,
  // Recorded beside those of JSON: AWS says nothing at all.
  misfit: () => '',
};

function isMap(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return false;
  return !(node instanceof Uint8Array) && !(node instanceof Date);
}

function readScalar(node: unknown, kind: ScalarKind): unknown {
  switch (kind) {
    case 'string':
      return typeof node === 'string' ? node : undefined;
    case 'boolean':
      return typeof node === 'boolean' ? node : undefined;
    case 'integer':
    case 'long':
    case 'double':
      return typeof node === 'number' ? node : undefined;
    case 'timestamp':
      return node instanceof Date ? node : undefined;
    case 'blob':
      return node instanceof Uint8Array ? node : undefined;
  }
}

export function writeCbor(shape: StructureShape, value: object): Buffer {
  const writer = new CborWriter();
  writeStructure(shape, value, writer);
  return writer.bytes();
}

/** The same, but pauses between the elements of long lists. */
export function* writeCborSteps(shape: StructureShape, value: object): Steps<Buffer> {
  const structure = value as Readonly<Record<string, unknown>>;
  const [writer, pace] = [new CborWriter(), writingPace()];
  writer.startMap();
  for (const member of shape.members) {
    const child = structure[member.name];
    if (child === undefined || child === null) continue;
    writer.text(member.name);
    const elements = structuresOf(member.shape, child);
    if (elements === undefined) {
      writeNode(member.shape, child, writer);
      continue;
    }
    writer.startList();
    for (const element of elements.values) {
      writeStructure(elements.shape, element, writer);
      if (pace.isPauseDue(leafCount(element))) yield;
    }
    writer.end();
  }
  writer.end();
  return writer.bytes();
}

export function writeStructure(shape: StructureShape, value: object, writer: CborWriter): void {
  const structure = value as Readonly<Record<string, unknown>>;
  writer.startMap();
  for (const member of shape.members) {
    const child = structure[member.name];
    if (child === undefined || child === null) continue;
    writer.text(member.name);
    writeNode(member.shape, child, writer);
  }
  writer.end();
}

function writeNode(shape: Shape, value: unknown, writer: CborWriter): void {
  switch (shape.kind) {
    case 'structure':
      writeStructure(shape, value as object, writer);
      return;
    case 'list':
      writer.startList();
      for (const element of value as readonly unknown[]) writeNode(shape.element, element, writer);
      writer.end();
      return;
    case 'map':
      writer.startMap();
      for (const [key, child] of Object.entries(value as Readonly<Record<string, unknown>>)) {
        writer.text(key);
        writeNode(shape.value, child, writer);
      }
      writer.end();
      return;
    case 'string':
      writer.text(value as string);
      return;
    case 'boolean':
      writer.boolean(value as boolean);
      return;
    case 'integer':
    case 'long':
      writer.integer(value as number);
      return;
    case 'double':
      writer.double(value as number);
      return;
    case 'timestamp':
      writer.epochSeconds((value as Date).getTime() / 1000);
      return;
    case 'blob':
      writer.byteString(value as Uint8Array);
  }
}
