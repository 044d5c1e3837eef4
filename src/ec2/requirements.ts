import type { InstanceRequirements } from '@aws-sdk/client-auto-scaling';
import { elementsAt, type XmlElement } from './xml.js';

/**
 * What instance types must have, in EC2's two forms: as members of a Query request, where lists are
 * named in the singular, and as the elements of a launch template, where they end in `Set`.
 */
export type Requirements = Partial<InstanceRequirements>;

type Form = Readonly<Record<string, string>>;

export function requirementsForm(requirements: Requirements): Form {
  return Object.fromEntries(members('InstanceRequirements', requirements));
}

function members(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    const singular = path.replace(/s$/, '');
    return value.flatMap((each, index) => members(`${singular}.${index + 1}`, each));
  }
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([name, each]) => members(`${path}.${name}`, each));
  }
  return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
}

/** Undefined of a template that names its instance type, or none. */
export function readRequirements(content: XmlElement): Requirements | undefined {
  const [element] = elementsAt(content, 'instanceRequirements');
  // EC2 writes nothing there but the members of InstanceRequirements.
  return element === undefined ? undefined : (valueOf(element) as Requirements);
}

function valueOf(element: XmlElement): unknown {
  if (typeof element === 'string') return plainOf(element);
  const read = Object.keys(element).map((name) => {
    const [first = ''] = elementsAt(element, name);
    const isList = name.endsWith('Set');
    const value = isList ? elementsAt(first, 'item').map(valueOf) : valueOf(first);
    return [memberName(name), value] as const;
  });
  return Object.fromEntries(read);
}

function plainOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function memberName(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1).replace(/Set$/, 's')}`;
}
