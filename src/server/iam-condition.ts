import { BlockList, isIP } from 'node:net';
import { parseTimestamp } from '../wire/text.js';
import type { Call } from './dispatch.js';
import { findConditionKey, valueOfVariable } from './iam-condition-keys.js';
import { matchesPattern, parsePattern, type Pattern, variablesOf } from './iam-pattern.js';

/**
 * The Condition of a policy statement: operators, each over keys, each with values. All operators
 * and all keys must hold; of the values of a key one must fit, or none where the operator denies
 * (`StringNotEquals`). A key that the request does not have fails, unless the operator denies or
 * ends in IfExists. `ForAllValues:` and `ForAnyValue:` say what holds for a key with several values
 * (IAM User Guide, "IAM JSON policy elements: Condition operators").
 */
export type Condition = (call: Call) => boolean;

export interface ConditionParts {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly hasVariables: boolean;
}

/** The condition, or what is wrong with it. */
export function parseCondition(parts: ConditionParts): Condition | string {
  const { operator, key, values, hasVariables } = parts;
  const [, set, name = '', ifExists] = operatorForm.exec(operator) ?? [];
  const conditionKey = findConditionKey(key);
  if (conditionKey === undefined) return `condition key ${key} is not known here`;
  if (name === 'Null') return parseNull(parts);
  const isNegated = name.includes('Not');
  const parse = comparisons.get(name.replace('Not', ''));
  if (parse === undefined || !operators.has(name)) return unknownOperator(operator);
  const tests: Test[] = [];
  for (const value of values) {
    const test = parse(value, hasVariables);
    if (typeof test === 'string') return `${operator} on ${key}: '${value}' ${test}`;
    tests.push(test);
  }
  return (call) => {
    const held = conditionKey.read(call);
    const fits = (text: string): boolean => tests.some((test) => test(text, call)) !== isNegated;
    if (set === 'ForAllValues:') return held.every(fits);
    if (held.length === 0) return ifExists !== undefined || (isNegated && set === undefined);
    // Without a set operator, one value that must not be there is enough to fail.
    return set === undefined && isNegated ? held.every(fits) : held.some(fits);
  };
}

function unknownOperator(operator: string): string {
  return `operator ${operator} is not known here`;
}

const operatorForm = /^(ForAllValues:|ForAnyValue:)?([A-Za-z]+?)(IfExists)?$/;

type Test = (text: string, call: Call) => boolean;
/** Reads a value of a policy; a text says what the value should have been. */
type ParseTest = (value: string, hasVariables: boolean) => Test | string;

const comparisons: ReadonlyMap<string, ParseTest> = new Map([
  ['StringEquals', textTest({ hasWildcards: false, fold: (text) => text })],
  ['StringEqualsIgnoreCase', textTest({ hasWildcards: false, fold: lowerCase })],
  ['StringLike', textTest({ hasWildcards: true, fold: (text) => text })],
  ['ArnEquals', parseArn],
  ['ArnLike', parseArn],
  ['Bool', parseBool],
  ['IpAddress', parseAddress],
  ...orderings('Numeric', numberOf, 'must be a number'),
  ...orderings('Date', instantOf, 'must be a date in ISO 8601 or epoch seconds'),
]);

const negatable = ['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike'];
const operators: ReadonlySet<string> = new Set([
  ...comparisons.keys(),
  ...[...negatable, 'NumericEquals', 'DateEquals'].map((name) =>
    name.replace(/^(String|Arn|Numeric|Date)/, '$1Not'),
  ),
  'NotIpAddress',
]);

interface TextRule {
  readonly hasWildcards: boolean;
  readonly fold: (text: string) => string;
}

function textTest({ hasWildcards, fold }: TextRule): ParseTest {
  return (value, hasVariables) => {
    const pattern = parsePattern(fold(value), { hasWildcards, hasVariables });
    const unknown = unknownVariable(pattern);
    if (unknown !== undefined) return unknown;
    return (text, call) =>
      matchesPattern(pattern, fold(text), (name) => foldValue(valueOfVariable(name, call), fold));
  };
}

function foldValue(value: string | undefined, fold: (text: string) => string): string | undefined {
  return value === undefined ? undefined : fold(value);
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

export function unknownVariable(pattern: Pattern): string | undefined {
  const unknown = variablesOf(pattern).find((name) => findConditionKey(name) === undefined);
  return unknown === undefined
    ? undefined
    : `uses the variable ${unknown}, which is not known here`;
}

const arnPartCount = 6;

/** An ARN is matched part by part: a wildcard does not reach over a colon but in the last one. */
function parseArn(value: string, hasVariables: boolean): Test | string {
  const parts = arnParts(value);
  if (parts.length !== arnPartCount) return 'must be an ARN of six parts';
  const patterns = parts.map((part) => parsePattern(part, { hasWildcards: true, hasVariables }));
  const unknown = patterns.map(unknownVariable).find((each) => each !== undefined);
  if (unknown !== undefined) return unknown;
  return (text, call) => {
    const held = arnParts(text);
    return patterns.every((pattern, index) =>
      matchesPattern(pattern, held[index] ?? '', (name) => valueOfVariable(name, call)),
    );
  };
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= arnPartCount
    ? parts
    : [...parts.slice(0, arnPartCount - 1), parts.slice(arnPartCount - 1).join(':')];
}

function parseBool(value: string): Test | string {
  if (!/^(true|false)$/i.test(value)) return 'must be true or false';
  return (text) => text.toLowerCase() === value.toLowerCase();
}

function parseAddress(value: string): Test | string {
  const [address = '', prefix] = value.split('/');
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const prefixLength = prefix === undefined ? bits : Number(prefix);
  if (family === 0 || !/^\d{1,3}$/.test(prefix ?? '0') || prefixLength > bits) {
    return 'must be an address or a range like 10.0.0.0/8';
  }
  const range = new BlockList();
  range.addSubnet(address, prefixLength, family === 4 ? 'ipv4' : 'ipv6');
  return (text) => {
    // A socket that listens on both families tells an IPv4 peer as `::ffff:10.0.0.1`.
    const peer = text.replace(/^::ffff:(?=\d+\.)/i, '');
    return isIP(peer) !== 0 && range.check(peer, isIP(peer) === 4 ? 'ipv4' : 'ipv6');
  };
}

/** The six comparisons of numbers or dates. */
function orderings(
  prefix: string,
  parse: (text: string) => number | undefined,
  wanted: string,
): [string, ParseTest][] {
  const compare: [string, (held: number, value: number) => boolean][] = [
    ['Equals', (held, value) => held === value],
    ['LessThan', (held, value) => held < value],
    ['LessThanEquals', (held, value) => held <= value],
    ['GreaterThan', (held, value) => held > value],
    ['GreaterThanEquals', (held, value) => held >= value],
  ];
  return compare.map(([suffix, holds]) => [
    `${prefix}${suffix}`,
    (text) => {
      const value = parse(text);
      if (value === undefined) return wanted;
      return (heldText) => {
        const held = parse(heldText);
        return held !== undefined && holds(held, value);
      };
    },
  ]);
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function instantOf(text: string): number | undefined {
  if (/^\d{1,13}$/.test(text)) return Number(text) * 1000;
  return parseTimestamp(text)?.getTime();
}

/** `Null` asks whether the request lacks the key. */
function parseNull({ operator, key, values }: ConditionParts): Condition | string {
  const conditionKey = findConditionKey(key);
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  if (operator !== 'Null' || conditionKey === undefined) return unknownOperator(operator);
  if (!values.every((value) => /^(true|false)$/i.test(value))) {
    return `Null on ${key} must be true or false`;
  }
  return (call) => wanted.has(String(conditionKey.read(call).length === 0));
}
