import { PromQLError } from './tree.js';

export type PromToken = {
  readonly at: number;
  readonly text: string;
} & (
  | { readonly kind: 'number' | 'duration'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'word' | 'symbol' | 'end' }
);

/** Cuts a query into its tokens; the last one is its end. */
export function readPromTokens(source: string): readonly PromToken[] {
  const matcher = new RegExp(
    `(?:\\s|#[^\\n]*)*(?:(${duration})|(${number})|(${word})|(${quoted})|(${symbol})|$)`,
    'y',
  );
  const tokens: PromToken[] = [];
  for (;;) {
    const from = matcher.lastIndex;
    const found = matcher.exec(source);
    if (found === null) throw unexpectedAt(source, from + leadingSpace(source.slice(from)));
    const token = tokenOf(found, source);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
  }
}

const duration = String.raw`(?:\d+(?:ms|[smhdwy]))+(?!\w)`;
const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w)`;
const word = String.raw`[A-Za-z_:][\w:]*`;
const quoted = String.raw`"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|${'`'}[^${'`'}]*${'`'}`;
const symbol = String.raw`==|!=|=~|!~|<=|>=|[-+*/%^<>=(){}[\],@:]`;

function tokenOf(found: RegExpExecArray, source: string): PromToken {
  const [whole, asDuration, asNumber, asWord, asText, asSymbol] = found;
  const text = asDuration ?? asNumber ?? asWord ?? asText ?? asSymbol ?? '';
  const at = found.index + whole.length - text.length;
  if (asDuration !== undefined) return { kind: 'duration', value: secondsOf(text), text, at };
  if (asNumber !== undefined) return { kind: 'number', value: Number(text), text, at };
  if (asWord !== undefined) return { kind: 'word', text, at };
  if (asText !== undefined) return { kind: 'text', value: unquoted(text, source, at), text, at };
  return { kind: asSymbol === undefined ? 'end' : 'symbol', text, at };
}

const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

function secondsOf(text: string): number {
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (unitSeconds[unit] ?? 1),
    0,
  );
}

/** As Go reads its strings; one in backquotes stands as it is. */
function unquoted(text: string, source: string, at: number): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  return inner.replace(
    /\\(?:([abfnrtv\\"'])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g,
    (_whole, ...groups: (string | undefined)[]) => {
      const [simple, byte, short, long] = groups;
      if (simple !== undefined) return escapes[simple] ?? simple;
      const code = parseInt(byte ?? short ?? long ?? '', 16);
      if (code <= 0x10_ff_ff) return String.fromCodePoint(code);
      throw parseError(source, at, `invalid escape sequence in ${text}`);
    },
  );
}

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function leadingSpace(rest: string): number {
  return /^(?:\s|#[^\n]*)*/.exec(rest)?.[0].length ?? 0;
}

export function unexpectedAt(source: string, at: number): PromQLError {
  const rest = source.slice(at);
  if (rest === '') return parseError(source, at, 'unexpected end of input');
  const fragment = rest.length > fragmentMax ? `${rest.slice(0, fragmentMax)}...` : rest;
  return parseError(source, at, `unexpected ${JSON.stringify(fragment)}`);
}

const fragmentMax = 30;

/** In the form of Prometheus: `1:14: parse error: unexpected "}"`. */
export function parseError(source: string, at: number, what: string): PromQLError {
  const lines = source.slice(0, at).split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return new PromQLError(`${lines.length}:${column}: parse error: ${what}`);
}
