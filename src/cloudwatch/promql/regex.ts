import { PromQLError } from './tree.js';
import { characterClass, type CharacterTest, parseClass } from './regex-classes.js';

/**
 * The regular expressions of label matchers, in the syntax of RE2 as far as it is regular:
 * characters, `.`, classes, groups, `|`, `*`, `+`, `?`, `{n,m}`, `^` and `$`, and `(?i)` in front.
 * They fit a whole text or not at all. A text is read once, with all places in the expression
 * that it may have come to; so it takes at most the product of both lengths, whatever somebody
 * writes, and nothing goes back to try another way.
 */
export function compileRegex(source: string): (text: string) => boolean {
  const isCaseless = source.startsWith('(?i)');
  const parser = new RegexParser(isCaseless ? source.slice('(?i)'.length) : source, isCaseless);
  const machine = new Machine();
  const end = machine.add({ kind: 'end' });
  const start = machine.build(parser.whole(), end);
  return (text) => machine.matches(start, text);
}

type RegexNode =
  | { readonly kind: 'character'; readonly accepts: CharacterTest }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'edge'; readonly isStart: boolean }
  | {
      readonly kind: 'repeat';
      readonly part: RegexNode;
      readonly min: number;
      readonly max: number | undefined;
    };

const lengthMax = 500;
const statesMax = 500;
const stepsMax = 20_000;
const repeatMax = 1_000;
const depthMax = 50;

class RegexParser {
  private readonly characters: readonly string[];
  private next = 0;
  private depth = 0;

  constructor(
    source: string,
    private readonly isCaseless: boolean,
  ) {
    this.characters = Array.from(source);
    if (this.characters.length > lengthMax) throw wrong('it is too long');
  }

  whole(): RegexNode {
    const node = this.choice();
    if (this.next < this.characters.length) throw wrong('unexpected )');
    return node;
  }

  private choice(): RegexNode {
    this.depth += 1;
    if (this.depth > depthMax) throw wrong('it is nested too deeply');
    const parts = [this.sequence()];
    while (this.takes('|')) parts.push(this.sequence());
    this.depth -= 1;
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  private sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.next < this.characters.length && !['|', ')'].includes(this.peek())) {
      parts.push(this.repeated(this.atom()));
    }
    return { kind: 'sequence', parts };
  }

  private repeated(part: RegexNode): RegexNode {
    const bounds = this.bounds();
    if (bounds === undefined) return part;
    // Whether a repetition takes much or little makes no difference to what fits as a whole.
    this.takes('?');
    if (this.bounds() !== undefined) throw wrong('invalid nested repetition operator');
    return { kind: 'repeat', part, ...bounds };
  }

  private bounds(): { readonly min: number; readonly max: number | undefined } | undefined {
    if (this.takes('*')) return { min: 0, max: undefined };
    if (this.takes('+')) return { min: 1, max: undefined };
    if (this.takes('?')) return { min: 0, max: 1 };
    const rest = this.characters.slice(this.next, this.next + boundsTextMax).join('');
    const [text, least, comma, most] = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(rest) ?? [];
    if (text === undefined) return undefined;
    this.next += text.length;
    const min = Number(least);
    const max = comma === undefined ? min : most === '' ? undefined : Number(most);
    if (min > repeatMax || (max ?? min) > repeatMax || (max ?? min) < min) {
      throw wrong(`invalid repeat count ${text}`);
    }
    return { min, max };
  }

  private atom(): RegexNode {
    const character = this.peek();
    this.next += 1;
    switch (character) {
      case '(':
        return this.group();
      case '[': {
        const { accepts, next } = parseClass(this.characters, this.next, this.isCaseless);
        this.next = next;
        return { kind: 'character', accepts };
      }
      case '.':
        return { kind: 'character', accepts: (each) => each !== '\n' };
      case '^':
      case '$':
        return { kind: 'edge', isStart: character === '^' };
      case '*':
      case '+':
      case '?':
        throw wrong(`missing argument to repetition operator ${character}`);
      case '\\':
        return this.escape();
      default:
        return this.literal(character);
    }
  }

  private group(): RegexNode {
    if (this.takes('?')) {
      if (!this.takes(':'))
        throw wrong('Updraft serves no groups with flags, names or look-around');
    }
    const inner = this.choice();
    if (!this.takes(')')) throw wrong('missing closing )');
    return inner;
  }

  private escape(): RegexNode {
    const character = this.characters[this.next];
    if (character === undefined) throw wrong('trailing backslash at end of expression');
    this.next += 1;
    const accepts = characterClass(character);
    if (accepts !== undefined) return { kind: 'character', accepts };
    if (character === 'A' || character === 'z') return { kind: 'edge', isStart: character === 'A' };
    const control = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\u0007' }[character];
    if (control === undefined && /\w/.test(character)) {
      throw wrong(`invalid escape sequence \\${character}`);
    }
    return this.literal(control ?? character);
  }

  private literal(character: string): RegexNode {
    const lower = character.toLowerCase();
    const accepts: CharacterTest = this.isCaseless
      ? (each) => each.toLowerCase() === lower
      : (each) => each === character;
    return { kind: 'character', accepts };
  }

  private takes(character: string): boolean {
    if (this.characters[this.next] !== character) return false;
    this.next += 1;
    return true;
  }

  private peek(): string {
    return this.characters[this.next] ?? '';
  }
}

const boundsTextMax = 12;

type State =
  | { readonly kind: 'end' }
  | { readonly kind: 'character'; readonly accepts: CharacterTest; readonly next: number }
  | { readonly kind: 'edge'; readonly isStart: boolean; readonly next: number }
  | { readonly kind: 'split'; readonly next: number[] };

/** The states of an expression; all that a text may have come to are followed at once. */
class Machine {
  private readonly states: State[] = [];
  private stepCount = 0;

  add(state: State): number {
    if (this.states.length >= statesMax) throw wrong('it has too many parts');
    this.states.push(state);
    return this.states.length - 1;
  }

  /** The state from which the node is read; behind it comes `next`. */
  build(node: RegexNode, next: number): number {
    this.stepCount += 1;
    if (this.stepCount > stepsMax) throw wrong('it has too many parts');
    switch (node.kind) {
      case 'character':
        return this.add({ kind: 'character', accepts: node.accepts, next });
      case 'edge':
        return this.add({ kind: 'edge', isStart: node.isStart, next });
      case 'sequence':
        return node.parts.reduceRight((behind, part) => this.build(part, behind), next);
      case 'choice':
        return this.add({ kind: 'split', next: node.parts.map((part) => this.build(part, next)) });
      case 'repeat':
        return this.repeat(node, next);
    }
  }

  private repeat(
    { part, min, max }: Extract<RegexNode, { readonly kind: 'repeat' }>,
    next: number,
  ): number {
    let behind = next;
    if (max === undefined) {
      const targets: number[] = [];
      const loop = this.add({ kind: 'split', next: targets });
      targets.push(this.build(part, loop), next);
      behind = loop;
    }
    for (let count = min; count < (max ?? min); count++) {
      behind = this.add({ kind: 'split', next: [this.build(part, behind), next] });
    }
    for (let count = 0; count < min; count++) behind = this.build(part, behind);
    return behind;
  }

  matches(start: number, text: string): boolean {
    const characters = Array.from(text);
    let open = this.reached([start], characters.length === 0, true);
    characters.forEach((character, index) => {
      const targets: number[] = [];
      for (const number of open) {
        const state = this.states[number];
        if (state?.kind === 'character' && state.accepts(character)) targets.push(state.next);
      }
      open = this.reached(targets, index === characters.length - 1, false);
    });
    return [...open].some((number) => this.states[number]?.kind === 'end');
  }

  /** All states that are come to without reading on. */
  private reached(from: readonly number[], isAtEnd: boolean, isAtStart: boolean): Set<number> {
    const reached = new Set<number>();
    const waiting = [...from];
    for (;;) {
      const number = waiting.pop();
      if (number === undefined) return reached;
      if (reached.has(number)) continue;
      reached.add(number);
      const state = this.states[number];
      if (state?.kind === 'split') waiting.push(...state.next);
      if (state?.kind === 'edge' && (state.isStart ? isAtStart : isAtEnd)) waiting.push(state.next);
    }
  }
}

function wrong(what: string): PromQLError {
  return new PromQLError(`error parsing regexp: ${what}`);
}
