import type { Metric, MetricFilter } from '../datapoints/datapoints.js';
import type { Context } from '../service.js';
import { othersTurn } from '../turns.js';
import { listedSince } from './recent-metrics.js';
import { SearchEffort } from './search/search-effort.js';
import { lookAt, type Matcher, matcherOf } from './search/search-match.js';
import { planLookup } from './search/search-plan.js';
import type { Search } from './search/search-text.js';
import { SearchWords } from './search/search-words.js';

/**
 * The first metrics of each search, in the order of ListMetrics, among those of the last two weeks.
 * The index of terms tells where to look. Where it cannot, since a search only says what metrics
 * are not, or names nothing rarer than they are, all have to be passed: those of the search's
 * namespace, or all there are; searches that pass the same metrics do so together. What all cost
 * is bounded.
 */
export async function searchAll(
  searches: readonly Search[],
  scene: SearchScene,
): Promise<ReadonlyMap<Search, readonly Metric[]>> {
  const effort = new SearchEffort();
  const words = new SearchWords(effort);
  const matchers = searches.map((search) => [search, matcherOf(search, words)] as const);
  const found = new Map<Search, readonly Metric[]>();
  const passing = new Map<string | undefined, PassingSearch[]>();
  for (const [search, matcher] of matchers) {
    if (search !== searches[0]) await othersTurn();
    const metrics = await findByTerms(search, { ...scene, effort, words, matcher });
    if (metrics !== undefined) {
      found.set(search, metrics);
      continue;
    }
    const Namespace = search.schema?.Namespace;
    const passed: PassingSearch = { search, matcher, metrics: [] };
    passing.set(Namespace, [...(passing.get(Namespace) ?? []), passed]);
  }
  for (const [Namespace, together] of passing) {
    await findInPassing(Namespace, together, { ...scene, effort, words });
    for (const { search, metrics } of together) found.set(search, metrics);
  }
  return found;
}

export type SearchScene = Pick<Context, 'account' | 'region' | 'now' | 'datapoints'> & {
  /** So many of each search are enough. */
  readonly limit: number;
};

type ReadingScene = SearchScene & {
  readonly effort: SearchEffort;
  readonly words: SearchWords;
};

interface PassingSearch {
  readonly search: Search;
  readonly matcher: Matcher;
  readonly metrics: Metric[];
}

async function findByTerms(
  search: Search,
  scene: ReadingScene & { readonly matcher: Matcher },
): Promise<readonly Metric[] | undefined> {
  const lookup = planLookup(search);
  if (lookup === undefined) return undefined;
  const { datapoints, limit, effort, words, matcher } = scene;
  const isWanted = (metric: Metric): boolean => {
    effort.compare(matcher.termCount);
    return matcher.matches(lookAt(metric, words));
  };
  const isPauseDue = (): boolean => effort.isPauseDue();
  return datapoints.findMetrics(filterOf(scene), { lookup, isWanted, isPauseDue, limit });
}

/** Pages through the metrics, and lets others have a turn. */
async function findInPassing(
  Namespace: string | undefined,
  searches: readonly PassingSearch[],
  { effort, words, ...scene }: ReadingScene,
): Promise<void> {
  const { datapoints, limit } = scene;
  const filter = { ...filterOf(scene), Namespace };
  let open = searches;
  let termCount = termsOf(open);
  let after: string | undefined;
  do {
    const { metrics, next } = await datapoints.listMetrics(filter, { after, limit: pageMetrics });
    for (const metric of metrics) {
      effort.compare(termCount);
      const looked = lookAt(metric, words);
      const matching = open.filter(({ matcher }) => matcher.matches(looked));
      for (const each of matching) each.metrics.push(metric);
      if (matching.some((each) => each.metrics.length === limit)) {
        open = open.filter((each) => each.metrics.length < limit);
        termCount = termsOf(open);
      }
      if (effort.isPauseDue()) await othersTurn();
    }
    after = next;
  } while (after !== undefined && open.length > 0);
}

const pageMetrics = 1_000;

function termsOf(searches: readonly PassingSearch[]): number {
  return searches.reduce((sum, { matcher }) => sum + matcher.termCount, 0);
}

function filterOf({ account, region, now }: SearchScene): MetricFilter {
  const receivedSince = listedSince(now);
  return { account, region, Dimensions: [], receivedSince };
}
