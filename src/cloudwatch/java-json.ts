import { formatDouble } from '../wire/text.js';

/**
 * JSON as AWS's services write it into texts: doubles with at least one decimal, and times with
 * milliseconds and an offset (`2025-05-15T15:29:00.000+0000`). Members that are undefined are left
 * out.
 */
export type JavaValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Date
  | Double
  | Raw
  | readonly JavaValue[]
  | { readonly [member: string]: JavaValue };

/** A number that Java holds as a double. */
export class Double {
  constructor(readonly value: number) {}
}

/** JSON text that stands as it is. */
export class Raw {
  constructor(readonly text: string) {}
}

export function javaJson(value: JavaValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (value instanceof Double) return formatDouble(value.value);
  if (value instanceof Raw) return value.text;
  // What a time is written with needs no escape.
  if (value instanceof Date) return `"${javaTime(value)}"`;
  if (isList(value)) return `[${value.map((each) => javaJson(each)).join(',')}]`;
  let members = '';
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${javaJson(member)}`;
  }
  return `{${members}}`;
}

export function javaTime(time: Date): string {
  return time.toISOString().replace('Z', '+0000');
}

function isList(value: JavaValue): value is readonly JavaValue[] {
  return Array.isArray(value);
}
