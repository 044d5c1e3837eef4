import { type Cell, mergeCells } from '../../datapoints/cell.js';
import type { DimensionFilter, Metric } from '../../datapoints/datapoints.js';
import { Points, type Series } from '../metric-math/value.js';
import { averageOf, type Period, type PeriodGrid } from '../statistics.js';
import { type Aggregate, type InsightsQuery, type QueryKey } from './query-text.js';

/**
 * Folds the metrics of a query into one series for each group. A group is what metrics have under
 * the query's keys; what they lack is called `Other` and comes behind what they have. Groups come
 * in that order, or ranked by an aggregate of the values that they return, and then their labels
 * tell the rank; of equal rank, those that lack more come first (recorded from AWS).
 */
export class GroupFold {
  private readonly folded = new Map<string, FoldedGroup>();

  constructor(private readonly query: InsightsQuery) {}

  add(metric: Metric, periods: readonly Period[]): void {
    const values = this.query.groupKeys.map((key) => valueOf(metric, key));
    const key = values.length === 1 ? (values[0] ?? '') : JSON.stringify(values);
    let group = this.folded.get(key);
    if (group === undefined) {
      group = { values, cells: new Map() };
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
    const groups = [...this.folded.values()].sort((a, b) => compareValues(a.values, b.values));
    if (order !== undefined) {
      const sign = order.isDescending ? -1 : 1;
      const ranked = groups.map((group) => {
        return { group, rank: rankOf(group.cells, aggregate, order.aggregate) };
      });
      ranked.sort((a, b) => sign * (a.rank - b.rank) || lacks(b.group) - lacks(a.group));
      groups.splice(0, groups.length, ...ranked.map(({ group }) => group));
    }
    return groups.slice(0, limit).map(({ values, cells }, index) => {
      const isRanked = order !== undefined && this.query.groupKeys.length > 0;
      const shown = values.map((value) => value ?? other);
      const label = isRanked ? `${index + 1} - ${shown.join(' ')}` : shown.join(' ');
      return { values: shown, series: seriesOf(label, cells, { aggregate, grid }) };
    });
  }
}

export interface QueryGroup {
  /** What its metrics have under each of the query's keys. */
  readonly values: readonly string[];
  readonly series: Series;
}

interface FoldedGroup {
  /** Undefined where its metrics lack a key. */
  readonly values: readonly (string | undefined)[];
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

/** What every metric has that a query selects; it may still not select one that has them. */
export function wantedDimensions(query: InsightsQuery): readonly DimensionFilter[] {
  const wanted = query.conditions.flatMap(({ key, isEqual, value }): DimensionFilter[] =>
    key.kind === 'dimension' && isEqual ? [{ Name: key.name, Value: value }] : [],
  );
  const names = query.dimensionNames ?? [];
  return [...wanted, ...names.map((Name) => ({ Name }))];
}

/** Tags belong to resources of AWS; the metrics here are of none. */
function valueOf({ account, Dimensions }: Metric, key: QueryKey): string | undefined {
  switch (key.kind) {
    case 'account':
      return account;
    case 'tag':
      return undefined;
    case 'dimension':
      return Dimensions.find(({ Name }) => Name === key.name)?.Value;
  }
}

const other = 'Other';

function compareValues(a: FoldedGroup['values'], b: FoldedGroup['values']): number {
  for (const [index, one] of a.entries()) {
    const another = b[index];
    if (one === another) continue;
    if (one === undefined || another === undefined) return one === undefined ? 1 : -1;
    return one < another ? -1 : 1;
  }
  return 0;
}

function lacks({ values }: FoldedGroup): number {
  return values.filter((value) => value === undefined).length;
}

function rankOf(cells: ReadonlyMap<number, Cell>, selected: Aggregate, order: Aggregate): number {
  const values = [...cells.values()]
    .map((cell) => aggregateOf(cell, selected))
    .filter((value) => Number.isFinite(value));
  switch (order) {
    case 'COUNT':
      return values.length;
    case 'MAX':
      return values.reduce((a, b) => Math.max(a, b), -Infinity);
    case 'MIN':
      return values.reduce((a, b) => Math.min(a, b), Infinity);
    case 'SUM':
      return sumOf(values);
    case 'AVG':
      return sumOf(values) / Math.max(1, values.length);
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function seriesOf(
  label: string,
  cells: ReadonlyMap<number, Cell>,
  { aggregate, grid }: { readonly aggregate: Aggregate; readonly grid: PeriodGrid },
): Series {
  const points = new Points(grid.periodSeconds);
  for (const [number, cell] of [...cells].sort(([a], [b]) => a - b)) {
    points.add(grid.startSeconds + number * grid.periodSeconds, aggregateOf(cell, aggregate));
  }
  return points.named(label);
}

function aggregateOf(cell: Cell, aggregate: Aggregate): number {
  const { SampleCount, Sum, Minimum, Maximum } = cell;
  switch (aggregate) {
    case 'AVG':
      return averageOf(cell);
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
