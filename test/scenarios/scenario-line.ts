import { parseDuration } from '../../src/duration.js';

/** What is wrong with a scenario, and where. */
export class ScenarioError extends Error {
  constructor(place: string, message: string) {
    super(`${place}: ${message}`);
  }
}

/** A line, taken apart as far as all verbs have it in common. */
export interface ScenarioLine {
  readonly place: string;
  readonly at: number;
  readonly verb: string;
  /** What stands behind the verb and is no `Member=value`. */
  readonly words: readonly string[];
  readonly members: Readonly<Record<string, unknown>>;
  /** What stands behind a colon at the end of a word. */
  readonly list: string | undefined;
  /** What stands behind `=>`. */
  readonly refusal: string | undefined;
}

/** Undefined for a line that says nothing. */
export function splitLine(content: string, place: string): ScenarioLine | undefined {
  const text = content.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const [before = '', refusal] = text.split(/\s+=>\s+/, 2);
  const [head = '', list] = /^(load|step)\b/.test(withoutTime(before))
    ? before.split(/:\s+(.*)/s, 2)
    : [before];
  const all = wordsOf(head, place);
  const at = all[0] === 'at' ? parseDuration(all[1] ?? '') : 0;
  if (at === undefined) throw new ScenarioError(place, `'${all[1] ?? ''}' is no time like 5m.`);
  const [verb = '', ...rest] = all[0] === 'at' ? all.slice(2) : all;
  const isMember = (word: string): boolean => /^[A-Z]\w*=/.test(word) && verb !== 'expect';
  const members = rest.filter(isMember).map((word) => {
    const split = word.indexOf('=');
    return [word.slice(0, split), valueOf(word.slice(split + 1))] as const;
  });
  const words = rest.filter((word) => !isMember(word));
  return { place, at, verb, words, members: Object.fromEntries(members), list, refusal };
}

function withoutTime(text: string): string {
  return text.replace(/^at\s+\S+\s+/, '');
}

/** Words are parted by blanks, but for those in double quotes and in brackets of JSON. */
function wordsOf(text: string, place: string): string[] {
  const words: string[] = [];
  const word = /\s*((?:\w+=)?(?:"[^"]*"|[[{].*?[\]}](?=\s|$)|\S+))/gy;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    words.push(match[1] ?? '');
    if (word.lastIndex === text.length) break;
  }
  if (words.join('').replaceAll(/\s/g, '') !== text.replaceAll(/\s/g, '')) {
    throw new ScenarioError(place, 'The line cannot be taken apart.');
  }
  return words.map((each) => each.replace(/^"(.*)"$/, '$1'));
}

/** JSON where it is some, a time where it looks like one, else the text itself. */
function valueOf(text: string): unknown {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return new Date(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
