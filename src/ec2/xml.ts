import type { X2jOptions } from 'fast-xml-parser';

/** An element of a plain answer: a text, or lists of elements by their names. */
export type XmlElement = string | Readonly<Record<string, readonly unknown[]>>;

/**
 * Fails where elements are nested too deeply. What is no XML holds no elements. The parser is read
 * with the first answer: most servers ask no EC2, and would wait for its files at each start.
 */
export async function readXml(source: string): Promise<XmlElement> {
  const { XMLParser } = await import('fast-xml-parser');
  return new XMLParser(options).parse(source) as XmlElement;
}

/** No attribute of EC2's answers matters, and each of their values is a text, `007` too. */
const options: X2jOptions = {
  ignoreAttributes: true,
  ignoreDeclaration: true,
  isArray: () => true,
  maxNestedTags: 50,
  parseTagValue: false,
  // The parser knows no numeric entities, which moto writes for quotes.
  processEntities: false,
  tagValueProcessor: (_, text) => withoutEntities(text),
};

const entities: Readonly<Record<string, string>> = {
  ...{ lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" },
};

function withoutEntities(text: string): string {
  return text.replace(/&(#?\w{1,8});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = Number(name.slice(1).replace(/^x/i, '0x'));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The elements at the end of a path of names. */
export function elementsAt(element: XmlElement, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>(
    (found, name) =>
      found.flatMap((each) =>
        typeof each === 'string' ? [] : ((each[name] ?? []) as readonly XmlElement[]),
      ),
    [element],
  );
}

/** The text at the end of a path; undefined where there is no element or nothing in it. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | undefined {
  const [found] = elementsAt(element, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
