import type { Shape, StructureShape } from '../../src/wire/shape.js';

/** What a protocol cannot carry from one end to the other, and what arrives instead. */
export interface Carriage {
  text(text: string): string;
  double(value: number): number;
  /** A Query request has no word for a map or a structure with nothing in it. */
  readonly losesEmpty: boolean;
}

export const faithful: Carriage = {
  text: (text) => text,
  double: (value) => value,
  losesEmpty: false,
};

/** The value that arrives; undefined if nothing does. */
export function carried(shape: Shape, value: unknown, carriage: Carriage): unknown {
  switch (shape.kind) {
    case 'structure':
      return carriedStructure(shape, value as Readonly<Record<string, unknown>>, carriage);
    case 'list': {
      const elements = value as readonly unknown[];
      const arrived = elements.map((element) => carried(shape.element, element, carriage));
      const present = arrived.filter((element) => element !== undefined);
      return present.length === 0 && elements.length > 0 ? undefined : present;
    }
    case 'map': {
      const entries = Object.entries(value as object).map(([key, child]) => [
        carriage.text(key),
        carried(shape.value, child, carriage),
      ]);
      if (entries.length === 0 && carriage.losesEmpty) return undefined;
      return Object.fromEntries(entries) as object;
    }
    case 'string':
      return carriage.text(value as string);
    case 'double':
      return carriage.double(value as number);
    default:
      return value;
  }
}

function carriedStructure(
  shape: StructureShape,
  value: Readonly<Record<string, unknown>>,
  carriage: Carriage,
): object | undefined {
  const entries = shape.members.flatMap(({ name, shape: inner }) => {
    const arrived = value[name] === undefined ? undefined : carried(inner, value[name], carriage);
    return arrived === undefined ? [] : [[name, arrived]];
  });
  if (entries.length === 0 && carriage.losesEmpty) return undefined;
  return Object.fromEntries(entries) as object;
}
