import type { Metric } from '../../datapoints/datapoints.js';
import { tokensOf } from '../../datapoints/terms.js';
import type { Condition, Schema, Search, SearchValue } from './search-text.js';

/**
 * Whether a metric is what a SEARCH looks for. A schema wants exactly its dimensions, in any order.
 * A word is compared by tokens, without case: names are cut where case changes, between letters and
 * digits, and at whatever is neither; the word must be made of consecutive tokens of one property,
 * each of its own of one or more: `customcount` finds CustomCount, `couNT` does not (recorded from
 * AWS).
 */
export function matchesSearch(
  { schema, condition }: Search,
  metric: Metric,
  tokens: Tokenizer = tokensOf,
): boolean {
  if (schema !== undefined && !hasSchema(metric, schema)) return false;
  return fulfils({ metric, texts: allTexts(metric), tokens }, condition);
}

interface Looked {
  readonly metric: Metric;
  /** All that it is called by, made once for however many conditions. */
  readonly texts: readonly string[];
  readonly tokens: Tokenizer;
}

type Tokenizer = (text: string) => readonly string[];

/** Metrics share most of their texts: namespaces, names, and names of dimensions. */
export function rememberedTokens(): Tokenizer {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const tokens = tokensOf(text);
    if (known.size >= textsRememberedMax) known.clear();
    known.set(text, tokens);
    return tokens;
  };
}

const textsRememberedMax = 10_000;

function hasSchema(
  { Namespace, Dimensions }: Metric,
  { Namespace: wanted, dimensionNames }: Schema,
): boolean {
  return (
    Namespace === wanted &&
    Dimensions.length === dimensionNames.length &&
    Dimensions.every(({ Name }) => dimensionNames.includes(Name))
  );
}

function fulfils(looked: Looked, condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.conditions.every((each) => fulfils(looked, each));
    case 'any':
      return condition.conditions.some((each) => fulfils(looked, each));
    case 'not':
      return !fulfils(looked, condition.condition);
    case 'value': {
      const { property, value } = condition;
      const { metric, tokens } = looked;
      const texts = property === undefined ? looked.texts : textsOf(metric, property);
      if (property === ':aws.AccountId' && value.text === 'LOCAL') return true;
      return texts.some((text) => fits(text, value, tokens));
    }
  }
}

function allTexts({ Namespace, MetricName, Dimensions }: Metric): readonly string[] {
  return [Namespace, MetricName, ...Dimensions.flatMap(({ Name, Value }) => [Name, Value])];
}

function textsOf(metric: Metric, property: string): readonly string[] {
  if (property === 'MetricName') return [metric.MetricName];
  if (property === 'Namespace') return [metric.Namespace];
  if (property === ':aws.AccountId') return [metric.account];
  return metric.Dimensions.filter(({ Name }) => Name === property).map(({ Value }) => Value);
}

function fits(text: string, value: SearchValue, tokens: Tokenizer): boolean {
  if (value.isQuoted) return text === value.text;
  const wanted = tokens(value.text);
  if (wanted.length === 0) return text.includes(value.text);
  const own = tokens(text);
  return own.some((_, start) => startsWithTokens(own, start, wanted));
}

/** Each token of the word takes up whole ones: one of its own may be several of a name. */
function startsWithTokens(
  tokens: readonly string[],
  start: number,
  wanted: readonly string[],
): boolean {
  let next = start;
  for (const word of wanted) {
    let taken = 0;
    while (taken < word.length) {
      const token = tokens[next++];
      if (token === undefined || !word.startsWith(token, taken)) return false;
      taken += token.length;
    }
  }
  return true;
}
