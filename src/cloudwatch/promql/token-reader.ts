import { aliasOf } from './labels.js';
import { parseError, type PromToken, readPromTokens, unexpectedAt } from './tokens.js';
import type { PromQLError } from './tree.js';

const depthMax = 100;

/** A place in the tokens of a query, and what may be read there. */
export class TokenReader {
  private readonly tokens: readonly PromToken[];
  private next = 0;
  private depth = 0;

  constructor(private readonly source: string) {
    this.tokens = readPromTokens(source);
  }

  peek(): PromToken {
    const token = this.tokens[this.next];
    if (token === undefined) throw this.unexpected();
    return token;
  }

  skip(): void {
    this.next += 1;
  }

  /** Words that are part of the language stand in any case. */
  takes(text: string): boolean {
    const isThere = /^\w/.test(text) ? this.isWord(text) : this.peek().text === text;
    if (!isThere) return false;
    this.next += 1;
    return true;
  }

  isWord(word: string): boolean {
    const { kind, text } = this.peek();
    return kind === 'word' && text.toLowerCase() === word;
  }

  expect(symbol: string): void {
    if (!this.takes(symbol)) throw this.unexpected();
  }

  label(): string {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'text') throw this.unexpected();
    this.next += 1;
    return token.kind === 'text' ? token.value : token.text;
  }

  labels(): readonly string[] {
    this.expect('(');
    const labels: string[] = [];
    while (!this.takes(')')) {
      labels.push(aliasOf(this.label()));
      if (!this.takes(',') && this.peek().text !== ')') throw this.unexpected();
    }
    return labels;
  }

  duration(): number {
    const token = this.peek();
    if (token.kind !== 'duration' || token.value <= 0) throw this.unexpected();
    this.next += 1;
    return token.value;
  }

  deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > depthMax) throw this.wrong('the query is nested too deeply');
    const value = read();
    this.depth -= 1;
    return value;
  }

  /** What somebody else says of a part is told with its place. */
  within<T>(at: number, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (error instanceof Error) throw this.wrong(error.message, at);
      throw error;
    }
  }

  unserved(what: string, at?: number): PromQLError {
    return this.wrong(`Updraft does not serve ${what} of PromQL`, at);
  }

  wrong(what: string, at = this.peek().at): PromQLError {
    return parseError(this.source, at, what);
  }

  unexpected(): PromQLError {
    return unexpectedAt(this.source, this.tokens[this.next]?.at ?? this.source.length);
  }
}
