import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Range, UnitCells } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import type { Steps } from '../turns.js';
import { alarmSeriesSteps, planAlarmMetrics } from './alarm-metrics.js';
import { sortedDimensions } from './dimensions.js';
import { emptySeries, Points, type Series } from './metric-math/value.js';
import { needsDistribution } from './statistic-syntax.js';
import { foldOneUnit, statisticOf } from './statistics.js';
import type { Window } from './window.js';

/**
 * The past of a metric, or of an expression over several: what is to be read of it, and the series
 * that follows. All periods are the window's, whatever the queries say.
 */
export function historyRanges(
  scope: Scope,
  queries: readonly MetricDataQuery[],
  window: Window,
): readonly Range[] {
  return planAlarmMetrics(queries).metrics.map(({ metric, Unit, statistic }) => ({
    metric: { ...scope, ...metric, Dimensions: sortedDimensions(metric.Dimensions) },
    Unit,
    ...window,
    needsDistribution: needsDistribution(statistic),
  }));
}

/** `read` is of the ranges above. Pauses whenever others should have a turn. */
export function* historySteps(
  queries: readonly MetricDataQuery[],
  read: readonly (readonly UnitCells[])[],
  window: Window,
): Steps<Series> {
  const plan = planAlarmMetrics(queries);
  const series: Series[] = [];
  for (const [index, { Id, statistic }] of plan.metrics.entries()) {
    const points = new Points(window.periodSeconds);
    for (const { number, cell } of foldOneUnit(read[index] ?? [], window)) {
      const time = window.startSeconds + number * window.periodSeconds;
      points.add(time, statisticOf(cell, statistic));
    }
    series.push(points.named(Id));
    yield;
  }
  const found = yield* alarmSeriesSteps(plan, { read: series, window });
  return found ?? emptySeries(window.periodSeconds);
}
