import { MathError } from './tree.js';

export type Token = {
  readonly at: number;
  readonly text: string;
} & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name' }
  | { readonly kind: 'symbol' }
  | { readonly kind: 'end' }
);

/** Cuts an expression of metric math into its tokens; the last one is its end. */
export function readTokens(source: string): readonly Token[] {
  const matcher = new RegExp(`\\s*(?:(${number})|(${name})|(${quoted})|(${symbol})|$)`, 'y');
  const tokens: Token[] = [];
  for (;;) {
    const from = matcher.lastIndex;
    const found = matcher.exec(source);
    if (found === null) throw syntaxError(from + spaceAt(source, from));
    const token = tokenOf(found);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
  }
}

const number = String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const name = String.raw`[A-Za-z_]\w*`;
const quoted = String.raw`'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"`;
const symbol = String.raw`==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]`;

function tokenOf(found: RegExpExecArray): Token {
  const [whole, asNumber, asName, asText, asSymbol] = found;
  const text = asNumber ?? asName ?? asText ?? asSymbol ?? '';
  const at = found.index + whole.length - text.length;
  if (asNumber !== undefined) return { kind: 'number', value: Number(text), text, at };
  if (asName !== undefined) return { kind: 'name', text, at };
  if (asSymbol !== undefined) return { kind: 'symbol', text, at };
  if (asText === undefined) return { kind: 'end', text, at };
  return { kind: 'text', value: textIn(asText), text, at };
}

/** A backslash lets a text hold its own quote; all others are left to who reads the text. */
function textIn(quotedText: string): string {
  const [quote] = quotedText;
  return quotedText.slice(1, -1).replace(/\\([^])/g, (whole, escaped: string) => {
    return escaped === quote ? escaped : whole;
  });
}

function spaceAt(source: string, from: number): number {
  return source.slice(from).search(/\S/);
}

/** AWS does not say where (recorded from AWS). */
export function syntaxError(at: number): MathError {
  return new MathError('Invalid syntax', at);
}
