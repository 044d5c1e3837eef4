import { PromQLError } from './tree.js';

/** Whether a character is one of those that an expression takes in its place. */
export type CharacterTest = (character: string) => boolean;

/** `\d`, `\w`, `\s` and their opposites; undefined for any other letter. */
export function characterClass(letter: string): CharacterTest | undefined {
  const named = { d: /^\d$/, w: /^\w$/, s: /^[\t\n\f\r ]$/ }[letter.toLowerCase()];
  if (named === undefined) return undefined;
  const isNegated = letter !== letter.toLowerCase();
  return (character) => named.test(character) !== isNegated;
}

/** The class whose bracket opens in front of `start`. */
export function parseClass(
  characters: readonly string[],
  start: number,
  isCaseless: boolean,
): { readonly accepts: CharacterTest; readonly next: number } {
  const isNegated = characters[start] === '^';
  const tests: CharacterTest[] = [];
  let at = isNegated ? start + 1 : start;
  // A bracket that stands first is one of the characters.
  for (let isFirst = true; isFirst || characters[at] !== ']'; isFirst = false) {
    const low = memberAt(characters, at);
    at = low.next;
    if (characters[at] !== '-' || characters[at + 1] === ']') {
      tests.push(low.accepts ?? oneOf(low.character, low.character));
      continue;
    }
    const high = memberAt(characters, at + 1);
    at = high.next;
    if (low.accepts ?? high.accepts) throw wrong('invalid character class range');
    if (code(high.character) < code(low.character)) throw wrong('invalid character class range');
    tests.push(oneOf(low.character, high.character));
  }
  const isAmong = (character: string): boolean => tests.some((test) => test(character));
  const accepts: CharacterTest = isCaseless
    ? (each) => (isAmong(each.toLowerCase()) || isAmong(each.toUpperCase())) !== isNegated
    : (each) => isAmong(each) !== isNegated;
  return { accepts, next: at + 1 };
}

interface ClassMember {
  readonly character: string;
  readonly accepts: CharacterTest | undefined;
  readonly next: number;
}

function memberAt(characters: readonly string[], at: number): ClassMember {
  const character = characters[at];
  if (character === undefined) throw wrong('missing closing ]');
  if (character === '[' && characters[at + 1] === ':') {
    throw wrong('Updraft serves no named classes');
  }
  if (character !== '\\') return { character, accepts: undefined, next: at + 1 };
  const escaped = characters[at + 1];
  if (escaped === undefined) throw wrong('trailing backslash at end of expression');
  const control = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' }[escaped];
  const accepts = control === undefined ? characterClass(escaped) : undefined;
  if (accepts === undefined && control === undefined && /\w/.test(escaped)) {
    throw wrong(`invalid escape sequence \\${escaped}`);
  }
  return { character: control ?? escaped, accepts, next: at + 2 };
}

function oneOf(low: string, high: string): CharacterTest {
  const [from, to] = [code(low), code(high)];
  return (character) => code(character) >= from && code(character) <= to;
}

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function wrong(what: string): PromQLError {
  return new PromQLError(`error parsing regexp: ${what}`);
}
