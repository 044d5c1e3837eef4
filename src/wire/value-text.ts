import type { Shape } from './shape.js';
import { formatDouble } from './text.js';

/** A value as AWS's messages show it, which is how Java prints it. */
export function describeValue(shape: Shape, value: unknown): string {
  const text = javaText(shape, value);
  return text.length <= valueLengthMax ? text : `${text.slice(0, valueLengthMax)}…`;
}

/** Longer than any member may be but a dashboard: it bounds what an answer can be made to hold. */
const valueLengthMax = 32 * 1024;

function javaText(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'structure': {
      const members = value as Readonly<Record<string, unknown>>;
      const texts = shape.members
        .filter(({ name }) => members[name] !== undefined)
        .map(({ name, shape: member }) => `${lowerFirst(name)}=${javaText(member, members[name])}`);
      return `${shape.name}(${texts.join(', ')})`;
    }
    case 'list': {
      const texts = (value as readonly unknown[]).map((element) =>
        javaText(shape.element, element),
      );
      return `[${texts.join(', ')}]`;
    }
    case 'map': {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      const texts = entries.map(([key, each]) => `${key}=${javaText(shape.value, each)}`);
      return `{${texts.join(', ')}}`;
    }
    case 'double':
      return formatDouble(value as number);
    case 'timestamp':
      return (value as Date).toISOString();
    default:
      return String(value);
  }
}

/** Coral's spelling of a member: `AlarmName` is `alarmName`, `OKActions` is `oKActions`. */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
