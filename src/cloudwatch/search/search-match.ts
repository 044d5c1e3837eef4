import type { Metric } from '../../datapoints/datapoints.js';
import type { Condition, Schema, Search } from './search-text.js';
import type { SearchWords } from './search-words.js';

/**
 * Whether a metric is what a SEARCH looks for. A schema wants exactly its dimensions, in any order.
 * A word is compared by tokens, without case, with each property by itself; what is quoted is the
 * whole of one.
 */
export interface Matcher {
  readonly termCount: number;
  matches(looked: LookedMetric): boolean;
}

/** A metric, with the words of all searches that fit any of its texts. */
export interface LookedMetric {
  readonly metric: Metric;
  readonly words: ReadonlySet<number>;
}

export function matcherOf({ schema, condition }: Search, words: SearchWords): Matcher {
  const fulfils = testOf(condition, words);
  return {
    termCount: termCount(condition),
    matches: (looked) => {
      return (schema === undefined || hasSchema(looked.metric, schema)) && fulfils(looked);
    },
  };
}

export function lookAt(metric: Metric, words: SearchWords): LookedMetric {
  let all: Set<number> | undefined;
  for (const text of allTexts(metric)) {
    const fitting = words.fitting(text);
    if (fitting.size === 0) continue;
    all ??= new Set();
    for (const word of fitting) all.add(word);
  }
  return { metric, words: all ?? noWords };
}

const noWords: ReadonlySet<number> = new Set();

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

type Test = (looked: LookedMetric) => boolean;

function testOf(condition: Condition, words: SearchWords): Test {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const tests = condition.conditions.map((each) => testOf(each, words));
      const isDecisive = condition.kind === 'any';
      return (looked) => {
        for (const test of tests) if (test(looked) === isDecisive) return isDecisive;
        return !isDecisive;
      };
    }
    case 'not': {
      const test = testOf(condition.condition, words);
      return (looked) => !test(looked);
    }
    case 'value': {
      const { property, value } = condition;
      if (property === ':aws.AccountId' && value.text === 'LOCAL') return () => true;
      const word = words.numberOf(value);
      if (property === undefined) return (looked) => looked.words.has(word);
      return ({ metric }) =>
        textsOf(metric, property).some((text) => words.fitting(text).has(word));
    }
  }
}

function termCount(condition: Condition): number {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.conditions.reduce((sum, each) => sum + termCount(each), 0);
    case 'not':
      return termCount(condition.condition);
    case 'value':
      return 1;
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
