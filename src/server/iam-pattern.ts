/**
 * The patterns of IAM policies: `*` stands for any text, `?` for any one character, and
 * `${aws:username}` for what the request says. `${*}`, `${?}` and `${$}` are those characters
 * themselves (IAM User Guide, "IAM policy elements: Variables and tags").
 *
 * Matching takes at most the product of both lengths, whatever the pattern: no regular expression
 * that someone writes into a file can stop the server.
 */
export type Pattern = readonly Token[];

type Token = string | typeof anyText | typeof anyCharacter | Variable;

const anyText = Symbol('*');
const anyCharacter = Symbol('?');

interface Variable {
  readonly variable: string;
}

export interface PatternKind {
  readonly hasWildcards: boolean;
  /** Policies of version 2008-10-17 take `${` for what it is. */
  readonly hasVariables: boolean;
}

export function parsePattern(text: string, { hasWildcards, hasVariables }: PatternKind): Pattern {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const [reference = '', name = ''] = hasVariables ? (referenceAt(text, at) ?? []) : [];
    if (reference !== '') {
      tokens.push(escapes.has(name) ? name : { variable: name });
      at += reference.length - 1;
    } else {
      const character = text.charAt(at);
      tokens.push((hasWildcards ? wildcards.get(character) : undefined) ?? character);
    }
  }
  return tokens;
}

const wildcards = new Map<string, typeof anyText | typeof anyCharacter>([
  ['*', anyText],
  ['?', anyCharacter],
]);
const escapes = new Set(['*', '?', '$']);

function referenceAt(text: string, at: number): RegExpExecArray | null {
  return text.startsWith('${', at) ? /^\$\{([^}]*)\}/.exec(text.slice(at)) : null;
}

export function variablesOf(pattern: Pattern): string[] {
  return pattern.flatMap((token) => (typeof token === 'object' ? [token.variable] : []));
}

/** The value of a variable; a pattern with one that has none matches nothing. */
export type VariableValues = (variable: string) => string | undefined;

export function matchesPattern(pattern: Pattern, text: string, values: VariableValues): boolean {
  const tokens = substitute(pattern, values);
  if (tokens === undefined) return false;
  let [at, position] = [0, 0];
  // Where to go on when a later part does not fit: behind the last `*`, one character further.
  let [retryAt, retryPosition] = [-1, 0];
  while (position < text.length) {
    const token = tokens[at];
    if (token === anyText) {
      retryAt = at + 1;
      retryPosition = position;
      at = retryAt;
    } else if (token === anyCharacter || token === text[position]) {
      at += 1;
      position += 1;
    } else if (retryAt >= 0) {
      retryPosition += 1;
      at = retryAt;
      position = retryPosition;
    } else return false;
  }
  return tokens.slice(at).every((token) => token === anyText);
}

type Plain = Exclude<Token, Variable>;

function substitute(pattern: Pattern, values: VariableValues): readonly Plain[] | undefined {
  if (pattern.every(isPlain)) return pattern;
  const tokens: Plain[] = [];
  for (const token of pattern) {
    if (isPlain(token)) tokens.push(token);
    else {
      const value = values(token.variable);
      if (value === undefined) return undefined;
      tokens.push(...value.split(''));
    }
  }
  return tokens;
}

function isPlain(token: Token): token is Plain {
  return typeof token !== 'object';
}
