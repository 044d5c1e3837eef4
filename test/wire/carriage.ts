import type { SdkDialogue } from './sdk-dialogue.js';
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

/** What arrives of an input. */
export function towards({ protocol }: SdkDialogue): Carriage {
  // JavaScript clients write -0 as 0.
  return { ...faithful, double: (value) => value + 0, losesEmpty: protocol === 'query' };
}

/** What the client makes of an output. */
export function back({ protocol }: SdkDialogue): Carriage {
  switch (protocol) {
    case 'query':
      return { ...faithful, text: (text) => withoutBlankLines(text.replace(unholdable, '\uFFFD')) };
    case 'json':
      return faithful;
    case 'cbor':
      // The client takes a leading U+FEFF for a mark of the byte order.
      return { ...faithful, text: (text) => text.replace(/^\uFEFF/, '') };
  }
}

const unholdable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** The client takes a text of white space for the layout of the document if it has a line feed. */
function withoutBlankLines(text: string): string {
  return text.trim() === '' && text.includes('\n') ? '' : text;
}
