import { MalformedInput$, ServiceError } from './errors.js';
import type { ListShape, MapShape, Member, ScalarKind, Shape, StructureShape } from './shape.js';

/**
 * From a tree of one format to a value, by shape. The tree comes from a caller and is not trusted:
 * a node of the wrong type is refused here, with AWS's SerializationException (MalformedInput in
 * Query), and members that the shape does not have are ignored, as AWS ignores them.
 *
 * What a dialect adds is only how a node of its format is looked into.
 */
export interface Dialect {
  /** The node of a structure's member; undefined or null is an absent member. */
  member(node: unknown, member: Member): unknown;
  /** The nodes of a list's elements. */
  elements(node: unknown, shape: ListShape): readonly unknown[];
  entries(node: unknown): readonly (readonly [string, unknown])[];
  isStructure(node: unknown): boolean;
  /** The value of a leaf, or undefined where the node cannot be one of that kind. */
  scalar(node: unknown, kind: ScalarKind): unknown;
  /** What AWS says of a node that is not of the kind that its place wants. */
  misfit(node: unknown, wanted: Shape['kind']): string;
}

/** A structure's value. Its members are those of the schema, whatever else a client names. */
export type Structure = Record<string, unknown>;

export function decode(shape: StructureShape, node: unknown, dialect: Dialect): Structure {
  if (!dialect.isStructure(node)) throw malformed(dialect.misfit(node, 'structure'));
  const value: Structure = {};
  for (const member of shape.members) {
    const child = dialect.member(node, member);
    if (child === undefined || child === null) continue;
    value[member.name] = decodeShape(member.shape, child, dialect);
  }
  if (shape.isUnion && Object.keys(value).length > 1) {
    throw malformed(`${shape.name} must have exactly one member.`);
  }
  return value;
}

function decodeShape(shape: Shape, node: unknown, dialect: Dialect): unknown {
  switch (shape.kind) {
    case 'structure':
      return decode(shape, node, dialect);
    case 'list':
      return decodeList(shape, node, dialect);
    case 'map':
      return decodeMap(shape, node, dialect);
    default:
      return decodeScalar(shape.kind, node, dialect);
  }
}

function decodeList(shape: ListShape, node: unknown, dialect: Dialect): unknown[] {
  const values: unknown[] = [];
  for (const element of dialect.elements(node, shape)) {
    if (element === null || element === undefined) throw malformed('A list must not hold null.');
    values.push(decodeShape(shape.element, element, dialect));
  }
  return values;
}

function decodeMap(shape: MapShape, node: unknown, dialect: Dialect): Record<string, unknown> {
  const value = Object.create(null) as Record<string, unknown>;
  for (const [key, child] of dialect.entries(node)) {
    if (child === null || child === undefined) continue;
    value[key] = decodeShape(shape.value, child, dialect);
  }
  return value;
}

function decodeScalar(kind: ScalarKind, node: unknown, dialect: Dialect): unknown {
  const value = dialect.scalar(node, kind);
  if (value === undefined || !isInRange(kind, value)) {
    throw malformed(dialect.misfit(node, kind));
  }
  return value;
}

const integerMin = -(2 ** 31);
const integerMax = 2 ** 31 - 1;
const instantMax = 8.64e15;

/** Integers are Java's: 32 bits, or 64 bits of which a JavaScript number holds 53. */
function isInRange(kind: ScalarKind, value: unknown): boolean {
  if (kind === 'integer') {
    const integer = value as number;
    return Number.isInteger(integer) && integer >= integerMin && integer <= integerMax;
  }
  if (kind === 'long') return Number.isSafeInteger(value);
  if (kind === 'timestamp') return Math.abs((value as Date).getTime()) <= instantMax;
  return true;
}

export function malformed(message: string): ServiceError {
  return new ServiceError(MalformedInput$, message);
}
