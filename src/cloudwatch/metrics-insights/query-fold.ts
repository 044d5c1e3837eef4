import { type Cell, mergeCells } from '../../datapoints/cell.js';
import type { Metric } from '../../datapoints/datapoints.js';
import { Points, type Series } from '../metric-math/value.js';
import type { Period, PeriodGrid } from '../statistics.js';
import { accountKey, type Aggregate, type InsightsQuery } from './query-text.js';

/**
 * Folds the metrics of a query into one series for each group. A group is what metrics have under
 * the query's keys; those without one of these go into `Other`. Groups come in the order of their
 * labels, or ranked by an aggregate over the whole window, and then their labels tell the rank.
 */
export class GroupFold {
  private readonly groups = new Map<string, Map<number, Cell>>();

  constructor(private readonly query: InsightsQuery) {}

  add(metric: Metric, periods: readonly Period[]): void {
    const label = labelOf(metric, this.query.groupKeys);
    let group = this.groups.get(label);
    if (group === undefined) {
      group = new Map();
      this.groups.set(label, group);
    }
    for (const { number, cell } of periods) {
      const before = group.get(number);
      group.set(number, before === undefined ? cell : mergeCells(before, cell));
    }
  }

  series(grid: PeriodGrid): readonly Series[] {
    const { aggregate, order, limit } = this.query;
    const groups = [...this.groups].map(([label, cells]) => ({ label, cells }));
    groups.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
    if (order !== undefined) {
      const ranks = new Map(
        groups.map(({ label, cells }) => [label, rankOf(cells, order.aggregate)]),
      );
      const sign = order.isDescending ? -1 : 1;
      groups.sort((a, b) => sign * ((ranks.get(a.label) ?? NaN) - (ranks.get(b.label) ?? NaN)));
    }
    return groups.slice(0, limit).map(({ label, cells }, index) => {
      const isRanked = order !== undefined && this.query.groupKeys.length > 0;
      return seriesOf(isRanked ? `${index + 1} - ${label}` : label, cells, { aggregate, grid });
    });
  }
}

export function isSelected(query: InsightsQuery, metric: Metric): boolean {
  const { dimensionNames, conditions } = query;
  const { Dimensions } = metric;
  if (
    dimensionNames !== undefined &&
    (Dimensions.length !== dimensionNames.length ||
      !Dimensions.every(({ Name }) => dimensionNames.includes(Name)))
  ) {
    return false;
  }
  // A metric that lacks the key is not equal to any value.
  return conditions.every(({ key, isEqual, value = metric.account }) => {
    return (valueOf(metric, key) === value) === isEqual;
  });
}

function valueOf({ account, Dimensions }: Metric, key: string): string | undefined {
  if (key === accountKey) return account;
  return Dimensions.find(({ Name }) => Name === key)?.Value;
}

function labelOf(metric: Metric, keys: readonly string[]): string {
  const values = keys.map((key) => valueOf(metric, key));
  return values.includes(undefined) ? 'Other' : values.join(' ');
}

function rankOf(cells: ReadonlyMap<number, Cell>, aggregate: Aggregate): number {
  const [first, ...others] = cells.values();
  return first === undefined ? 0 : aggregateOf(others.reduce(mergeCells, first), aggregate);
}

function seriesOf(
  label: string,
  cells: ReadonlyMap<number, Cell>,
  { aggregate, grid }: { readonly aggregate: Aggregate; readonly grid: PeriodGrid },
): Series {
  const points = new Points();
  for (const [number, cell] of [...cells].sort(([a], [b]) => a - b)) {
    points.add(grid.startSeconds + number * grid.periodSeconds, aggregateOf(cell, aggregate));
  }
  return points.named(label);
}

function aggregateOf({ SampleCount, Sum, Minimum, Maximum }: Cell, aggregate: Aggregate): number {
  switch (aggregate) {
    case 'AVG':
      return Sum / SampleCount;
    case 'COUNT':
      return SampleCount;
    case 'MAX':
      return Maximum;
    case 'MIN':
      return Minimum;
    case 'SUM':
      return Sum;
  }
}
