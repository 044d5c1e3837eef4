import type { Range, UnitCells } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import { alarmPeriod, alarmSeries, planAlarmMetrics } from './alarm-metrics.js';
import type { DetectorDocument, DetectorSubject } from './anomaly-detector.js';
import { type TrainingPoint, trainingSeconds, trainingState, trainModel } from './anomaly-model.js';
import { Points, type Series } from './metric-math/value.js';
import { needsDistribution, parseStatistic, type Statistic } from './statistic-syntax.js';
import { foldOneUnit, statisticOf } from './statistics.js';
import { floorTo, type Window } from './window.js';

/**
 * What a detector reads to learn, and the document with what it learned: two weeks in periods of
 * five minutes, without the ranges that are excluded. It learns again every quarter of an hour.
 */
const metricPeriodSeconds = 300;
const againMilliseconds = 15 * 60_000;

export function trainingWindow(subject: DetectorSubject, now: Date): Window {
  const periodSeconds =
    subject.kind === 'metric'
      ? metricPeriodSeconds
      : Math.max(metricPeriodSeconds, alarmPeriod({ Metrics: subject.MetricDataQueries }));
  const endSeconds = floorTo(now.getTime() / 1000, periodSeconds);
  return { startSeconds: endSeconds - trainingSeconds, endSeconds, periodSeconds };
}

export function trainingRanges(
  scope: Scope,
  { subject }: DetectorDocument,
  window: Window,
): readonly Range[] {
  return sourcesOf(subject).map(({ metric, Unit, statistic }) => ({
    metric: { ...scope, ...metric },
    Unit,
    ...window,
    needsDistribution: needsDistribution(statistic),
  }));
}

export interface Trained {
  readonly read: readonly (readonly UnitCells[])[];
  readonly window: Window;
  readonly now: Date;
}

export function trainedDetector(
  document: DetectorDocument,
  { read, window, now }: Trained,
): DetectorDocument {
  const { subject, configuration, hasSpikes } = document;
  const { times, values } = subjectSeries(subject, read, window);
  const points = times
    .map((seconds, index): TrainingPoint => ({ seconds, value: values[index] ?? NaN }))
    .filter(({ seconds }) => !isExcluded(configuration, seconds));
  const state = trainingState(points);
  const due = new Date(now.getTime() + againMilliseconds);
  if (state === 'PENDING_TRAINING') return { ...document, state, model: undefined, due };
  const model = trainModel(points, {
    timezone: configuration.MetricTimezone ?? 'UTC',
    halfLifeDays: halfLives[configuration.AdaptationSpeed ?? ''] ?? 7,
    clip: clips[configuration.OutlierFilteringStrength ?? ''] ?? 4,
    hasSpikes,
    isPercent: read.flat().every(({ Unit }) => Unit === 'Percent'),
    nowSeconds: now.getTime() / 1000,
  });
  return { ...document, state, model, due };
}

const halfLives: Readonly<Record<string, number>> = { FAST: 2, NORMAL: 7, SLOW: 14 };
const clips: Readonly<Record<string, number>> = { MINIMAL: 6, MODERATE: 4, STRICT: 3 };

function isExcluded(
  { ExcludedTimeRanges }: DetectorDocument['configuration'],
  seconds: number,
): boolean {
  return ExcludedTimeRanges.some(({ StartTime, EndTime }) => {
    return seconds * 1000 >= StartTime.getTime() && seconds * 1000 < EndTime.getTime();
  });
}

interface Source {
  readonly Id: string;
  readonly metric: Pick<Range['metric'], 'Namespace' | 'MetricName' | 'Dimensions'>;
  readonly Unit: string | undefined;
  readonly statistic: Statistic;
}

function sourcesOf(subject: DetectorSubject): readonly Source[] {
  if (subject.kind === 'math') return planAlarmMetrics(subject.MetricDataQueries).metrics;
  const { Namespace, MetricName, Dimensions, Stat } = subject;
  const statistic = parseStatistic(Stat);
  if (statistic === undefined) throw new Error('PutAnomalyDetector takes no other statistics.');
  return [{ Id: '', metric: { Namespace, MetricName, Dimensions }, Unit: undefined, statistic }];
}

function subjectSeries(
  subject: DetectorSubject,
  read: readonly (readonly UnitCells[])[],
  window: Window,
): Series {
  const series = sourcesOf(subject).map(({ Id, statistic }, index) => {
    const points = new Points();
    for (const { number, cell } of foldOneUnit(read[index] ?? [], window)) {
      const time = window.startSeconds + number * window.periodSeconds;
      points.add(time, statisticOf(cell, statistic) ?? NaN);
    }
    return points.named(Id);
  });
  const nothing: Series = { label: '', times: [], values: [] };
  if (subject.kind === 'metric') return series[0] ?? nothing;
  return alarmSeries(planAlarmMetrics(subject.MetricDataQueries), series, window) ?? nothing;
}
