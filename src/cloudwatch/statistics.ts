import { type Cell, mergeCells } from '../datapoints/cell.js';
import type { TimedCell, UnitCells } from '../datapoints/datapoints.js';
import { distributionStatistic } from './distribution-statistics.js';
import type { Statistic } from './statistic-syntax.js';

/**
 * A statistic is what is told of the samples of one period. Cells are folded into periods that are
 * counted from the start of what was asked for, not from multiples of the period; each statistic is
 * then a function of the folded cell, and undefined where that does not tell it.
 */
export function statisticOf(cell: Cell, statistic: Statistic): number | undefined {
  if (statistic.kind !== 'basic') return distributionStatistic(cell, statistic);
  return statistic.name === 'Average' ? averageOf(cell) : cell[statistic.name];
}

/** Of values whose counts are all 0 it is no number, as AWS was recorded to answer. */
export function averageOf({ SampleCount, Sum }: Cell): number {
  return Sum / SampleCount;
}

export interface Period {
  /** Its number, counted from the start of the window. */
  readonly number: number;
  readonly cell: Cell;
}

export interface PeriodGrid {
  readonly startSeconds: number;
  readonly periodSeconds: number;
}

/** The periods that hold something, in the order of time; the cells come in that order. */
export function foldPeriods(
  cells: readonly TimedCell[],
  { startSeconds, periodSeconds }: PeriodGrid,
): readonly Period[] {
  const periods: Period[] = [];
  let number = -1;
  let folded: Cell | undefined;
  for (const { startSeconds: at, cell } of cells) {
    const next = Math.floor((at - startSeconds) / periodSeconds);
    if (next === number && folded !== undefined) {
      folded = mergeCells(folded, cell);
      continue;
    }
    if (folded !== undefined) periods.push({ number, cell: folded });
    number = next;
    folded = cell;
  }
  if (folded !== undefined) periods.push({ number, cell: folded });
  return periods;
}

/** Units are never added up: each period shows the alphabetically first of those that it has. */
export function foldOneUnit(units: readonly UnitCells[], window: PeriodGrid): readonly Period[] {
  const [only] = units;
  if (only === undefined) return [];
  if (units.length === 1) return foldPeriods(only.cells, window);
  const [first = only, ...others] = [...units].sort((a, b) => (a.Unit < b.Unit ? -1 : 1));
  const periods = foldPeriods(first.cells, window);
  const chosen = new Map(periods.map((period) => [period.number, period]));
  for (const { cells } of others) {
    for (const period of foldPeriods(cells, window)) {
      if (!chosen.has(period.number)) chosen.set(period.number, period);
    }
  }
  return [...chosen.values()].sort((a, b) => a.number - b.number);
}
