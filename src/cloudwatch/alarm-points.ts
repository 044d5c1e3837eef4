import type { Range, UnitCells } from '../datapoints/datapoints.js';
import type { ThresholdBand } from './alarm-band.js';
import type { AlarmPoint } from './alarm-evaluation.js';
import { type AlarmMetricsPlan, alarmSeries } from './alarm-metrics.js';
import type { AlarmPlan, AlarmSource } from './alarm-plan.js';
import type { Brought } from './data-source.js';
import type { ContributorSeries } from './contributor-evaluation.js';
import type { InsightsGroups } from './insights-reading.js';
import { Points, type Series } from './metric-math/value.js';
import type { QueryGroup } from './metrics-insights/query-fold.js';
import { type InsightsQuery, keyText } from './metrics-insights/query-text.js';
import { needsDistribution } from './statistic-syntax.js';
import { foldOneUnit, statisticOf } from './statistics.js';
import { cellsInWindow, readWindow, trueStart } from './wall-clock.js';
import { periodCount, type Window } from './window.js';

/**
 * What an alarm's evaluation reads, and the datapoints that it makes of it: those of its metric, or
 * those of an expression over several.
 */
export function alarmRanges({ sources }: AlarmPlan, window: Window): readonly Range[] {
  return sources.map((source) => sourceRange(source, window));
}

export function sourceRange(source: AlarmSource, window: Window): Range {
  const { metric, identity, Unit, statistic } = source;
  const { startSeconds, endSeconds, periodSeconds } = readWindow(window);
  return {
    metric,
    identity,
    Unit,
    startSeconds,
    endSeconds,
    periodSeconds,
    needsDistribution: needsDistribution(statistic),
  };
}

/** What an evaluation looks at. */
export interface AlarmView {
  readonly plan: AlarmPlan;
  readonly window: Window;
  /** The newest first; none of an alarm on several series. */
  readonly points: readonly AlarmPoint[];
  /** Of one with a query of Metrics Insights. */
  readonly insights: InsightsGroups | undefined;
  /** Of one on series that functions bring: one of these has failed. */
  readonly hasFailed: boolean;
  readonly now: Date;
}

/** What was read for the datapoints of an alarm. */
export interface AlarmReading {
  readonly plan: AlarmPlan;
  /** Of each of the ranges above. */
  readonly read: readonly (readonly UnitCells[])[];
  readonly window: Window;
  /** Of an anomaly alarm. */
  readonly band: ThresholdBand | undefined;
  /** Of one with a query of Metrics Insights. */
  readonly groups?: readonly QueryGroup[] | undefined;
  /** Of one on series that functions bring. */
  readonly brought?: Brought | undefined;
}

/**
 * The newest first; periods without a datapoint, or without a place in the band, have none, nor has
 * an alarm on several series any of its own.
 */
export function alarmPoints(reading: AlarmReading): readonly AlarmPoint[] {
  const { plan, read, window, band } = reading;
  if (plan.contributorQuery !== undefined) return [];
  if (plan.queries !== undefined) {
    const points = pointsOfMetrics(plan.queries, reading);
    if (band === undefined) return points;
    return points.flatMap((point) => {
      const range = band(point.startSeconds);
      return range === undefined ? [] : [{ ...point, range }];
    });
  }
  const { source } = plan;
  if (source === undefined) throw new Error('It has a metric, or a list of queries.');
  return sourcePoints(source, read[0] ?? [], window);
}

/** Those of one metric. */
export function sourcePoints(
  { statistic }: AlarmSource,
  units: readonly UnitCells[],
  window: Window,
): readonly AlarmPoint[] {
  const count = periodCount(window);
  const points: AlarmPoint[] = [];
  for (const { number, cell } of foldOneUnit(cellsInWindow(units, window), window)) {
    const value = statisticOf(cell, statistic);
    if (value === undefined || !Number.isFinite(value)) continue;
    const nominal = window.startSeconds + number * window.periodSeconds;
    const startSeconds = trueStart(nominal, window);
    points.push({ position: count - number, startSeconds, value, sampleCount: cell.SampleCount });
  }
  return points.reverse();
}

function pointsOfMetrics(
  queries: AlarmMetricsPlan,
  { read: cells, window, groups, brought }: AlarmReading,
): readonly AlarmPoint[] {
  const { startSeconds, periodSeconds } = window;
  const read = queries.metrics.map(({ Id, statistic }, index) => {
    const points = new Points(periodSeconds);
    for (const { number, cell } of foldOneUnit(cellsInWindow(cells[index] ?? [], window), window)) {
      points.add(startSeconds + number * periodSeconds, statisticOf(cell, statistic));
    }
    return points.named(Id);
  });
  return pointsOfSeries(alarmSeries(queries, { read, window, groups, brought }), window);
}

/** The newest first. */
function pointsOfSeries(series: Series | undefined, window: Window): readonly AlarmPoint[] {
  const { times = [], values = [] } = series ?? {};
  const count = periodCount(window);
  return times
    .map((time, index) => ({
      position: count - Math.floor((time - window.startSeconds) / window.periodSeconds),
      startSeconds: trueStart(time, window),
      value: values[index] ?? NaN,
      sampleCount: undefined,
    }))
    .reverse();
}

/**
 * The series of an alarm on several, each told by what its query groups by. Of groups that are told
 * alike, one that lacks a key and one that has `Other` under it, the last one counts.
 */
export function contributorSeries(
  { groupKeys }: InsightsQuery,
  groups: readonly QueryGroup[],
  window: Window,
): readonly ContributorSeries[] {
  const byValues = new Map(groups.map((group) => [JSON.stringify(group.values), group]));
  return [...byValues.values()].map(({ values, series }) => ({
    attributes: Object.fromEntries(
      groupKeys.map((key, index) => [keyText(key), values[index] ?? '']),
    ),
    points: pointsOfSeries(series, window),
  }));
}
