import type { Reading } from '../service.js';

/**
 * A shape is what we know of a value on the wire: its kind, and for a structure its members.
 *
 * Shapes are read from the schema tuples that the AWS SDK clients export for every operation,
 * structure and error. This is the only file that knows how such a tuple is laid out; it refuses
 * what it does not know, so that an upgrade of a client cannot change the wire in silence.
 */
export type Shape = StructureShape | ListShape | MapShape | ScalarShape;

export type ScalarKind = 'string' | 'boolean' | 'timestamp' | 'blob' | NumberKind;
export type NumberKind = 'integer' | 'long' | 'double';

export interface ScalarShape {
  readonly kind: ScalarKind;
}

export interface ListShape {
  readonly kind: 'list';
  readonly element: Shape;
  /** What one element is called in a Query key and in XML: `member`, with one exception. */
  readonly elementName: string;
}

export interface MapShape {
  readonly kind: 'map';
  readonly value: Shape;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly name: string;
  readonly namespace: string;
  readonly isUnion: boolean;
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  /** What the member is called in a Query key and in XML; its own name, with one exception. */
  readonly queryName: string;
  readonly shape: Shape;
  readonly isRequired: boolean;
}

export interface ErrorShape extends StructureShape {
  /** The code of the Query protocol, which often differs from the name. */
  readonly code: string;
  readonly status: number;
  readonly fault: 'Sender' | 'Receiver';
}

export interface OperationShape {
  readonly name: string;
  readonly input: StructureShape;
  /** Absent where the operation answers no members and, in XML, no result element. */
  readonly output: StructureShape | undefined;
}

/** The kind of a number by `Structure.Member`: schemas do not tell integers from doubles. */
export type NumberKinds = (member: string) => NumberKind;

/** Whether `Structure.Member` is written behind all others of its structure. */
export type LastMembers = (member: string) => boolean;

/** A schema tuple as the SDK exports it. Its layout is checked when it is read. */
export type Schema = readonly unknown[];

const structureTag = 3;
const unionTag = 4;
const errorTag = -3;
const listTag = 1;
const operationTag = 9;

/** The structure without members. */
export const emptyStructure: StructureShape = {
  kind: 'structure',
  name: 'Unit',
  namespace: 'smithy.api',
  isUnion: false,
  members: [],
};

/** The scalar numbers; adding `listOf` or `mapOf` makes a list or a map of that scalar. */
const scalarKinds = new Map<number, 'string' | 'number' | 'boolean' | 'timestamp' | 'blob'>([
  [0, 'string'],
  [1, 'number'],
  [2, 'boolean'],
  [4, 'timestamp'],
  [21, 'blob'],
]);
const listOf = 64;
const mapOf = 128;

export class SchemaReader {
  private readonly structures = new Map<Schema, StructureShape>();

  constructor(
    private readonly numberKinds: NumberKinds,
    private readonly isLast: LastMembers = () => false,
  ) {}

  /** Its structures are read when they are asked for: most servers never see most operations. */
  operation(schema: Schema): OperationShape {
    const [tag, , name, , input, output] = schema;
    if (tag !== operationTag || typeof name !== 'string') throw unknownSchema(schema);
    const structure = (type: unknown): StructureShape => this.structure(this.resolve(type));
    return {
      name,
      get input() {
        return isUnit(input) ? emptyStructure : structure(input);
      },
      get output() {
        return isUnit(output) ? undefined : structure(output);
      },
    };
  }

  error(schema: Schema): ErrorShape {
    const traits = schema[3];
    if (schema[0] !== errorTag || !isErrorTraits(traits)) throw unknownSchema(schema);
    const shape = this.structure(schema);
    const [code, status] = traits.awsQueryError ?? [shape.name, traits.httpError ?? 400];
    const fault = traits.error === 'client' ? 'Sender' : 'Receiver';
    return { ...shape, code, status, fault };
  }

  structure(schema: Schema): StructureShape {
    const known = this.structures.get(schema);
    if (known !== undefined) return known;
    const [tag, namespace, name, , names, types, requiredCount] = schema;
    if (tag !== structureTag && tag !== unionTag && tag !== errorTag) throw unknownSchema(schema);
    if (typeof name !== 'string' || typeof namespace !== 'string') throw unknownSchema(schema);
    if (!isStringArray(names) || !Array.isArray(types)) throw unknownSchema(schema);

    // Entered before its members are read: a structure may contain itself.
    const members: Member[] = [];
    const shape = {
      kind: 'structure',
      name,
      namespace,
      isUnion: tag === unionTag,
      members,
    } as const;
    this.structures.set(schema, shape);
    names.forEach((memberName, index) => {
      const { type, queryName } = withoutTraits(types[index], memberName);
      members.push({
        name: memberName,
        queryName,
        shape: this.shape(type, `${name}.${memberName}`),
        isRequired: typeof requiredCount === 'number' && index < requiredCount,
      });
    });
    const rank = (member: Member): number => (this.isLast(`${name}.${member.name}`) ? 1 : 0);
    members.sort((one, other) => rank(one) - rank(other));
    return shape;
  }

  /** All operations among the exports of an SDK client, by name. */
  operations(
    exports: Readonly<Record<string, unknown>>,
    { reads }: Reading = { reads: 'whenCalled' },
  ): ReadonlyMap<string, OperationShape> {
    const schemas = Object.values(exports).filter(
      (value): value is Schema => Array.isArray(value) && value[0] === operationTag,
    );
    const shapes = schemas.map((schema) => {
      const shape = this.operation(schema);
      return reads === 'atOnce' ? { ...shape } : shape;
    });
    return new Map(shapes.map((shape) => [shape.name, shape]));
  }

  private shape(type: unknown, member: string): Shape {
    if (typeof type === 'number') return this.scalarOrCollection(type, member);
    const schema = this.resolve(type);
    if (schema[0] !== listTag) return this.structure(schema);
    const { type: element, queryName } = withoutTraits(schema[4], 'member');
    return { kind: 'list', element: this.shape(element, member), elementName: queryName };
  }

  private scalarOrCollection(type: number, member: string): Shape {
    const scalar = scalarKinds.get(type);
    if (scalar !== undefined) {
      return { kind: scalar === 'number' ? this.numberKinds(member) : scalar };
    }
    if (type >= mapOf) return { kind: 'map', value: this.shape(type - mapOf, member) };
    if (type >= listOf) {
      return { kind: 'list', element: this.shape(type - listOf, member), elementName: 'member' };
    }
    throw unknownSchema([type]);
  }

  private resolve(type: unknown): Schema {
    const schema = unwrapped(type);
    if (!Array.isArray(schema)) throw unknownSchema([schema]);
    return schema;
  }
}

/** Schemas that refer to one another are wrapped into functions. */
function unwrapped(type: unknown): unknown {
  return typeof type === 'function' ? (type as () => unknown)() : type;
}

function isUnit(type: unknown): boolean {
  return unwrapped(type) === 'unit';
}

/** A type may come as `[type, traits]`. Two traits occur, and one has no effect here. */
function withoutTraits(type: unknown, name: string): { type: unknown; queryName: string } {
  if (!Array.isArray(type) || type.length !== 2) return { type, queryName: name };
  const [inner, traits] = type as [unknown, unknown];
  if (traits === idempotencyToken) return { type: inner, queryName: name };
  if (typeof traits === 'object' && traits !== null && 'xmlName' in traits) {
    return { type: inner, queryName: String(traits.xmlName) };
  }
  // A wrapped reference such as `[() => Shape$, 0]` carries no trait.
  if (traits === 0) return { type: inner, queryName: name };
  throw unknownSchema(type);
}

/** The SDK fills such a member in by itself; to a server it is a member like any other. */
const idempotencyToken = 4;

interface ErrorTraits {
  readonly error: 'client' | 'server';
  readonly httpError?: number;
  readonly awsQueryError?: readonly [string, number];
}

function isErrorTraits(traits: unknown): traits is ErrorTraits {
  return typeof traits === 'object' && traits !== null && 'error' in traits;
}

function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function unknownSchema(schema: Schema): Error {
  return new Error(
    `This schema has a layout that shape.ts does not know: ${JSON.stringify(schema)}`,
  );
}
