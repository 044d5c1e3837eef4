import { BareMathError, type MathError } from '../metric-math/tree.js';

/**
 * The text of a SEARCH ("CloudWatch search expression syntax"):
 *
 *     search     := [ "{" name { "," name } "}" ] [ any ]
 *     any        := all { "OR" all }
 *     all        := term { [ "AND" ] term }
 *     term       := "NOT" term | "(" any ")" | name "=" values | value
 *     values     := value | "(" value { [ "OR" ] value } ")"
 *     value      := word | quoted            name := word | quoted | ":aws.AccountId"
 *
 * A schema is a namespace and names of dimensions. Operators stand in capitals; in lower case they
 * are words like any other. Only double quotes are quotes: a single one is a part of its word
 * (recorded from AWS, though the guide writes :aws.AccountId='LOCAL'). A backslash takes the
 * meaning from the character behind it.
 */
export interface Search {
  readonly schema: Schema | undefined;
  readonly condition: Condition;
}

export interface Schema {
  readonly Namespace: string;
  readonly dimensionNames: readonly string[];
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  /** In any property of the metric, or in the one that is named. */
  | { readonly kind: 'value'; readonly property: string | undefined; readonly value: SearchValue };

export interface SearchValue {
  readonly text: string;
  /** What stands in quotes is the whole of a property, to the letter. */
  readonly isQuoted: boolean;
}

export function parseSearch(text: string): Search {
  if (text.length > charactersMax) {
    throw searchError(text, charactersMax);
  }
  return new SearchParser(text).whole();
}

const charactersMax = 1_024;
const depthMax = 50;

type SearchToken = SearchValue & { readonly kind: 'value' | 'symbol' | 'end'; readonly at: number };

class SearchParser {
  private readonly tokens: readonly SearchToken[];
  private next = 0;
  private depth = 0;

  constructor(private readonly source: string) {
    this.tokens = [...readTokens(source)];
  }

  whole(): Search {
    const schema = this.takes('{') ? this.schema() : undefined;
    const isBare = this.peek().kind === 'end';
    const condition: Condition = isBare ? { kind: 'all', conditions: [] } : this.any();
    if (this.peek().kind !== 'end') throw this.unexpected();
    return { schema, condition };
  }

  private schema(): Schema {
    const Namespace = this.value().text;
    const dimensionNames: string[] = [];
    while (this.takes(',')) dimensionNames.push(this.value().text);
    if (!this.takes('}')) throw this.unexpected();
    return { Namespace, dimensionNames };
  }

  private any(): Condition {
    const conditions = [this.all()];
    while (this.takesWord('OR')) conditions.push(this.all());
    return onlyOr('any', conditions);
  }

  private all(): Condition {
    const conditions = [this.term()];
    for (;;) {
      const hasAnd = this.takesWord('AND');
      if (!hasAnd && !this.startsTerm()) return onlyOr('all', conditions);
      conditions.push(this.term());
    }
  }

  private term(): Condition {
    this.depth += 1;
    if (this.depth > depthMax) throw this.unexpected();
    const condition = this.readTerm();
    this.depth -= 1;
    return condition;
  }

  private readTerm(): Condition {
    if (this.takesWord('NOT')) return { kind: 'not', condition: this.term() };
    if (this.takes('(')) {
      const condition = this.any();
      if (!this.takes(')')) throw this.unexpected();
      return condition;
    }
    const first = this.value();
    if (!this.takes('=')) return { kind: 'value', property: undefined, value: first };
    return this.values(first.text);
  }

  private values(property: string): Condition {
    if (!this.takes('(')) return { kind: 'value', property, value: this.value() };
    const conditions: Condition[] = [{ kind: 'value', property, value: this.value() }];
    while (!this.takes(')')) {
      this.takesWord('OR');
      conditions.push({ kind: 'value', property, value: this.value() });
    }
    return onlyOr('any', conditions);
  }

  private value(): SearchValue {
    const { kind, text, isQuoted } = this.peek();
    const isOperator = !isQuoted && (text === 'AND' || text === 'OR');
    if (kind !== 'value' || isOperator) throw this.unexpected();
    this.next += 1;
    return { text, isQuoted };
  }

  private startsTerm(): boolean {
    const { kind, text, isQuoted } = this.peek();
    if (kind === 'symbol') return text === '(';
    return kind === 'value' && (isQuoted || text !== 'OR');
  }

  private takes(symbol: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== 'symbol' || text !== symbol) return false;
    this.next += 1;
    return true;
  }

  private takesWord(word: string): boolean {
    const { kind, text, isQuoted } = this.peek();
    if (kind !== 'value' || isQuoted || text !== word) return false;
    this.next += 1;
    return true;
  }

  private peek(): SearchToken {
    const token = this.tokens[this.next];
    if (token === undefined) throw this.unexpected();
    return token;
  }

  private unexpected(): MathError {
    const at = this.tokens[this.next]?.at ?? this.source.length;
    return searchError(this.source, at);
  }
}

function onlyOr(kind: 'all' | 'any', conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { kind, conditions };
}

function* readTokens(source: string): Generator<SearchToken> {
  const pattern = /\s*(?:([(){},=])|"((?:[^"\\]|\\[^])*)"|((?:[^\s(){},="\\]|\\[^])+))/y;
  let at = 0;
  while (source.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found === null) throw searchError(source, at);
    const [, symbol, quoted, word] = found;
    if (symbol !== undefined) yield { kind: 'symbol', text: symbol, isQuoted: false, at };
    else {
      const text = (quoted ?? word ?? '').replace(/\\([^])/g, '$1');
      yield { kind: 'value', text, isQuoted: quoted !== undefined, at };
    }
    at = pattern.lastIndex;
  }
  yield { kind: 'end', text: '', isQuoted: false, at: source.length };
}

/** AWS quotes a text that is no search as a whole (recorded from AWS); `at` is where it breaks. */
function searchError(source: string, at: number): MathError {
  return new BareMathError(`Invalid SEARCH parameter: ${source}`, at);
}
