import { aliasOf, nameLabel } from './labels.js';
import { labelMatcher } from './matchers.js';
import type { TokenReader } from './token-reader.js';
import type { LabelMatcher, SelectorNode } from './tree.js';

/** The rest of a selector, behind the name that may stand in front. */
export function parseSelector(
  reader: TokenReader,
  name: string | undefined,
  at: number,
): SelectorNode {
  const matchers = reader.takes('{') ? readMatchers(reader) : [];
  const inside = matchers.filter(({ label }) => label === nameLabel).map(({ value }) => value);
  const [metricName = '', ...others] = name === undefined ? inside : [name, ...inside];
  if (metricName === '') throw reader.wrong(unnamed, at);
  if (others.length > 0) throw reader.wrong('metric name must not be set twice', at);
  const rest = matchers.filter(({ label }) => label !== nameLabel);
  return { kind: 'selector', metricName, matchers: rest, ...readTimes(reader), at };
}

const unnamed = 'a selector must name its metric';

function readMatchers(reader: TokenReader): readonly LabelMatcher[] {
  const matchers: LabelMatcher[] = [];
  while (!reader.takes('}')) {
    matchers.push(readMatcher(reader));
    if (!reader.takes(',') && reader.peek().text !== '}') throw reader.unexpected();
  }
  return matchers;
}

function readMatcher(reader: TokenReader): LabelMatcher {
  const { at, kind } = reader.peek();
  const label = reader.label();
  const operator = (['=', '!=', '=~', '!~'] as const).find((each) => reader.takes(each));
  if (operator === undefined) {
    if (kind !== 'text') throw reader.unexpected();
    return labelMatcher({ label: nameLabel, operator: '=', value: label });
  }
  const token = reader.peek();
  if (token.kind !== 'text') throw reader.unexpected();
  reader.skip();
  const named = { label: aliasOf(label), operator, value: token.value };
  if (named.label === nameLabel && operator !== '=') throw reader.wrong(unnamed, at);
  return reader.within(at, () => labelMatcher(named));
}

/** A selector looks back over a day at most, from at most a day before. */
const reachSecondsMax = 86_400;

function readReach(reader: TokenReader): number {
  const { at } = reader.peek();
  const seconds = reader.duration();
  if (seconds <= reachSecondsMax) return seconds;
  throw reader.wrong('Updraft serves no ranges and offsets of more than 1d', at);
}

function readTimes(reader: TokenReader): Pick<SelectorNode, 'rangeSeconds' | 'offsetSeconds'> {
  let rangeSeconds: number | undefined;
  if (reader.takes('[')) {
    rangeSeconds = readReach(reader);
    if (reader.peek().text.startsWith(':')) throw reader.unserved('subqueries');
    reader.expect(']');
  }
  if (reader.peek().text === '[') throw reader.unserved('subqueries');
  let offsetSeconds = 0;
  if (reader.takes('offset')) {
    const sign = reader.takes('-') ? -1 : 1;
    offsetSeconds = sign * readReach(reader);
  }
  if (reader.peek().text === '@') throw reader.unserved('the @ modifier');
  return { rangeSeconds, offsetSeconds };
}
