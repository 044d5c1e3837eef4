/** An element of a plain answer: text or elements, no attributes that would matter. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Reads the elements of a text; throws where they are not nested properly, or too deeply. */
export function readXml(source: string): XmlElement {
  const root: Open = { name: '', children: [], text: '' };
  const open = [root];
  for (const [, closing, name = '', isEmpty, text] of source.matchAll(tokens)) {
    const top = open.at(-1) ?? root;
    if (text !== undefined) top.text += withoutEntities(text);
    else if (name === '') continue;
    else if (closing === '/') {
      if (top.name !== name || open.length === 1) throw new Error(`</${name}> closes nothing`);
      open.pop();
    } else {
      const element: Open = { name, children: [], text: '' };
      top.children.push(element);
      if (isEmpty === '/') continue;
      if (open.length > depthMax) throw new Error('The answer is nested too deeply');
      open.push(element);
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)?.name ?? ''}> is not closed`);
  return root;
}

interface Open {
  readonly name: string;
  readonly children: Open[];
  text: string;
}

const depthMax = 50;

/** A tag, a declaration or comment (which has no name), or text. */
const tokens = /<(?:[?!][^>]*|(\/)?([\w.:-]+)(?:\s[^>]*?)?(\/)?)>|([^<]+)/g;

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
      found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [element],
  );
}

/** The text at the end of a path; undefined where there is no element or nothing in it. */
export function textAt(element: XmlElement, ...path: readonly string[]): string | undefined {
  const text = elementsAt(element, ...path)[0]?.text.trim();
  return text === '' ? undefined : text;
}
