import type { Steps } from '../turns.js';
import { type Dialect, malformed } from './decode.js';
import type { ScalarKind, Shape, StructureShape } from './shape.js';
import { formatDouble, isPlainFraction } from './text.js';
import { leafCount, structuresOf, writingPace } from './writing-pace.js';

/**
 * AWS JSON 1.0. Times are epoch seconds; NaN and the infinities are strings; a double always shows
 * its point (`41.0`), since clients in typed languages tell 41 from 41.0 (recorded from AWS). That
 * is why JSON.stringify does not serve here.
 */
export function parseJson(body: string): unknown {
  // A client may send nothing at all for an input without members.
  if (body === '') return {};
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw malformed('The request body is not valid JSON.');
  }
}

export const jsonDialect: Dialect = {
  isStructure: isObject,
  member: (node, member) => (node as Readonly<Record<string, unknown>>)[member.name],
  elements: jsonElements,
  entries: jsonEntries,
  scalar: readScalar,
  misfit,
};

function isObject(node: unknown): boolean {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

export function jsonElements(node: unknown): readonly unknown[] {
  if (!Array.isArray(node)) throw malformed(misfit(node, 'list'));
  return node;
}

export function jsonEntries(node: unknown): readonly (readonly [string, unknown])[] {
  if (!isObject(node)) throw malformed(misfit(node, 'map'));
  return Object.entries(node as object);
}

function readScalar(node: unknown, kind: ScalarKind): unknown {
  switch (kind) {
    case 'string':
      return typeof node === 'string' ? node : undefined;
    case 'boolean':
      return typeof node === 'boolean' ? node : undefined;
    case 'integer':
    case 'long':
      return typeof node === 'number' ? node : undefined;
    case 'double':
      return typeof node === 'number' ? node : nonFinite.get(node);
    case 'timestamp':
      return typeof node === 'number' ? instantOfSeconds(node) : undefined;
    case 'blob':
      return typeof node === 'string' ? Buffer.from(node, 'base64') : undefined;
  }
}

const nonFinite = new Map<unknown, number>([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/** Epoch seconds with a fraction: milliseconds are cut, after undoing the error of the division. */
export function instantOfSeconds(seconds: number): Date {
  if (Number.isInteger(seconds)) return new Date(seconds * 1000);
  return new Date(Math.trunc(Number((seconds * 1000).toFixed(3))));
}

/**
 * AWS's words as they were recorded of the tags of an alarm (tests/test_cloudwatch.py of
 * ministackorg/ministack). Where it finds a list, it has none.
 */
function misfit(node: unknown, wanted: Shape['kind']): string {
  if (Array.isArray(node)) return '';
  if (typeof node === 'object') return 'Start of structure or map found where not expected';
  switch (wanted) {
    case 'list':
    case 'map':
      return 'Unexpected field type';
    case 'structure':
      return 'Unexpected value type in payload';
    default:
      return `${tokenOf(node)} cannot be converted to ${javaTypes[wanted]}`;
  }
}

function tokenOf(node: unknown): string {
  if (typeof node === 'string') return 'STRING_VALUE';
  if (typeof node === 'number') return Number.isInteger(node) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
  return node === true ? 'TRUE_VALUE' : 'FALSE_VALUE';
}

const javaTypes: Readonly<Record<ScalarKind, string>> = {
  string: 'String',
  boolean: 'Boolean',
  integer: 'Integer',
  long: 'Long',
  double: 'Double',
  timestamp: 'Timestamp',
  blob: 'Blob',
};

export function writeJson(shape: StructureShape, value: object): string {
  return writeStructure(shape, value, new Map());
}

/** The same, but pauses between the elements of long lists. */
export function* writeJsonSteps(shape: StructureShape, value: object): Steps<string> {
  const structure = value as Readonly<Record<string, unknown>>;
  const written: Written = new Map();
  const pace = writingPace();
  const texts: string[] = [];
  for (const member of shape.members) {
    const child = structure[member.name];
    if (child === undefined || child === null) continue;
    const elements = structuresOf(member.shape, child);
    if (elements === undefined) {
      texts.push(`"${member.name}":${writeNode(member.shape, child, written)}`);
      continue;
    }
    const list: string[] = [];
    for (const element of elements.values) {
      list.push(writeStructure(elements.shape, element, written));
      if (pace.isPauseDue(leafCount(element))) yield;
    }
    texts.push(`"${member.name}":[${list.join(',')}]`);
  }
  return `{${texts.join(',')}}`;
}

/** Lists of times that were written already: the results of a call mostly share one. */
type Written = Map<unknown, string>;

function writeStructure(shape: StructureShape, value: object, written: Written): string {
  const structure = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const member of shape.members) {
    const child = structure[member.name];
    if (child === undefined || child === null) continue;
    const separator = text === '' ? '' : ',';
    text += `${separator}"${member.name}":${writeNode(member.shape, child, written)}`;
  }
  return `{${text}}`;
}

function writeNode(shape: Shape, value: unknown, written: Written): string {
  switch (shape.kind) {
    case 'structure':
      return writeStructure(shape, value as object, written);
    case 'list':
      return writeList(shape.element, value as readonly unknown[], written);
    case 'map': {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      const pair = ([key, child]: [string, unknown]): string =>
        `${JSON.stringify(key)}:${writeNode(shape.value, child, written)}`;
      return `{${entries.map(pair).join(',')}}`;
    }
    case 'double':
      return writeDouble(value);
    case 'timestamp':
      return writeTimestamp(value);
    case 'blob':
      return `"${Buffer.from(value as Uint8Array).toString('base64')}"`;
    case 'string':
      return JSON.stringify(value);
    default:
      return String(value);
  }
}

/** Joined once: adding text to text leaves a page of datapoints to the garbage collector. */
function writeList(element: Shape, list: readonly unknown[], written: Written): string {
  if (element.kind === 'double') return writeDoubles(list);
  if (element.kind !== 'timestamp') {
    return `[${list.map((each) => writeNode(element, each, written)).join(',')}]`;
  }
  const text = written.get(list) ?? `[${list.map(writeTimestamp).join(',')}]`;
  written.set(list, text);
  return text;
}

/** JSON.stringify writes a list of plain fractions, as averages mostly are, as AWS does. */
function writeDoubles(list: readonly unknown[]): string {
  return list.every(isPlainFraction)
    ? JSON.stringify(list)
    : `[${list.map(writeDouble).join(',')}]`;
}

function writeDouble(value: unknown): string {
  return Number.isFinite(value) ? formatDouble(value as number) : `"${String(value)}"`;
}

function writeTimestamp(instant: unknown): string {
  const milliseconds = (instant as Date).getTime();
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}.0` : String(milliseconds / 1000);
}
