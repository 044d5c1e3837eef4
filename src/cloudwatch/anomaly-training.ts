import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Range, UnitCells } from '../datapoints/datapoints.js';
import type { Scope } from '../store/keys.js';
import type { Steps } from '../turns.js';
import { alarmPeriod } from './alarm-metrics.js';
import {
  type DetectorDocument,
  type DetectorSubject,
  type Learning,
  subjectAddsUp,
} from './anomaly-detector.js';
import {
  learnedPeriodSeconds,
  type TrainingPoint,
  trainingSeconds,
  trainingState,
  trainingSteps,
} from './anomaly-model.js';
import { type Exclusion, exclusionOf } from './anomaly-exclusion.js';
import { learnDensity } from './anomaly-sums.js';
import { historyRanges, historySteps } from './metric-history.js';
import { floorTo, type Window } from './window.js';

/**
 * What a detector reads to learn, and what it learns of that: two weeks without the ranges that are
 * excluded, of a metric in periods of five minutes, of an expression in those of its metrics, since
 * what it comes to in other periods follows from nothing. It learns again every quarter of an hour.
 */
const againMilliseconds = 15 * 60_000;

export function trainingWindow(subject: DetectorSubject, now: Date): Window {
  const periodSeconds =
    subject.kind === 'metric'
      ? learnedPeriodSeconds
      : alarmPeriod({ Metrics: subject.MetricDataQueries });
  const endSeconds = floorTo(now.getTime() / 1000, periodSeconds);
  return { startSeconds: endSeconds - trainingSeconds, endSeconds, periodSeconds };
}

export function trainingRanges(
  scope: Scope,
  { subject }: Pick<DetectorDocument, 'subject'>,
  window: Window,
): readonly Range[] {
  return historyRanges(scope, queriesOf(subject), window);
}

export interface Trained {
  readonly read: readonly (readonly UnitCells[])[];
  readonly window: Window;
  readonly now: Date;
}

/** Pauses whenever others should have a turn. */
export function* learningSteps(
  { subject, configuration, hasSpikes }: DetectorDocument,
  { read, window, now }: Trained,
): Steps<Learning> {
  const exclusion = exclusionOf(subject, configuration);
  const left = exclusion.left(read);
  yield;
  const { times, values } = yield* historySteps(queriesOf(subject), left, window);
  const points = times
    .map((seconds, index): TrainingPoint => ({ seconds, value: values[index] ?? NaN }))
    .filter(({ seconds }) => !exclusion.excludes(seconds, window.periodSeconds))
    .map((point) => ({ ...point, seconds: point.seconds + window.periodSeconds / 2 }));
  yield;
  const state = trainingState(points);
  const due = new Date(now.getTime() + againMilliseconds);
  const timezone = configuration.MetricTimezone ?? 'UTC';
  if (state === 'PENDING_TRAINING') return { state, model: undefined, density: undefined, due };
  const model = yield* trainingSteps(points, {
    timezone,
    halfLifeDays: halfLives[configuration.AdaptationSpeed ?? ''] ?? 7,
    clip: clips[configuration.OutlierFilteringStrength ?? ''] ?? 4,
    hasSpikes: hasSpikes === true,
    isPercent: !subjectAddsUp(subject) && read.flat().every(({ Unit }) => Unit === 'Percent'),
    nowSeconds: now.getTime() / 1000,
  });
  if (!subjectAddsUp(subject)) return { state, model, density: undefined, due };
  yield;
  const minuteCount = minutesOf(read, exclusion);
  yield;
  const density = learnDensity({
    timezone,
    possible: occasions(points, exclusion),
    filled: points.map(({ seconds }) => seconds),
    minuteCount,
  });
  return { state, model, density, due };
}

/**
 * The middles of all periods from the first point to where one more would be due after the last,
 * but for those that are excluded.
 */
function occasions(points: readonly TrainingPoint[], exclusion: Exclusion): readonly number[] {
  const [first = 0, last = 0] = [points[0]?.seconds, points.at(-1)?.seconds];
  const gaps = (last - first) / learnedPeriodSeconds;
  const count = Math.round(gaps + gaps / Math.max(1, points.length - 1));
  const middles = Array.from({ length: count }, (_, index) => first + index * learnedPeriodSeconds);
  return middles.filter(
    (seconds) => !exclusion.excludes(seconds - learnedPeriodSeconds / 2, learnedPeriodSeconds),
  );
}

function minutesOf(read: Trained['read'], exclusion: Exclusion): number {
  const starts = read.flat().flatMap(({ cells }) => cells.map(({ startSeconds }) => startSeconds));
  const kept = starts.filter(
    (seconds) => !exclusion.excludes(floorTo(seconds, learnedPeriodSeconds), learnedPeriodSeconds),
  );
  return new Set(kept.map((seconds) => floorTo(seconds, 60))).size;
}

const halfLives: Readonly<Record<string, number>> = { FAST: 2, NORMAL: 7, SLOW: 14 };
const clips: Readonly<Record<string, number>> = { MINIMAL: 6, MODERATE: 4, STRICT: 3 };

function queriesOf(subject: DetectorSubject): readonly MetricDataQuery[] {
  if (subject.kind === 'math') return subject.MetricDataQueries;
  const { Namespace, MetricName, Dimensions, Stat } = subject;
  const Metric = { Namespace, MetricName, Dimensions: [...Dimensions] };
  return [{ Id: 'm1', MetricStat: { Metric, Stat, Period: learnedPeriodSeconds } }];
}
