import type { Shape, StructureShape } from '../../src/wire/shape.js';

/** What about an answer is not as its schema says; undefined if nothing. */
export function answerFault(shape: StructureShape | undefined, value: object): string | undefined {
  if (shape === undefined) {
    return Object.keys(value).length === 0 ? undefined : 'It should have no members.';
  }
  return faultOf(shape, value, shape.name);
}

function faultOf(shape: Shape, value: unknown, place: string): string | undefined {
  switch (shape.kind) {
    case 'structure':
      return structureFault(shape, value, place);
    case 'list':
      if (!Array.isArray(value)) return `${place} is no list.`;
      return firstOf(value, (each, index) => faultOf(shape.element, each, `${place}[${index}]`));
    case 'map':
      if (!isObject(value)) return `${place} is no map.`;
      return firstOf(Object.entries(value), ([name, each]) =>
        faultOf(shape.value, each, `${place}.${name}`),
      );
    case 'timestamp':
      return value instanceof Date && !Number.isNaN(value.getTime())
        ? undefined
        : `${place} is no time.`;
    case 'integer':
    case 'long':
      return Number.isSafeInteger(value) ? undefined : `${place} is no integer.`;
    case 'double':
      return typeof value === 'number' ? undefined : `${place} is no number.`;
    case 'blob':
      return value instanceof Uint8Array ? undefined : `${place} is no blob.`;
    default:
      return typeof value === shape.kind ? undefined : `${place} is no ${shape.kind}.`;
  }
}

function structureFault(
  { members }: StructureShape,
  value: unknown,
  place: string,
): string | undefined {
  if (!isObject(value)) return `${place} is no structure.`;
  const given = Object.keys(value).filter((name) => value[name] !== undefined);
  const stray = given.find((name) => members.every((member) => member.name !== name));
  if (stray !== undefined) return `${place} has no member ${stray}.`;
  return firstOf(members, ({ name, shape, isRequired }) => {
    const member = value[name];
    if (member !== undefined) return faultOf(shape, member, `${place}.${name}`);
    return isRequired ? `${place}.${name} is missing.` : undefined;
  });
}

function firstOf<T>(
  values: readonly T[],
  faultAt: (value: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, value] of values.entries()) {
    const fault = faultAt(value, index);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
