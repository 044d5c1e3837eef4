import { type Alarm, type AlarmDocument, isOnMetrics } from './alarm-document.js';
import type { AlarmPoint } from './alarm-evaluation.js';
import { type AlarmView, contributorSeries } from './alarm-points.js';
import { isLog } from './log-alarm.js';
import type { QueryResults } from './log-results.js';
import { stepSeconds } from './alarm-schedule.js';
import type { Window } from './window.js';

/**
 * The time after its creation in which an alarm is not evaluated. Unless it is to last for all of
 * its time, it ends when the window is full: when there have been datapoints for as long as the
 * window is, and there is one of the newest period. It comes once, with the alarm's creation
 * ("Alarm warm-up periods").
 */
export interface WarmUp {
  readonly since: Date;
  /** When the first datapoint was seen; undefined where there was none yet. */
  readonly pointsSinceSeconds?: number | undefined;
}

export interface WarmingUp {
  readonly warmUp: WarmUp;
  /** When it is over at the latest. */
  readonly until: Date;
  /** Undefined where there was nothing new to see. */
  readonly change: ((current: AlarmDocument) => AlarmDocument) | undefined;
}

/** Undefined of an alarm that is to be evaluated. */
export function warmingUp(document: AlarmDocument, view: AlarmView): WarmingUp | undefined {
  const { alarm, warmUp } = document;
  if (warmUp === undefined || !isOnMetrics(alarm)) return undefined;
  const { window, now } = view;
  const next = nextWarmUp(alarm, warmUp, { points: allPoints(view), window, now });
  if (next === undefined) return undefined;
  const until = endOf(alarm, warmUp);
  if (next === warmUp) return { warmUp, until, change: undefined };
  return {
    warmUp: next,
    until,
    change: (current) => ({ ...current, warmUp: next, sequence: current.sequence + 1, due: now }),
  };
}

/** Of all series, the newest first. */
function allPoints(view: AlarmView): readonly AlarmPoint[] {
  const { contributorQuery: query } = view.plan;
  if (query === undefined) return view.points;
  return contributorSeries(query, view.insights?.groups ?? [], view.window)
    .flatMap(({ points }) => points)
    .sort((a, b) => b.startSeconds - a.startSeconds);
}

interface SeenPoints {
  readonly points: readonly AlarmPoint[];
  readonly window: Window;
  readonly now: Date;
}

/** What it is after an evaluation; undefined once it is over. */
function nextWarmUp(alarm: Alarm, warmUp: WarmUp, view: SeenPoints): WarmUp | undefined {
  if (view.now >= endOf(alarm, warmUp)) return undefined;
  if (alarm.WarmUpConfiguration?.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true) return warmUp;
  const pointsSinceSeconds = warmUp.pointsSinceSeconds ?? firstPoint(alarm, warmUp, view);
  if (pointsSinceSeconds === undefined) return warmUp;
  const { window, points } = view;
  const fullSeconds = alarm.EvaluationPeriods * window.periodSeconds;
  const isFull = window.endSeconds - fullSeconds >= pointsSinceSeconds;
  if (isFull && points[0]?.position === 1) return undefined;
  return pointsSinceSeconds === warmUp.pointsSinceSeconds
    ? warmUp
    : { ...warmUp, pointsSinceSeconds };
}

/** Of an alarm on results: full once as many have come as count, and the newest has a value. */
export function isWarmingUpOnResults(
  { alarm, warmUp }: AlarmDocument,
  { executions, series }: QueryResults,
  now: Date,
): boolean {
  if (warmUp === undefined || !isLog(alarm) || now >= endOf(alarm, warmUp)) return false;
  if (alarm.WarmUpConfiguration?.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true) return true;
  const isFull = executions.length >= alarm.QueryResultsToEvaluate;
  return !isFull || !series.some(({ values }) => typeof values[0] === 'number');
}

function endOf(
  { WarmUpConfiguration }: Pick<Alarm, 'WarmUpConfiguration'>,
  { since }: WarmUp,
): Date {
  const minutes = WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 0;
  return new Date(since.getTime() + minutes * 60_000);
}

/** What the last evaluation did not see has come since; the first one sees what was there. */
function firstPoint(
  alarm: Alarm,
  { since }: WarmUp,
  { points, window }: SeenPoints,
): number | undefined {
  const oldest = points.at(-1)?.startSeconds;
  if (oldest === undefined) return undefined;
  // Periods of a wall clock are looked at as a whole.
  if (alarm.EvaluationWindow?.WallClockWindow !== undefined) return oldest;
  const lastEnd = window.endSeconds - stepSeconds(alarm);
  const isFirst = lastEnd <= since.getTime() / 1000;
  return isFirst ? oldest : Math.max(oldest, lastEnd);
}
