import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { assertNever } from '../assert-never.js';
import { validationError } from './errors.js';

/**
 * The rule of a composite alarm ("Create a composite alarm"):
 *
 *     rule  := any
 *     any   := all { "OR" all }              all := not { "AND" not }
 *     not   := "NOT" not | "(" any ")" | "TRUE" | "FALSE" | state "(" name ")"
 *            | "AT_LEAST" "(" ( number | number "%" ) "," [ "NOT" ] state "," names ")"
 *     names := "(" name { "," name } ")"
 *     state := "ALARM" | "OK" | "INSUFFICIENT_DATA"
 *
 * Keywords stand in capitals. A name is an alarm's name or ARN, in double quotes where it has
 * blanks, brackets or commas.
 */
export type CompositeRule =
  | { readonly kind: 'any' | 'all'; readonly rules: readonly CompositeRule[] }
  | { readonly kind: 'not'; readonly rule: CompositeRule }
  | { readonly kind: 'constant'; readonly isTrue: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly name: string }
  | {
      readonly kind: 'atLeast';
      readonly count: number;
      readonly isNegated: boolean;
      readonly state: StateValue;
      readonly names: readonly string[];
    };

export function parseAlarmRule(text: string): CompositeRule {
  return new RuleParser(text).whole();
}

/** All alarms that a rule names, each once, in the order of the rule. */
export function namesIn(rule: CompositeRule): readonly string[] {
  return [...new Set(allNames(rule))];
}

function allNames(rule: CompositeRule): readonly string[] {
  switch (rule.kind) {
    case 'any':
    case 'all':
      return rule.rules.flatMap(allNames);
    case 'not':
      return allNames(rule.rule);
    case 'constant':
      return [];
    case 'state':
      return [rule.name];
    case 'atLeast':
      return rule.names;
    default:
      return assertNever(rule);
  }
}

export interface Verdict {
  readonly isTrue: boolean;
  /** The alarms whose states prove it, in the order of the rule. */
  readonly proof: readonly string[];
}

export function judge(
  rule: CompositeRule,
  stateOf: (name: string) => StateValue | undefined,
): Verdict {
  switch (rule.kind) {
    case 'any':
    case 'all': {
      const verdicts = rule.rules.map((each) => judge(each, stateOf));
      const decisive = verdicts.find(({ isTrue }) => isTrue === (rule.kind === 'any'));
      if (decisive !== undefined) return decisive;
      const proof = verdicts.flatMap((verdict) => verdict.proof);
      return { isTrue: rule.kind === 'all', proof: [...new Set(proof)] };
    }
    case 'not': {
      const { isTrue, proof } = judge(rule.rule, stateOf);
      return { isTrue: !isTrue, proof };
    }
    case 'constant':
      return { isTrue: rule.isTrue, proof: [] };
    case 'state':
      return { isTrue: stateOf(rule.name) === rule.state, proof: [rule.name] };
    case 'atLeast': {
      const { names, state, isNegated, count } = rule;
      const fits = (name: string): boolean => (stateOf(name) === state) !== isNegated;
      const isTrue = names.filter(fits).length >= count;
      return { isTrue, proof: [...new Set(names)].filter((name) => fits(name) === isTrue) };
    }
    default:
      return assertNever(rule);
  }
}

interface RuleToken {
  readonly kind: 'word' | 'quoted' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

const states: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];
/**
 * "Elements are child alarms, TRUE or FALSE statements, and parentheses. A pair of parentheses
 * counts as one element." We take those behind a state, and of a list, for a part of the child.
 */
const elementsMax = 500;

class RuleParser {
  private readonly tokens: readonly RuleToken[];
  private next = 0;
  /** Also bounds how deep a rule is nested. */
  private elements = 0;

  constructor(text: string) {
    this.tokens = readTokens(text);
  }

  whole(): CompositeRule {
    const rule = this.any();
    if (this.peek().kind === 'end') return rule;
    throw this.unended('<EOF>', '<EOF>');
  }

  private any(): CompositeRule {
    const rules = [this.all()];
    while (this.takes('OR')) rules.push(this.all());
    return onlyOr('any', rules);
  }

  private all(): CompositeRule {
    const rules = [this.not()];
    while (this.takes('AND')) rules.push(this.not());
    return onlyOr('all', rules);
  }

  private not(): CompositeRule {
    let isNegated = false;
    while (this.takes('NOT')) isNegated = !isNegated;
    const rule = this.primary();
    return isNegated ? { kind: 'not', rule } : rule;
  }

  private primary(): CompositeRule {
    if (this.takes('(')) {
      this.countElement();
      const rule = this.any();
      if (!this.takes(')')) throw this.unended(')', "')'");
      return rule;
    }
    if (this.takes('TRUE')) return this.constant(true);
    if (this.takes('FALSE')) return this.constant(false);
    if (this.takes('AT_LEAST')) return this.atLeast();
    const state = this.state();
    if (state === undefined) {
      throw this.unsupported(
        "'(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA",
      );
    }
    this.expect('(', "'('");
    const name = this.name() ?? this.unnamed(this.peek().text);
    this.expect(')', "')'");
    return { kind: 'state', state, name };
  }

  private constant(isTrue: boolean): CompositeRule {
    this.countElement();
    return { kind: 'constant', isTrue };
  }

  private atLeast(): CompositeRule {
    this.expect('(', "'('");
    const { kind, text } = this.peek();
    // What stands in quotes is a name.
    const [, digits, percent] = /^(\d+)(%?)$/.exec(kind === 'word' ? text : '') ?? [];
    if (digits === undefined) throw this.unsupported('NUMBER, PERCENTAGE NUMBER');
    this.next += 1;
    this.expect(',', "','");
    const isNegated = this.takes('NOT');
    const state = this.state();
    if (state === undefined) throw this.unsupported("'NOT', ALARM, OK, or INSUFFICIENT_DATA");
    this.expect(',', "','");
    this.expect('(', "'('");
    const names = [this.listed()];
    while (this.takes(',')) names.push(this.listed());
    this.expect(')', "')'");
    this.expect(')', "')'");
    const count = neededCount(Number(digits), percent === '%', names.length);
    return { kind: 'atLeast', count, isNegated, state, names };
  }

  private state(): StateValue | undefined {
    const { kind, text } = this.peek();
    if (kind !== 'word' || !states.includes(text)) return undefined;
    this.next += 1;
    // The list holds no others.
    return text as StateValue;
  }

  /** A keyword may be a name, too. */
  private name(): string | undefined {
    const { kind, text } = this.peek();
    if (kind !== 'word' && kind !== 'quoted') return undefined;
    this.next += 1;
    this.countElement();
    return text;
  }

  private countElement(): void {
    this.elements += 1;
    if (this.elements <= elementsMax) return;
    throw ruleError(`The rule has more than ${elementsMax} elements`);
  }

  /** Of a list, AWS looks at the token behind as well, and shows both (recorded). */
  private listed(): string {
    return this.name() ?? this.unnamed(this.peek().text + this.peek(1).text);
  }

  private unnamed(text: string): never {
    throw this.unsupported(
      "'NOT', 'AND', 'OR', 'AT_LEAST', NUMBER, PERCENTAGE NUMBER, TRUE or FALSE, ALARM, OK, or " +
        'INSUFFICIENT_DATA, unquoted alarm name, quoted alarm name',
      text,
    );
  }

  /** A token too many right before the end is told otherwise than a rule that does not go on. */
  private unended(end: string, wanted: string): Error {
    const isOneTooMany = this.peek(1).text === end;
    return this.unsupported(isOneTooMany ? wanted : `${wanted}, 'AND', 'OR'`);
  }

  private expect(text: string, wanted: string): void {
    if (!this.takes(text)) throw this.unsupported(wanted);
  }

  private takes(text: string): boolean {
    const token = this.peek();
    if (token.kind === 'quoted' || token.text !== text) return false;
    this.next += 1;
    return true;
  }

  private peek(ahead = 0): RuleToken {
    return this.tokens[this.next + ahead] ?? { kind: 'end', text: '<EOF>', at: 0 };
  }

  private unsupported(wanted: string, text = this.peek().text): Error {
    const { at } = this.peek();
    return ruleError(`Unsupported token '${text}' at char ${at}, must be: ${wanted}`);
  }
}

function neededCount(number: number, isPercent: boolean, alarms: number): number {
  if (isPercent) {
    if (number >= 1 && number <= 100) return Math.ceil((number * alarms) / 100);
    throw ruleError('AT_LEAST percentage threshold must be between 1 and 100');
  }
  if (number >= 1 && number <= alarms) return number;
  throw ruleError(`AT_LEAST absolute threshold must be between 1 and number of alarms (${alarms})`);
}

function onlyOr(kind: 'any' | 'all', rules: readonly CompositeRule[]): CompositeRule {
  const [only] = rules;
  return rules.length === 1 && only !== undefined ? only : { kind, rules };
}

function readTokens(text: string): readonly RuleToken[] {
  const matcher = /\s*(?:([(),])|"((?:[^"\\]|\\[^])*)"|([^\s(),"]+)|$|("))/y;
  const tokens: RuleToken[] = [];
  for (;;) {
    const from = matcher.lastIndex;
    const at = from + Math.max(0, text.slice(from).search(/\S|$/));
    const [, symbol, quoted, word, open] = matcher.exec(text) ?? [];
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else if (quoted !== undefined) {
      tokens.push({ kind: 'quoted', text: quoted.replace(/\\([^])/g, '$1'), at });
    } else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (open !== undefined) tokens.push({ kind: 'symbol', text: open, at });
    else return [...tokens, { kind: 'end', text: '<EOF>', at }];
  }
}

function ruleError(message: string): Error {
  return validationError(`Error in AlarmRule [${message}]`);
}
