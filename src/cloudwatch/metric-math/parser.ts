import { syntaxError, readTokens, type Token } from './tokens.js';
import { type MathNode, MathError, type Operator } from './tree.js';

/**
 * The grammar of metric math ("Metric math syntax and functions"). Operators bind as they do in
 * mathematics, powers from the right, all others from the left.
 *
 *     expression := and { ( "OR" | "||" ) and }
 *     and        := comparison { ( "AND" | "&&" ) comparison }
 *     comparison := sum { ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum }
 *     sum        := product { ( "+" | "-" ) product }
 *     product    := power { ( "*" | "/" ) power }
 *     power      := signed [ "^" power ]
 *     signed     := ( "+" | "-" ) signed | primary
 *     primary    := number | text | id | word | FUNCTION "(" [ expression { "," expression } ] ")"
 *                 | "[" expression { "," expression } "]" | "(" expression ")"
 *
 * An id begins with a lower-case letter, a word with a capital; a name before brackets is that of a
 * function, of which none has lower case.
 */
export function parseExpression(source: string): MathNode {
  return new Parser(source).whole();
}

const levels: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];

/** Each level of brackets goes through all levels of the grammar; the stack must hold them. */
const depthMax = 100;

class Parser {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(private readonly source: string) {
    this.tokens = readTokens(source);
  }

  whole(): MathNode {
    const node = this.expression();
    if (this.peek().kind !== 'end') throw this.unexpected();
    return node;
  }

  private expression(level = 0): MathNode {
    const operators = levels[level];
    if (operators === undefined) return this.power();
    let left = this.expression(level + 1);
    while (isOperator(this.peek(), operators)) {
      const { at, text } = this.take();
      const right = this.expression(level + 1);
      left = { kind: 'operation', operator: operatorOf(text), left, right, at };
    }
    return left;
  }

  private power(): MathNode {
    const left = this.signed();
    if (!isOperator(this.peek(), ['^'])) return left;
    const { at } = this.take();
    const right = this.deeper(() => this.power());
    return { kind: 'operation', operator: '^', left, right, at };
  }

  private signed(): MathNode {
    const token = this.peek();
    if (token.kind !== 'symbol' || (token.text !== '+' && token.text !== '-')) {
      return this.primary();
    }
    this.take();
    const operand = this.deeper(() => this.signed());
    return { kind: 'sign', sign: token.text, operand, at: token.at };
  }

  private primary(): MathNode {
    const token = this.peek();
    const { at } = token;
    switch (token.kind) {
      case 'number':
      case 'text':
        this.take();
        // The value has the type that the kind says.
        return { kind: token.kind, value: token.value, at } as MathNode;
      case 'name':
        this.take();
        return this.named(token);
      case 'symbol':
        if (token.text === '(') return this.bracketed(')')[0] ?? this.fail();
        if (token.text === '[') return { kind: 'list', members: this.bracketed(']'), at };
        throw this.unexpected();
      case 'end':
        throw this.unexpected();
    }
  }

  private named({ text: name, at }: Token): MathNode {
    const isCall = this.peek().kind === 'symbol' && this.peek().text === '(';
    if (!isCall) return { kind: /^[a-z]/.test(name) ? 'id' : 'word', name, at };
    const isEmpty = this.tokens[this.next + 1]?.text === ')';
    if (!isEmpty) return { kind: 'call', name, parameters: this.bracketed(')', ','), at };
    this.next += 2;
    return { kind: 'call', name, parameters: [], at };
  }

  /** From the opening bracket on; a list and a call have several expressions, brackets one. */
  private bracketed(close: ')' | ']', separator = close === ']' ? ',' : ''): MathNode[] {
    this.take();
    const nodes = [this.deeper(() => this.expression())];
    while (separator !== '' && this.peek().text === separator && this.peek().kind === 'symbol') {
      this.take();
      nodes.push(this.deeper(() => this.expression()));
    }
    if (this.peek().kind !== 'symbol' || this.peek().text !== close) throw this.unexpected();
    this.take();
    return nodes;
  }

  private deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > depthMax) {
      throw new MathError('The expression is nested too deeply', this.peek().at);
    }
    const result = read();
    this.depth -= 1;
    return result;
  }

  private peek(): Token {
    return this.tokens[this.next] ?? this.fail();
  }

  private take(): Token {
    const token = this.peek();
    this.next += 1;
    return token;
  }

  private unexpected(): MathError {
    return syntaxError(this.peek().at);
  }

  private fail(): never {
    throw syntaxError(this.source.length);
  }
}

function isOperator({ kind, text }: Token, operators: readonly string[]): boolean {
  return (kind === 'symbol' || kind === 'name') && operators.includes(text);
}

function operatorOf(text: string): Operator {
  if (text === '&&') return 'AND';
  if (text === '||') return 'OR';
  // The levels hold no others.
  return text as Operator;
}
