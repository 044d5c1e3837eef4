import { SearchEffort } from '../../src/cloudwatch/search/search-effort.js';
import { lookAt, matcherOf } from '../../src/cloudwatch/search/search-match.js';
import type { Search } from '../../src/cloudwatch/search/search-text.js';
import { SearchWords } from '../../src/cloudwatch/search/search-words.js';
import type { Metric } from '../../src/datapoints/datapoints.js';

/** Tells whether metrics are what a search looks for, whatever that costs. */
export function matching(search: Search): (metric: Metric) => boolean {
  const words = new SearchWords(new SearchEffort());
  const matcher = matcherOf(search, words);
  return (metric) => matcher.matches(lookAt(metric, words));
}
