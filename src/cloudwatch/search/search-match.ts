import type { Metric } from '../../datapoints/datapoints.js';
import type { Condition, Schema, Search, SearchValue } from './search-text.js';

/**
 * Whether a metric is what a SEARCH looks for. A schema wants exactly its dimensions, in any order.
 * A word is compared by tokens, without case: names are cut where case changes, between letters and
 * digits, and at whatever is neither; the word must be made of consecutive tokens of one property.
 */
export function matchesSearch({ schema, condition }: Search, metric: Metric): boolean {
  if (schema !== undefined && !hasSchema(metric, schema)) return false;
  return fulfils(metric, condition);
}

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

function fulfils(metric: Metric, condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.conditions.every((each) => fulfils(metric, each));
    case 'any':
      return condition.conditions.some((each) => fulfils(metric, each));
    case 'not':
      return !fulfils(metric, condition.condition);
    case 'value': {
      const { property, value } = condition;
      const texts = property === undefined ? allTexts(metric) : textsOf(metric, property);
      if (property === ':aws.AccountId' && value.text === 'LOCAL') return true;
      return texts.some((text) => fits(text, value));
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

function fits(text: string, value: SearchValue): boolean {
  if (value.isQuoted) return text === value.text;
  const wanted = tokensOf(value.text).join('');
  if (wanted === '') return text.includes(value.text);
  const tokens = tokensOf(text);
  return tokens.some((_, start) => startsWithTokens(tokens.slice(start), wanted));
}

/** Whether the word is used up at the end of a token, not in the midst of one. */
function startsWithTokens(tokens: readonly string[], wanted: string): boolean {
  let rest = wanted;
  for (const token of tokens) {
    if (!rest.startsWith(token)) return false;
    rest = rest.slice(token.length);
    if (rest === '') return true;
  }
  return false;
}

/** `CPUUtilization` is cpu and utilization, `i-0ab12` is i, 0, ab and 12. */
export function tokensOf(text: string): readonly string[] {
  const tokens = text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\p{N}+/gu) ?? [];
  return tokens.map((token) => token.toLowerCase());
}
