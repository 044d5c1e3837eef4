import type { Context } from '../service.js';
import type { PageShare } from './metric-data-page.js';
import { metricSeries } from './metric-data-result.js';
import type { Series } from './metric-math/value.js';
import type { PlannedMetric } from './metric-query.js';
import { othersTurn } from '../turns.js';
import { needsDistribution } from './statistic-syntax.js';
import { periodCount } from './window.js';

/** What was read of a metric for a page. */
export interface ReadShare {
  readonly series: Series;
  readonly units: readonly string[];
  readonly isComplete: boolean;
}

/**
 * Reads the metrics of a page, some at a time: the cells of these become points before the next are
 * read, so that never all cells of a page are in memory, and others have a turn in between.
 */
export async function readShares(
  shares: readonly PageShare<PlannedMetric>[],
  context: Context,
): Promise<readonly ReadShare[]> {
  const read: ReadShare[] = [];
  while (read.length < shares.length) {
    if (read.length > 0) await othersTurn();
    const end = endOfPortion(shares, read.length);
    read.push(...(await readPortion(shares.slice(read.length, end), context)));
  }
  return read;
}

const portionCostMax = 10_000;
/** What a metric costs, of however few periods. */
const metricCost = 25;
/** What a cell costs that has to show how its samples are distributed. */
const distributionCost = 20;

function endOfPortion(shares: readonly PageShare<PlannedMetric>[], start: number): number {
  let end = start;
  for (let cost = 0; end < shares.length && cost < portionCostMax; end++) {
    cost += costOf(shares[end]);
  }
  return end;
}

function costOf(share: PageShare<PlannedMetric> | undefined): number {
  if (share === undefined) return 0;
  const { query, window } = share;
  const each = needsDistribution(query.statistic) ? distributionCost : 1;
  // Long periods are folded from cells of a minute, or of more if they are old.
  const cells = periodCount({ ...window, periodSeconds: Math.min(window.periodSeconds, 60) });
  return metricCost + each * cells;
}

async function readPortion(
  shares: readonly PageShare<PlannedMetric>[],
  { datapoints, now }: Context,
): Promise<readonly ReadShare[]> {
  const ranges = shares.map(({ query: { metric, Unit, statistic }, window }) => {
    return { metric, Unit, ...window, needsDistribution: needsDistribution(statistic) };
  });
  const read = await datapoints.read(ranges, now);
  return shares.map(({ query, window, isComplete }, index) => {
    const units = query.isForbidden ? [] : (read[index] ?? []);
    const series = metricSeries(query, window, units);
    return { series, units: units.map(({ Unit }) => Unit), isComplete };
  });
}
