import XMLBuilder from 'fast-xml-builder';
import type { Pace, Steps } from '../turns.js';
import type { Dialect } from './decode.js';
import { MalformedQueryString$, ServiceError } from './errors.js';
import type { ListShape, ScalarKind, Shape, StructureShape } from './shape.js';
import {
  formatDouble,
  formatTimestamp,
  parseDouble,
  parseTimestamp,
  timestampFormatter,
} from './text.js';
import { leafCount, structuresOf, writingPace } from './writing-pace.js';

/**
 * The Query protocol. A request is a form whose keys are paths, `MetricData.member.1.Value`; they
 * are put together into a tree of nodes. An answer is XML.
 */
export interface QueryNode {
  text: string | undefined;
  /** Undefined of a leaf, of which a form may hold a hundred thousand. */
  children: Map<string, QueryNode> | undefined;
}

/** No shape nests as deep as this; what lies deeper belongs to no member and is ignored. */
const pathDepthMax = 24;

/** Reads a form. A key given twice is refused: AWS could only guess which of them was meant. */
export function parseForm(form: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of form.split('&')) {
    if (pair === '') continue;
    const split = pair.indexOf('=');
    const key = unescapeForm(split < 0 ? pair : pair.slice(0, split));
    const value = split < 0 ? '' : unescapeForm(pair.slice(split + 1));
    if (parameters.has(key)) {
      throw malformedQuery(`The parameter ${key} was given more than once.`);
    }
    parameters.set(key, value);
  }
  return parameters;
}

function unescapeForm(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw malformedQuery('The query string contains a percent escape that is not UTF-8.');
  }
}

function malformedQuery(message: string): ServiceError {
  return new ServiceError(MalformedQueryString$, message);
}

/** Only what a structure has members for, where one is given: a caller may name much else. */
export function queryTree(
  parameters: ReadonlyMap<string, string>,
  structure?: StructureShape,
): QueryNode {
  const root: QueryNode = { text: undefined, children: undefined };
  const wanted = structure && new Set(structure.members.map(({ queryName }) => queryName));
  for (const [key, value] of parameters) {
    const dot = key.indexOf('.');
    if (wanted?.has(dot < 0 ? key : key.slice(0, dot)) === false) continue;
    const path = key.split('.', pathDepthMax + 1);
    if (path.length > pathDepthMax) continue;
    let node = root;
    for (const name of path) node = childOf(node, name);
    node.text = value;
  }
  return root;
}

function childOf(node: QueryNode, name: string): QueryNode {
  node.children ??= new Map();
  let child = node.children.get(name);
  if (child === undefined) {
    child = { text: undefined, children: undefined };
    node.children.set(name, child);
  }
  return child;
}

export const queryDialect: Dialect = {
  isStructure: (node) => (node as QueryNode).text === undefined || isEmptyText(node as QueryNode),
  member: (node, member) => (node as QueryNode).children?.get(member.queryName),
  elements: (node, shape) => queryElements(node as QueryNode, shape),
  entries: (node) => queryEntries(node as QueryNode),
  scalar: (node, kind) => readText((node as QueryNode).text, kind),
  misfit: (node, wanted) => {
    const text = (node as QueryNode).text ?? 'Start of structure or map';
    return `${text} can not be converted to ${nameOf(wanted)}`;
  },
};

/** `a String`, `an Integer`. */
function nameOf(kind: Shape['kind']): string {
  if (kind === 'structure' || kind === 'list' || kind === 'map') return `a ${kind}`;
  return `${kind === 'integer' ? 'an' : 'a'} ${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

/** `X=` is how clients write an empty list or structure. */
function isEmptyText(node: QueryNode): boolean {
  return node.text === '';
}

/** Elements are taken in the order of their numbers, gaps closed: `X.member.1`, `X.member.3`. */
function queryElements(node: QueryNode, shape: ListShape): QueryNode[] {
  if (node.text !== undefined && !isEmptyText(node)) {
    throw malformedQuery(`${node.text} can not be converted to a list`);
  }
  const numbered = node.children?.get(shape.elementName)?.children;
  if (numbered === undefined) return [];
  return [...numbered]
    .filter(([index]) => /^\d{1,9}$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, element]) => element);
}

function queryEntries(node: QueryNode): (readonly [string, QueryNode | undefined])[] {
  const entries = queryElements(node, { kind: 'list', element: stringShape, elementName: 'entry' });
  return entries.map((entry) => {
    const key = entry.children?.get('key')?.text;
    if (key === undefined) throw malformedQuery('An entry of a map has no key.');
    return [key, entry.children?.get('value')];
  });
}

const stringShape = { kind: 'string' } as const;

/** A leaf of Query input; all are text. */
function readText(text: string | undefined, kind: ScalarKind): unknown {
  if (text === undefined) return undefined;
  switch (kind) {
    case 'string':
      return text;
    case 'boolean':
      return booleans.get(text.trim().toLowerCase());
    case 'integer':
    case 'long':
    case 'double':
      return parseDouble(text);
    case 'timestamp':
      return parseTimestamp(text);
    case 'blob':
      return Buffer.from(text, 'base64');
  }
}

const booleans = new Map([
  ['true', true],
  ['false', false],
]);

export interface XmlElement {
  [name: string]: XmlElement | XmlElement[] | string | XmlNode[];
}
type XmlNode = XmlElement | string;

/** The members of a structure as XML elements, for `buildXml`. */
export function xmlStructure(shape: StructureShape, value: object): XmlElement {
  const structure = value as Readonly<Record<string, unknown>>;
  const element: XmlElement = {};
  for (const member of shape.members) {
    const child = structure[member.name];
    if (child === undefined || child === null) continue;
    element[member.queryName] = xmlNode(member.shape, child);
  }
  return element;
}

/** The same, but pauses between the elements of long lists, each of which is then text. */
export function* xmlStructureSteps(shape: StructureShape, value: object): Steps<XmlElement> {
  const structure = value as Readonly<Record<string, unknown>>;
  const pace = writingPace();
  const element: XmlElement = {};
  for (const member of shape.members) {
    const child = structure[member.name];
    if (child === undefined || child === null) continue;
    const elements = structuresOf(member.shape, child);
    if (elements === undefined || member.shape.kind !== 'list') {
      element[member.queryName] = xmlNode(member.shape, child);
      continue;
    }
    const texts: string[] = [];
    for (const each of elements.values) {
      const written = yield* xmlElementSteps(elements.shape, each, pace);
      texts.push(buildXml({ [member.shape.elementName]: written }));
      if (pace.isPauseDue(leafCount(each))) yield;
    }
    element[member.queryName] = texts.join('');
  }
  return element;
}

/** An element may hold a long list itself, as the one result of a call holds all its points. */
function* xmlElementSteps(shape: StructureShape, value: object, pace: Pace): Steps<XmlElement> {
  const structure = value as Readonly<Record<string, unknown>>;
  const element: XmlElement = {};
  for (const member of shape.members) {
    const child = structure[member.name];
    if (child === undefined || child === null) continue;
    const isLong =
      member.shape.kind === 'list' &&
      !isCollection(member.shape.element) &&
      (child as readonly unknown[]).length > leavesAtOnce;
    element[member.queryName] = isLong
      ? yield* leafSteps(member.shape, child as readonly unknown[], pace)
      : xmlNode(member.shape, child);
  }
  return element;
}

const leavesAtOnce = 5_000;

function* leafSteps(shape: ListShape, values: readonly unknown[], pace: Pace): Steps<string> {
  const texts: string[] = [];
  for (let from = 0; from < values.length; from += leavesAtOnce) {
    texts.push(leafElements(shape, values.slice(from, from + leavesAtOnce)));
    if (pace.isPauseDue(leavesAtOnce)) yield;
  }
  return texts.join('');
}

function xmlNode(shape: Shape, value: unknown): XmlNode {
  switch (shape.kind) {
    case 'structure':
      return xmlStructure(shape, value as object);
    case 'list': {
      const elements = value as readonly unknown[];
      if (elements.length === 0) return '';
      if (!isCollection(shape.element)) return leafElements(shape, elements);
      return { [shape.elementName]: elements.map((element) => xmlNode(shape.element, element)) };
    }
    case 'map': {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      const pair = ([key, child]: [string, unknown]): XmlElement => ({
        key: escapeXml(key),
        value: xmlNode(shape.value, child),
      });
      return { entry: entries.map(pair) };
    }
    case 'double':
      return formatDouble(value as number);
    case 'timestamp':
      return formatTimestamp(value as Date);
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return escapeXml(String(value));
  }
}

function isCollection({ kind }: Shape): boolean {
  return kind === 'structure' || kind === 'list' || kind === 'map';
}

/** Joined here, since the builder would take several times as long over a page of datapoints. */
function leafElements({ element, elementName }: ListShape, values: readonly unknown[]): string {
  const format = element.kind === 'timestamp' ? timestampFormatter() : undefined;
  const texts = values.map((value) => {
    return format === undefined ? (xmlNode(element, value) as string) : format(value as Date);
  });
  return `<${elementName}>${texts.join(`</${elementName}><${elementName}>`)}</${elementName}>`;
}

/**
 * Escapes text, and replaces by U+FFFD what XML 1.0 cannot hold. AWS was recorded to escape quotes
 * and not apostrophes. A carriage return is written as a reference, since a parser would turn it
 * into a line feed.
 */
export function escapeXml(text: string): string {
  if (!/[&<>"\r]|[^\t\n\u0020-\uD7FF\uE000-\uFFFD]/.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"\r]/g, (character) => xmlEscapes[character] ?? character);
}

const xmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

export function buildXml(document: XmlElement): string {
  const builder = new XMLBuilder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    processEntities: false,
    suppressEmptyNode: true,
  });
  return builder.build(document);
}
