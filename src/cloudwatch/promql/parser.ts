import { checkCall, functionNamed } from './functions.js';
import { parseSelector } from './selector-parser.js';
import { TokenReader } from './token-reader.js';
import type { PromToken } from './tokens.js';
import {
  type AggregationName,
  aggregationNames,
  type Grouping,
  type LabelMatching,
  type Operator,
  type PromNode,
  selectorsOf,
} from './tree.js';
import { typeOf } from './value-type.js';

/**
 * The text of a query in PromQL, as far as it is served here ("PromQL querying"; "Querying
 * Prometheus" and "Operators" of Prometheus):
 *
 *     expression  := and { "or" [ matching ] and }
 *     and         := comparison { ( "and" | "unless" ) [ matching ] comparison }
 *     comparison  := sum { ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) [ "bool" ] [ matching ] sum }
 *     sum         := product { ( "+" | "-" ) [ matching ] product }
 *     product     := signed { ( "*" | "/" | "%" ) [ matching ] signed }
 *     signed      := ( "+" | "-" ) signed | power
 *     power       := operand [ "^" [ matching ] signed ]
 *     operand     := number | selector | call | aggregation | "(" expression ")"
 *     selector    := ( name [ matchers ] | matchers ) [ "[" duration "]" ]
 *                    [ "offset" [ "-" ] duration ]
 *     matchers    := "{" [ matcher { "," matcher } [ "," ] ] "}"
 *     matcher     := 'metric name' | label ( "=" | "!=" | "=~" | "!~" ) 'value'
 *     call        := function "(" [ expression { "," expression } ] ")"
 *     aggregation := aggregate [ grouping ] "(" [ expression "," ] expression ")" [ grouping ]
 *     grouping    := ( "by" | "without" ) labels
 *     matching    := ( "on" | "ignoring" ) labels
 *     labels      := "(" [ label { "," label } ] ")"
 *     label       := name | 'name'
 *
 * A selector names its metric, in front, as a text among the matchers, or as `__name__`. Outside
 * of the subset are `@`, subqueries, group_left and group_right, texts as values, and functions
 * that are not in functions.ts; each is refused in so many words.
 */
export function parsePromQL(source: string): PromNode {
  return new PromParser(source).whole();
}

const nodesMax = 1_000;
const selectorsMax = 20;

/** By how tightly they bind, the loosest first. */
const levels: readonly (readonly Operator[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<=', '<', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

class PromParser {
  private readonly reader: TokenReader;
  private nodeCount = 0;

  constructor(source: string) {
    this.reader = new TokenReader(source);
  }

  whole(): PromNode {
    const node = this.level(0);
    if (this.reader.peek().kind !== 'end') throw this.reader.unexpected();
    const selectors = selectorsOf(node);
    if (typeOf(node) !== 'vector' || selectors.length === 0) {
      throw this.reader.wrong('the query must select a metric, and return an instant vector', 0);
    }
    if (selectors.length > selectorsMax) {
      throw this.reader.wrong(`Updraft serves at most ${selectorsMax} selectors in a query`, 0);
    }
    return node;
  }

  private level(number: number): PromNode {
    const operators = levels[number];
    if (operators === undefined) return this.signed();
    let left = this.level(number + 1);
    for (;;) {
      const operator = operators.find((each) => this.reader.takes(each));
      if (operator === undefined) return left;
      left = this.operation(left, operator, () => this.level(number + 1));
    }
  }

  private operation(left: PromNode, operator: Operator, right: () => PromNode): PromNode {
    const { at } = left;
    const isComparison = levels[2]?.includes(operator) === true;
    const isBool = isComparison && this.reader.takes('bool');
    const matching = this.matching();
    const node = {
      ...({ kind: 'operation', operator, isBool, matching, left, right: right(), at } as const),
    };
    const types = [typeOf(left), typeOf(node.right)];
    if (types.includes('range')) throw this.reader.wrong('a range vector has no operators', at);
    const isOfScalars = types.every((type) => type === 'scalar');
    if (isComparison && isOfScalars && !isBool) {
      throw this.reader.wrong('comparisons between scalars must use bool modifier', at);
    }
    const isSet = ['and', 'or', 'unless'].includes(operator);
    if ((isSet || matching !== undefined) && types.includes('scalar')) {
      throw this.reader.wrong('vector matching is for vectors alone', at);
    }
    return this.made(node);
  }

  private matching(): LabelMatching | undefined {
    const isOn = this.reader.takes('on');
    if (!isOn && !this.reader.takes('ignoring')) return undefined;
    const labels = this.reader.labels();
    for (const word of ['group_left', 'group_right']) {
      if (this.reader.isWord(word)) throw this.reader.unserved(word);
    }
    return { isOn, labels };
  }

  private signed(): PromNode {
    const { at } = this.reader.peek();
    if (this.reader.takes('+')) return this.reader.deeper(() => this.signed());
    if (!this.reader.takes('-')) return this.power();
    const operand = this.reader.deeper(() => this.signed());
    if (typeOf(operand) === 'range') throw this.reader.wrong('a range vector has no sign', at);
    return this.made({ kind: 'negation', operand, at });
  }

  private power(): PromNode {
    const base = this.operand();
    if (!this.reader.takes('^')) return base;
    return this.operation(base, '^', () => this.reader.deeper(() => this.signed()));
  }

  private operand(): PromNode {
    const token = this.reader.peek();
    const { at } = token;
    if (token.kind === 'number') {
      this.reader.skip();
      return this.made({ kind: 'number', value: token.value, at });
    }
    if (this.reader.takes('(')) {
      const inner = this.reader.deeper(() => this.level(0));
      this.reader.expect(')');
      return inner;
    }
    if (token.kind === 'text') throw this.reader.unserved('texts as values');
    if (token.kind === 'word') return this.named(token);
    if (token.text !== '{') throw this.reader.unexpected();
    return this.made(parseSelector(this.reader, undefined, at));
  }

  /** A word is a number, an aggregate, a function or a metric, as what follows tells. */
  private named({ text, at }: PromToken): PromNode {
    this.reader.skip();
    const lower = text.toLowerCase();
    const following = this.reader.peek().text.toLowerCase();
    const aggregate = aggregationNames.find((name) => name === lower);
    if (aggregate !== undefined && ['(', 'by', 'without'].includes(following)) {
      return this.aggregation(aggregate, at);
    }
    if (following === '(') return this.call(text, at);
    if (lower === 'inf') return this.made({ kind: 'number', value: Infinity, at });
    if (lower === 'nan') return this.made({ kind: 'number', value: NaN, at });
    return this.made(parseSelector(this.reader, text, at));
  }

  private call(name: string, at: number): PromNode {
    if (functionNamed(name) === undefined) throw this.reader.unserved(`the function ${name}`, at);
    const parameters = this.parameters();
    const fault = checkCall(name, parameters.map(typeOf));
    if (fault !== undefined) throw this.reader.wrong(fault, at);
    return this.made({ kind: 'call', name, parameters, at });
  }

  private aggregation(name: AggregationName, at: number): PromNode {
    const before = this.grouping();
    const parameters = this.parameters();
    const grouping = before ?? this.grouping() ?? { isWithout: false, labels: [] };
    const isParameterized = ['topk', 'bottomk', 'quantile'].includes(name);
    const types = parameters.map(typeOf);
    const wanted = isParameterized ? ['scalar', 'vector'] : ['vector'];
    const operand = parameters.at(-1);
    if (types.join() !== wanted.join() || operand === undefined) {
      throw this.reader.wrong(`expected ${wanted.join(' and ')} in aggregation ${name}`, at);
    }
    const parameter = isParameterized ? parameters[0] : undefined;
    return this.made({ kind: 'aggregation', name, parameter, operand, grouping, at });
  }

  private grouping(): Grouping | undefined {
    const isWithout = this.reader.takes('without');
    if (!isWithout && !this.reader.takes('by')) return undefined;
    return { isWithout, labels: this.reader.labels() };
  }

  private parameters(): readonly PromNode[] {
    this.reader.expect('(');
    if (this.reader.takes(')')) return [];
    const parameters = [this.reader.deeper(() => this.level(0))];
    while (this.reader.takes(',')) parameters.push(this.reader.deeper(() => this.level(0)));
    this.reader.expect(')');
    return parameters;
  }

  private made(node: PromNode): PromNode {
    this.nodeCount += 1;
    if (this.nodeCount > nodesMax) throw this.reader.wrong('the query has too many parts', node.at);
    return node;
  }
}
