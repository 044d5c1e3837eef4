import type { ExpressionPlan } from './expression-plan.js';
import type { PageShare } from './metric-data-page.js';
import type { FindingNode } from './metric-math/tree.js';
import type { Grid } from './metric-math/value.js';
import type { PlannedMetric } from './metric-query.js';
import { floorTo, periodCount } from './window.js';

/**
 * Where a page is too small for the metrics that an expression is made of, it sees the points that
 * were read, as AWS was recorded to show them, and fills the periods for which all metrics were
 * read, and none beyond: there, a gap would not be one.
 */
export interface Stretch {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

type Share = PageShare<PlannedMetric>;

/** What was read for each metric by its id, and for each node that finds metrics by itself. */
export type SourceShares = ReadonlyMap<string | FindingNode, readonly Share[]>;

/** All that an expression is made of, through other expressions too. */
export function sourcesOf(
  plan: ExpressionPlan,
  plans: readonly ExpressionPlan[],
): readonly (string | FindingNode)[] {
  const others = plans.filter(({ Id }) => plan.dependencies.has(Id));
  return [...plan.dependencies, ...[plan, ...others].flatMap(({ findings }) => findings)];
}

/** Undefined where everything was read. */
export function knownStretch(
  sources: readonly (string | FindingNode)[],
  shares: SourceShares,
): Stretch | undefined {
  const cut = sources
    .flatMap((source) => shares.get(source) ?? [])
    .filter(({ isComplete }) => !isComplete);
  if (cut.length === 0) return undefined;
  return cut
    .map(({ window }): Stretch => window)
    .reduce((one, other) => ({
      startSeconds: Math.max(one.startSeconds, other.startSeconds),
      endSeconds: Math.min(one.endSeconds, other.endSeconds),
    }));
}

/** The periods of a window that lie within a stretch of it as a whole. */
export function gridWithin(grid: Grid, stretch: Stretch | undefined): Grid {
  if (stretch === undefined) return grid;
  const { startSeconds, periodSeconds } = grid;
  const late = Math.max(0, stretch.startSeconds - startSeconds);
  return {
    startSeconds: startSeconds - floorTo(-late, periodSeconds),
    endSeconds: Math.min(grid.endSeconds, stretch.endSeconds),
    periodSeconds,
  };
}

/** No more periods of a window are filled than a page has datapoints. */
const slotsMax = 100_800;

export function isBounded(grid: Grid): boolean {
  return periodCount(grid) <= slotsMax;
}

/** As many periods as are filled at most, the newest or the oldest. */
export function boundedGrid(grid: Grid, isDescending: boolean): Grid {
  const { startSeconds, endSeconds, periodSeconds } = grid;
  const surplus = periodCount(grid) - slotsMax;
  if (surplus <= 0) return grid;
  return isDescending
    ? { ...grid, startSeconds: startSeconds + surplus * periodSeconds }
    : { ...grid, endSeconds: Math.min(endSeconds, startSeconds + slotsMax * periodSeconds) };
}
