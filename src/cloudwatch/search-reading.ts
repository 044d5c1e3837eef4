import type { Metric, MetricFilter } from '../datapoints/datapoints.js';
import type { Context } from '../service.js';
import { othersTurn } from '../turns.js';
import { listedSince } from './recent-metrics.js';
import { matchesSearch, rememberedTokens } from './search/search-match.js';
import { planLookup } from './search/search-plan.js';
import type { Search } from './search/search-text.js';

/**
 * The first metrics of each search, in the order of ListMetrics, among those of the last two weeks.
 * The index of terms tells where to look. Where it cannot, since a search only says what metrics
 * are not, or names nothing rarer than they are, all have to be passed: those of the search's
 * namespace, or all there are; searches that pass the same metrics do so together.
 */
export async function searchAll(
  searches: readonly Search[],
  scene: SearchScene,
): Promise<ReadonlyMap<Search, readonly Metric[]>> {
  const found = new Map<Search, readonly Metric[]>();
  const passing = new Map<string | undefined, Search[]>();
  for (const search of searches) {
    if (search !== searches[0]) await othersTurn();
    const metrics = await findByTerms(search, scene);
    if (metrics !== undefined) {
      found.set(search, metrics);
      continue;
    }
    const Namespace = search.schema?.Namespace;
    passing.set(Namespace, [...(passing.get(Namespace) ?? []), search]);
  }
  for (const [Namespace, together] of passing) {
    const passed = await findInPassing(Namespace, together, scene);
    for (const [search, metrics] of passed) found.set(search, metrics);
  }
  return found;
}

export type SearchScene = Pick<Context, 'account' | 'region' | 'now' | 'datapoints'> & {
  /** So many of each search are enough. */
  readonly limit: number;
};

async function findByTerms(
  search: Search,
  scene: SearchScene,
): Promise<readonly Metric[] | undefined> {
  const lookup = planLookup(search);
  if (lookup === undefined) return undefined;
  const { datapoints, limit } = scene;
  const tokens = rememberedTokens();
  const isWanted = (metric: Metric): boolean => matchesSearch(search, metric, tokens);
  return datapoints.findMetrics(filterOf(scene), { lookup, isWanted, limit });
}

/** Pages through the metrics, and lets others have a turn. */
async function findInPassing(
  Namespace: string | undefined,
  searches: readonly Search[],
  scene: SearchScene,
): Promise<ReadonlyMap<Search, readonly Metric[]>> {
  const { datapoints, limit } = scene;
  const filter = { ...filterOf(scene), Namespace };
  const tokens = rememberedTokens();
  const found = new Map(searches.map((search): [Search, Metric[]] => [search, []]));
  let after: string | undefined;
  do {
    const { metrics, next } = await datapoints.listMetrics(filter, { after, limit: pageMetrics });
    const open = [...found].filter(([, matching]) => matching.length < limit);
    if (open.length === 0) break;
    for (const [search, matching] of open) {
      for (let from = 0; from < metrics.length; from += metricsAtOnce) {
        const some = metrics.slice(from, from + metricsAtOnce);
        const matches = some.filter((metric) => matchesSearch(search, metric, tokens));
        matching.push(...matches.slice(0, limit - matching.length));
        await othersTurn();
      }
    }
    after = next;
  } while (after !== undefined);
  return found;
}

const pageMetrics = 1_000;
/** A search may be a hundred terms long. */
const metricsAtOnce = 200;

function filterOf({ account, region, now }: SearchScene): MetricFilter {
  const receivedSince = listedSince(now);
  return { account, region, Dimensions: [], receivedSince };
}
