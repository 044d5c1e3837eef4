import type { Metric, Range, UnitCells } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import type { Alarm } from './alarm-document.js';
import type { AlarmPoint } from './alarm-evaluation.js';
import { foldOneUnit, isBasicStatistic, statisticOf } from './statistics.js';
import { periodCount, type Window } from './window.js';

/** What an alarm's evaluation reads, and the datapoints that it makes of it. */
export function alarmRange(scope: Scope, alarm: Alarm, window: Window): Range {
  const { Namespace, MetricName, Dimensions, Unit } = alarm;
  const metric: Metric = {
    ...scope,
    Namespace,
    MetricName,
    Dimensions: Dimensions.map(({ Name = '', Value = '' }) => ({ Name, Value })),
  };
  return { metric, Unit, ...window, needsDistribution: false };
}

/** The newest first; periods without a datapoint have none. */
export function alarmPoints(
  { Statistic }: Pick<Alarm, 'Statistic'>,
  units: readonly UnitCells[],
  window: Window,
): readonly AlarmPoint[] {
  const statistic = isBasicStatistic(Statistic ?? '') ? Statistic : undefined;
  if (statistic === undefined) throw new Error('An alarm needs a basic statistic.');
  const count = periodCount(window);
  return foldOneUnit(units, window)
    .map(({ number, cell }) => ({
      position: count - number,
      startSeconds: window.startSeconds + number * window.periodSeconds,
      value: statisticOf(cell, statistic),
      sampleCount: cell.SampleCount,
    }))
    .reverse();
}
