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
  private readonly folded = new Map<string, FoldedGroup>();

  constructor(private readonly query: InsightsQuery) {}

  add(metric: Metric, periods: readonly Period[]): void {
    const values = groupValues(metric, this.query.groupKeys);
    const key = JSON.stringify(values);
    let group = this.folded.get(key);
    if (group === undefined) {
      const isOther = values.every((value) => value === other);
      group = {
        label: isOther ? values.slice(0, 1).join() : values.join(' '),
        values,
        cells: new Map(),
      };
      this.folded.set(key, group);
    }
    const { cells } = group;
    for (const { number, cell } of periods) {
      const before = cells.get(number);
      cells.set(number, before === undefined ? cell : mergeCells(before, cell));
    }
  }

  /** How many groups there are before the limit. */
  get groupCount(): number {
    return this.folded.size;
  }

  /** As many as the query asks for, the first by its order. */
  groups(grid: PeriodGrid): readonly QueryGroup[] {
    const { aggregate, order, limit } = this.query;
    const groups = [...this.folded.values()];
    groups.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
    if (order !== undefined) {
      const ranks = new Map(
        groups.map((group) => [group, rankOf(group.cells, order.aggregate)] as const),
      );
      const sign = order.isDescending ? -1 : 1;
      groups.sort((a, b) => sign * ((ranks.get(a) ?? NaN) - (ranks.get(b) ?? NaN)));
    }
    return groups.slice(0, limit).map(({ label, values, cells }, index) => {
      const isRanked = order !== undefined && this.query.groupKeys.length > 0;
      const name = isRanked ? `${index + 1} - ${label}` : label;
      return { values, series: seriesOf(name, cells, { aggregate, grid }) };
    });
  }
}

export interface QueryGroup {
  /** What its metrics have under each of the query's keys. */
  readonly values: readonly string[];
  readonly series: Series;
}

interface FoldedGroup {
  readonly label: string;
  readonly values: readonly string[];
  readonly cells: Map<number, Cell>;
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

const other = 'Other';

/** A metric that lacks one of the keys is of the same group as all that lack one. */
function groupValues(metric: Metric, keys: readonly string[]): readonly string[] {
  const values = keys.map((key) => valueOf(metric, key));
  return values.map((value) => (values.includes(undefined) ? other : (value ?? other)));
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
