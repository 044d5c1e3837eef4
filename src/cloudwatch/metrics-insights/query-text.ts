import { MathError } from '../metric-math/tree.js';
import { syntaxError } from '../metric-math/tokens.js';

/**
 * The text of a Metrics Insights query ("CloudWatch Metrics Insights query components and syntax"):
 *
 *     query     := "SELECT" function "(" name ")" "FROM" source
 *                  [ "WHERE" condition { "AND" condition } ]
 *                  [ "GROUP" "BY" key { "," key } ]
 *                  [ "ORDER" "BY" function "(" ")" [ "ASC" | "DESC" ] ] [ "LIMIT" number ]
 *     source    := name | "SCHEMA" "(" name { "," name } ")"
 *     condition := key ( "=" | "!=" ) ( 'value' | "CURRENT_ACCOUNT_ID" "(" ")" )
 *     key       := name | "AWS.AccountId"
 *     function  := "AVG" | "COUNT" | "MAX" | "MIN" | "SUM"
 *
 * Keywords stand in any case. A name with anything but letters, digits and `_` stands in double
 * quotes, and so does one that is a keyword; a value stands in single quotes.
 */
export interface InsightsQuery {
  readonly aggregate: Aggregate;
  readonly MetricName: string;
  readonly Namespace: string;
  /** Exactly these dimensions; whatever dimensions where undefined. */
  readonly dimensionNames: readonly string[] | undefined;
  readonly conditions: readonly InsightsCondition[];
  readonly groupKeys: readonly string[];
  readonly order: InsightsOrder | undefined;
  readonly limit: number;
}

export interface InsightsCondition {
  readonly key: string;
  readonly isEqual: boolean;
  /** Undefined for the account that asks. */
  readonly value: string | undefined;
}

export interface InsightsOrder {
  readonly aggregate: Aggregate;
  readonly isDescending: boolean;
}

export type Aggregate = 'AVG' | 'COUNT' | 'MAX' | 'MIN' | 'SUM';

export const accountKey = 'AWS.AccountId';

export function isInsightsQuery(text: string): boolean {
  return /^\s*SELECT\b/i.test(text);
}

export function parseInsightsQuery(text: string): InsightsQuery {
  return new QueryParser(text).whole();
}

const aggregates: readonly Aggregate[] = ['AVG', 'COUNT', 'MAX', 'MIN', 'SUM'];
export const groupsMax = 500;
const keywords =
  /^(select|from|where|group|by|order|limit|asc|desc|and|or|not|schema|avg|count|max|min|sum)$/i;

interface QueryToken {
  readonly kind: 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

class QueryParser {
  private readonly tokens: readonly QueryToken[];
  private next = 0;

  constructor(private readonly source: string) {
    this.tokens = readTokens(source);
  }

  whole(): InsightsQuery {
    this.expectWord('SELECT');
    const aggregate = this.aggregate();
    this.expect('(');
    const MetricName = this.name();
    this.expect(')');
    this.expectWord('FROM');
    const source = this.metricSource();
    const conditions = this.takesWord('WHERE') ? this.conditions() : [];
    const groupKeys = this.takesWord('GROUP') ? this.groupKeys() : [];
    const order = this.takesWord('ORDER') ? this.order() : undefined;
    const limit = this.takesWord('LIMIT') ? this.limit() : groupsMax;
    if (this.peek().kind !== 'end') throw this.unexpected();
    return { aggregate, MetricName, ...source, conditions, groupKeys, order, limit };
  }

  private metricSource(): Pick<InsightsQuery, 'Namespace' | 'dimensionNames'> {
    const isSchema = this.tokens[this.next + 1]?.text === '(' && this.takesWord('SCHEMA');
    if (!isSchema) return { Namespace: this.name(), dimensionNames: undefined };
    this.expect('(');
    const Namespace = this.name();
    const dimensionNames: string[] = [];
    while (this.takes(',')) dimensionNames.push(this.name());
    this.expect(')');
    return { Namespace, dimensionNames };
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
    const { kind, text } = this.peek();
    if (kind === 'value') {
      this.next += 1;
      return { key, isEqual, value: text };
    }
    if (key === accountKey && this.takesWord('CURRENT_ACCOUNT_ID')) {
      this.expect('(');
      this.expect(')');
      return { key, isEqual, value: undefined };
    }
    if (kind === 'word' || kind === 'name') {
      throw new MathError(
        'Invalid syntax. Comparing identifiers is not supported. ' +
          'Values must be surrounded by single quotes',
      );
    }
    throw this.unexpected();
  }

  private groupKeys(): readonly string[] {
    this.expectWord('BY');
    const keys = [this.key()];
    while (this.takes(',')) keys.push(this.key());
    return keys;
  }

  private order(): InsightsOrder {
    this.expectWord('BY');
    const aggregate = this.aggregate();
    this.expect('(');
    this.expect(')');
    const isDescending = this.takesWord('DESC');
    if (!isDescending) this.takesWord('ASC');
    return { aggregate, isDescending };
  }

  private limit(): number {
    const { kind, text } = this.peek();
    const limit = Number(text);
    if (kind !== 'number' || limit < 1 || limit > groupsMax) throw this.unexpected();
    this.next += 1;
    return limit;
  }

  private aggregate(): Aggregate {
    const { kind, text } = this.peek();
    if (kind !== 'word') throw this.unexpected();
    const aggregate = aggregates.find((each) => each === text.toUpperCase());
    if (aggregate === undefined) {
      throw new MathError(`Invalid syntax. '${text}' is not a valid aggregate function`);
    }
    this.next += 1;
    return aggregate;
  }

  /** `AWS.AccountId` is the one key with a dot; tags of resources are not known here. */
  private key(): string {
    const { kind, text } = this.peek();
    const isQualified = kind === 'word' && this.tokens[this.next + 1]?.text === '.';
    if (!isQualified) return this.name();
    this.next += 2;
    const key = `${text}.${this.peek().text}`;
    if (key !== accountKey) {
      throw new MathError(`Updraft does not serve the key ${key} of Metrics Insights`);
    }
    this.next += 1;
    return key;
  }

  private name(): string {
    const { kind, text } = this.peek();
    if (kind === 'word' && keywords.test(text)) {
      throw new MathError(
        `Invalid syntax. Reserved keyword '${text}' must be surrounded by double quotes`,
      );
    }
    if (kind !== 'word' && kind !== 'name') throw this.unexpected();
    this.next += 1;
    return text;
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

  private unexpected(): MathError {
    return syntaxError(this.source, this.tokens[this.next]?.at ?? this.source.length);
  }
}

function readTokens(source: string): readonly QueryToken[] {
  const matcher =
    /\s*(?:([A-Za-z_]\w*)|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|(\d+)|(!=|[(),.=])|$)/y;
  const tokens: QueryToken[] = [];
  for (;;) {
    const from = matcher.lastIndex;
    const at = from + Math.max(0, source.slice(from).search(/\S|$/));
    const found = matcher.exec(source);
    if (found === null) throw syntaxError(source, at);
    const [, word, name, value, number, symbol] = found;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (name !== undefined) tokens.push({ kind: 'name', text: unescaped(name), at });
    else if (value !== undefined) tokens.push({ kind: 'value', text: unescaped(value), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else return [...tokens, { kind: 'end', text: '', at }];
  }
}

function unescaped(text: string): string {
  return text.replace(/\\([^])/g, '$1');
}
