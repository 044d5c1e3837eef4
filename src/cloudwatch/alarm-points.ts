import type { Metric, Range, UnitCells } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import type { Alarm } from './alarm-document.js';
import type { ThresholdBand } from './alarm-band.js';
import type { AlarmPoint } from './alarm-evaluation.js';
import { alarmSeries, planAlarmMetrics } from './alarm-metrics.js';
import { metricDimensions } from './dimensions.js';
import type { ContributorSeries } from './contributor-evaluation.js';
import { Points, type Series } from './metric-math/value.js';
import type { QueryGroup } from './metrics-insights/query-fold.js';
import { type InsightsQuery, keyText } from './metrics-insights/query-text.js';
import { needsDistribution, parseStatistic, type Statistic } from './statistic-syntax.js';
import { foldOneUnit, statisticOf } from './statistics.js';
import { cellsInWindow, readWindow, trueStart } from './wall-clock.js';
import { periodCount, type Window } from './window.js';

/**
 * What an alarm's evaluation reads, and the datapoints that it makes of it: those of its metric, or
 * those of an expression over several.
 */
export function alarmRanges(scope: Scope, alarm: Alarm, window: Window): readonly Range[] {
  if (alarm.Metrics !== undefined) {
    const { metrics } = planAlarmMetrics(alarm.Metrics, alarm.ThresholdMetricId);
    return metrics.map(({ metric, Unit, statistic }) =>
      rangeOf({ ...scope, ...metric }, window, { Unit, statistic }),
    );
  }
  const { Namespace = '', MetricName = '', Dimensions, Unit } = alarm;
  const { account, region } = scope;
  const named = { Namespace, MetricName, Dimensions: metricDimensions(Dimensions) };
  const metric: Metric = { account, region, ...named };
  return [rangeOf(metric, window, { Unit, statistic: statisticNamed(alarm) })];
}

export interface AlarmReading {
  /** Of each of the ranges above. */
  readonly read: readonly (readonly UnitCells[])[];
  readonly window: Window;
  /** Of an anomaly alarm. */
  readonly band: ThresholdBand | undefined;
  /** Of one with a query of Metrics Insights. */
  readonly groups?: readonly QueryGroup[] | undefined;
}

/** The newest first; periods without a datapoint, or without a place in the band, have none. */
export function alarmPoints(alarm: Alarm, reading: AlarmReading): readonly AlarmPoint[] {
  const { read, window, band } = reading;
  if (alarm.Metrics !== undefined) {
    const points = pointsOfMetrics(alarm, reading);
    if (band === undefined) return points;
    return points.flatMap((point) => {
      const range = band(point.startSeconds);
      return range === undefined ? [] : [{ ...point, range }];
    });
  }
  const statistic = statisticNamed(alarm);
  const count = periodCount(window);
  const points: AlarmPoint[] = [];
  for (const { number, cell } of foldOneUnit(cellsInWindow(read[0] ?? [], window), window)) {
    const value = statisticOf(cell, statistic);
    if (value === undefined) continue;
    const nominal = window.startSeconds + number * window.periodSeconds;
    const startSeconds = trueStart(nominal, window);
    points.push({ position: count - number, startSeconds, value, sampleCount: cell.SampleCount });
  }
  return points.reverse();
}

function pointsOfMetrics(
  { Metrics = [], ThresholdMetricId }: Alarm,
  { read: cells, window, groups }: AlarmReading,
): readonly AlarmPoint[] {
  const plan = planAlarmMetrics(Metrics, ThresholdMetricId);
  const { startSeconds, periodSeconds } = window;
  const read = plan.metrics.map(({ Id, statistic }, index) => {
    const points = new Points();
    for (const { number, cell } of foldOneUnit(cellsInWindow(cells[index] ?? [], window), window)) {
      points.add(startSeconds + number * periodSeconds, statisticOf(cell, statistic) ?? NaN);
    }
    return points.named(Id);
  });
  return pointsOfSeries(alarmSeries(plan, { read, window, groups }), window);
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

function rangeOf(
  metric: Metric,
  window: Window,
  { Unit, statistic }: { readonly Unit: string | undefined; readonly statistic: Statistic },
): Range {
  const { startSeconds, endSeconds, periodSeconds } = readWindow(window);
  const needs = needsDistribution(statistic);
  return { metric, Unit, startSeconds, endSeconds, periodSeconds, needsDistribution: needs };
}

function statisticNamed(alarm: Pick<Alarm, 'Statistic' | 'ExtendedStatistic'>): Statistic {
  const statistic = parseStatistic(alarm.Statistic ?? alarm.ExtendedStatistic ?? '');
  if (statistic === undefined) throw new Error('PutMetricAlarm takes no other statistics.');
  return statistic;
}
