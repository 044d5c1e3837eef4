import { syntaxError } from '../metric-math/tokens.js';
import { MathError } from '../metric-math/tree.js';
import { isGrammarWord, isReservedWord } from './reserved-words.js';

/**
 * The text of a Metrics Insights query ("CloudWatch Metrics Insights query components and syntax"):
 *
 *     query     := "SELECT" function "(" name ")" "FROM" source
 *                  [ "WHERE" condition { "AND" condition } ]
 *                  [ "GROUP" "BY" key { "," key } ]
 *                  [ "ORDER" "BY" function "(" ")" [ "ASC" | "DESC" ] ] [ "LIMIT" number ]
 *     source    := name | "SCHEMA" "(" name { "," name } ")"
 *     condition := key ( "=" | "!=" ) ( 'value' | "CURRENT_ACCOUNT_ID" "(" ")" )
 *     key       := name | "AWS.AccountId" | "tag." name
 *     function  := "AVG" | "COUNT" | "MAX" | "MIN" | "SUM"
 *
 * Keywords stand in any case. A name with anything but letters, digits and `_` stands in double
 * quotes, and so does a reserved word; a value stands in single quotes. A backslash takes the
 * meaning from a quote and from nothing else. What breaks the grammar is told before what breaks
 * any other rule, as AWS does it.
 */
export interface InsightsQuery {
  readonly aggregate: Aggregate;
  readonly MetricName: string;
  readonly Namespace: string;
  /** Exactly these dimensions; whatever dimensions where undefined. */
  readonly dimensionNames: readonly string[] | undefined;
  readonly conditions: readonly InsightsCondition[];
  readonly groupKeys: readonly QueryKey[];
  readonly order: InsightsOrder | undefined;
  readonly limit: number;
}

/** What metrics are told apart by: a dimension, whose they are, or a tag of their resource. */
export type QueryKey =
  | { readonly kind: 'dimension'; readonly name: string }
  | { readonly kind: 'account' }
  | { readonly kind: 'tag'; readonly name: string };

export interface InsightsCondition {
  readonly key: QueryKey;
  readonly isEqual: boolean;
  /** Undefined for the account that asks. */
  readonly value: string | undefined;
}

export interface InsightsOrder {
  readonly aggregate: Aggregate;
  readonly isDescending: boolean;
}

export type Aggregate = 'AVG' | 'COUNT' | 'MAX' | 'MIN' | 'SUM';

/** As it is written in a query, and shows as an attribute of contributors. */
export function keyText(key: QueryKey): string {
  if (key.kind === 'account') return 'AWS.AccountId';
  return key.kind === 'tag' ? `tag.${key.name}` : key.name;
}

export function isInsightsQuery(text: string): boolean {
  return /^\s*SELECT\b/i.test(text);
}

export function parseInsightsQuery(text: string): InsightsQuery {
  return new QueryParser(text).whole();
}

const aggregates: readonly Aggregate[] = ['AVG', 'COUNT', 'MAX', 'MIN', 'SUM'];
export const groupsMax = 500;

interface QueryToken {
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

class QueryParser {
  private readonly tokens: readonly QueryToken[];
  private next = 0;
  /** The first rule that is broken within the grammar. */
  private complaint: MathError | undefined;

  constructor(private readonly source: string) {
    this.tokens = readTokens(source);
  }

  whole(): InsightsQuery {
    this.expectWord('SELECT');
    const selected = this.next;
    const aggregate = this.aggregate('aggregate');
    this.expect('(');
    const MetricName = this.name();
    this.expect(')');
    if (this.peek().kind === 'end') throw this.unexpected(selected);
    this.expectWord('FROM');
    const source = this.metricSource();
    const conditions = this.takesWord('WHERE') ? this.conditions() : [];
    const groupKeys = this.takesWord('GROUP') ? this.groupKeys() : [];
    const order = this.takesWord('ORDER') ? this.order() : undefined;
    const limit = this.takesWord('LIMIT') ? this.limit() : groupsMax;
    if (this.peek().kind !== 'end') throw this.unexpected();
    if (this.complaint !== undefined) throw this.complaint;
    return { aggregate, MetricName, ...source, conditions, groupKeys, order, limit };
  }

  private metricSource(): Pick<InsightsQuery, 'Namespace' | 'dimensionNames'> {
    if (!this.takesWord('SCHEMA')) return { Namespace: this.name(), dimensionNames: undefined };
    const bracket = this.next;
    this.expect('(');
    if (this.takes(')')) throw this.unexpected(bracket);
    const Namespace = this.name();
    const dimensionNames = new Set<string>();
    while (this.takes(',')) dimensionNames.add(this.name());
    this.expect(')');
    return { Namespace, dimensionNames: [...dimensionNames] };
  }

  private conditions(): readonly InsightsCondition[] {
    const conditions = [this.condition()];
    while (this.takesWord('AND')) conditions.push(this.condition());
    return conditions;
  }

  private condition(): InsightsCondition {
    const key = this.key();
    const isEqual = this.takes('=');
    if (!isEqual) this.expect('!=');
    if (this.takesWord('CURRENT_ACCOUNT_ID')) {
      this.expect('(');
      this.expect(')');
      return { key, isEqual, value: undefined };
    }
    const { kind, text } = this.peek();
    if (kind === 'word' || kind === 'name') {
      this.complain('Comparing identifiers is not supported. ' + quotedValues);
    } else if (kind !== 'value') throw this.unexpected();
    this.next += 1;
    return { key, isEqual, value: text };
  }

  private groupKeys(): readonly QueryKey[] {
    this.expectWord('BY');
    const keys = [this.key()];
    while (this.takes(',')) keys.push(this.key());
    return keys;
  }

  private order(): InsightsOrder {
    this.expectWord('BY');
    const aggregate = this.aggregate('ORDER BY');
    const bracket = this.next;
    this.expect('(');
    if (!this.takes(')')) throw this.unexpected(bracket);
    const isDescending = this.takesWord('DESC');
    if (!isDescending) this.takesWord('ASC');
    return { aggregate, isDescending };
  }

  /** More may be asked for than is ever returned. */
  private limit(): number {
    const { kind, text } = this.peek();
    if (kind !== 'number') throw this.unexpected();
    const limit = Number(text);
    if (limit === 0) this.complain('LIMIT must be greater than 0');
    this.next += 1;
    return Math.min(limit, groupsMax);
  }

  private aggregate(place: 'aggregate' | 'ORDER BY'): Aggregate {
    const { kind, text } = this.peek();
    if (kind !== 'word') throw syntaxError(this.peek().at);
    const aggregate = aggregates.find((each) => each === text.toUpperCase());
    if (aggregate === undefined) this.complain(`'${text}' is not a valid ${place} function`);
    this.next += 1;
    return aggregate ?? 'AVG';
  }

  private key(): QueryKey {
    const { kind, text } = this.peek();
    const isQualified = kind === 'word' && this.tokens[this.next + 1]?.text === '.';
    if (!isQualified) return { kind: 'dimension', name: this.name() };
    if (text !== 'tag' && text !== 'AWS') throw this.unexpected(this.next + 1);
    this.next += 2;
    if (text === 'tag') return { kind: 'tag', name: this.name() };
    if (this.peek().text !== 'AccountId') throw this.unexpected();
    this.next += 1;
    return { kind: 'account' };
  }

  private name(): string {
    const { kind, text } = this.peek();
    const isName = kind === 'name' || (kind === 'word' && !isGrammarWord(text));
    if (!isName) throw this.unexpected();
    if (kind === 'word' && isReservedWord(text)) {
      this.complain(`Reserved keyword '${text}' must be surrounded by double quotes`);
    }
    this.next += 1;
    return text;
  }

  private complain(rule: string): void {
    this.complaint ??= new MathError(`Invalid syntax. ${rule}`, this.peek().at);
  }

  private expect(symbol: string): void {
    if (!this.takes(symbol)) throw this.unexpected();
  }

  private expectWord(word: string): void {
    if (!this.takesWord(word)) throw this.unexpected();
  }

  private takes(symbol: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== 'symbol' || text !== symbol) return false;
    this.next += 1;
    return true;
  }

  private takesWord(word: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== 'word' || text.toUpperCase() !== word) return false;
    this.next += 1;
    return true;
  }

  private peek(): QueryToken {
    const token = this.tokens[this.next];
    if (token === undefined) throw this.unexpected();
    return token;
  }

  private unexpected(token = this.next): MathError {
    const at = this.tokens[token]?.at ?? this.source.length;
    const rest = this.source.slice(at);
    if (rest === '') return syntaxError(at);
    const fragment = rest.length > fragmentMax ? `${rest.slice(0, fragmentMax)}...` : rest;
    return new MathError(`Invalid syntax near '${fragment}'`, at);
  }
}

const quotedValues = 'Values must be surrounded by single quotes';
const fragmentMax = 30;

/** What belongs to no query is a symbol too, on which the grammar will stumble. */
function readTokens(source: string): readonly QueryToken[] {
  const matcher =
    /\s*(?:([A-Za-z_]\w*)|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|(\d+)|(!=|[^\s])|$)/y;
  const tokens: QueryToken[] = [];
  for (;;) {
    const from = matcher.lastIndex;
    const at = from + Math.max(0, source.slice(from).search(/\S|$/));
    const [, word, name, value, number, symbol] = matcher.exec(source) ?? [];
    if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: unescaped(name, '"'), at });
    else if (value !== undefined) tokens.push({ kind: 'value', text: unescaped(value, "'"), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else return [...tokens, { kind: 'end', text: '', at }];
  }
}

function unescaped(text: string, quote: string): string {
  return text.replaceAll(`\\${quote}`, quote);
}
