import type { Metric, Range, UnitCells } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import type { Alarm } from './alarm-document.js';
import type { AlarmPoint } from './alarm-evaluation.js';
import { needsDistribution, parseStatistic, type Statistic } from './statistic-syntax.js';
import { foldOneUnit, statisticOf } from './statistics.js';
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
  return { metric, Unit, ...window, needsDistribution: needsDistribution(statisticNamed(alarm)) };
}

/** The newest first; periods without a datapoint have none. */
export function alarmPoints(
  alarm: Pick<Alarm, 'Statistic' | 'ExtendedStatistic'>,
  units: readonly UnitCells[],
  window: Window,
): readonly AlarmPoint[] {
  const statistic = statisticNamed(alarm);
  const count = periodCount(window);
  return foldOneUnit(units, window)
    .flatMap(({ number, cell }) => {
      const value = statisticOf(cell, statistic);
      if (value === undefined) return [];
      const startSeconds = window.startSeconds + number * window.periodSeconds;
      return [{ position: count - number, startSeconds, value, sampleCount: cell.SampleCount }];
    })
    .reverse();
}

function statisticNamed(alarm: Pick<Alarm, 'Statistic' | 'ExtendedStatistic'>): Statistic {
  const statistic = parseStatistic(alarm.Statistic ?? alarm.ExtendedStatistic ?? '');
  if (statistic === undefined) throw new Error('PutMetricAlarm takes no other statistics.');
  return statistic;
}
