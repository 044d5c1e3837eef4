import { tokensOf } from '../../datapoints/terms.js';
import type { SearchEffort } from './search-effort.js';
import type { SearchValue } from './search-text.js';

/**
 * The words of all searches of a call, in a tree by their letters: so a text is read once for
 * however many words, from each of its tokens on as far as any word goes. A word fits if it is made
 * of consecutive tokens of the text, each of its own of one or more: `customcount` finds
 * CustomCount, `couNT` does not (recorded from AWS). All words are numbered before a text is read.
 */
export class SearchWords {
  private readonly numbers = new Map<string, number>();
  private readonly root: Branch = newBranch();
  /** Without letters or digits, and so without tokens; each is sought by itself. */
  private readonly signs: { readonly text: string; readonly number: number }[] = [];
  private readonly known = new Map<string, ReadonlySet<number>>();

  constructor(private readonly effort: SearchEffort) {}

  numberOf(value: SearchValue): number {
    const key = value.isQuoted ? quoted(value.text) : `=${value.text}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    this.numbers.set(key, number);
    if (!value.isQuoted) this.plant(value.text, number);
    return number;
  }

  /** The numbers of the words that fit. Metrics share most of their texts. */
  fitting(text: string): ReadonlySet<number> {
    const remembered = this.known.get(text);
    if (remembered !== undefined) return remembered;
    const found = this.read(text);
    if (this.known.size >= textsRememberedMax) this.known.clear();
    this.known.set(text, found);
    return found;
  }

  private plant(word: string, number: number): void {
    const tokens = tokensOf(word);
    if (tokens.length === 0) {
      this.signs.push({ text: word, number });
      return;
    }
    let branch = this.root;
    const ends: number[] = [];
    let length = 0;
    for (const token of tokens) {
      for (let at = 0; at < token.length; at++) branch = branchAt(branch, token.charCodeAt(at));
      length += token.length;
      ends.push(length);
    }
    branch.words.push({ number, ends });
  }

  private read(text: string): ReadonlySet<number> {
    this.effort.spend(text.length * (1 + this.signs.length));
    const found = new Set<number>();
    const whole = this.numbers.get(quoted(text));
    if (whole !== undefined) found.add(whole);
    for (const sign of this.signs) if (text.includes(sign.text)) found.add(sign.number);
    const tokens = tokensOf(text);
    for (let start = 0; start < tokens.length; start++) this.readFrom(tokens, start, found);
    return found.size === 0 ? nothing : found;
  }

  private readFrom(tokens: readonly string[], start: number, found: Set<number>): void {
    let branch = this.root;
    const ends: number[] = [];
    let length = 0;
    for (let index = start; index < tokens.length; index++) {
      const token = tokens[index] ?? '';
      for (let at = 0; at < token.length; at++) {
        const next = branch.next.get(token.charCodeAt(at));
        if (next === undefined) return;
        branch = next;
      }
      length += token.length;
      ends.push(length);
      this.effort.spend(token.length + branch.words.length * ends.length);
      for (const word of branch.words) if (isWithin(word.ends, ends)) found.add(word.number);
    }
  }
}

const textsRememberedMax = 10_000;
const nothing: ReadonlySet<number> = new Set();

interface Branch {
  readonly next: Map<number, Branch>;
  readonly words: Word[];
}

interface Word {
  readonly number: number;
  /** Behind which of its letters a token ends. */
  readonly ends: readonly number[];
}

function newBranch(): Branch {
  return { next: new Map(), words: [] };
}

function branchAt({ next }: Branch, letter: number): Branch {
  const branch = next.get(letter) ?? newBranch();
  next.set(letter, branch);
  return branch;
}

function quoted(text: string): string {
  return `"${text}`;
}

/** Both ascend. */
function isWithin(some: readonly number[], all: readonly number[]): boolean {
  let at = 0;
  for (const end of some) {
    while (at < all.length && (all[at] ?? end) < end) at += 1;
    if (all[at] !== end) return false;
  }
  return true;
}
