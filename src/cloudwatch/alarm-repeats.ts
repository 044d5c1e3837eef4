import { isScalingPolicy, type SeenDatapoints } from './alarm-action.js';
import { actionsOf, enabledActions, previousState, withActions, withSeen } from './alarm.js';
import { type AlarmDocument, type AnyAlarm, isComposite } from './alarm-document.js';
import { isReleaseDue } from './alarm-muting.js';
import { changeTime, withDue } from './alarm-record.js';
import { stepSeconds } from './alarm-schedule.js';
import { isLog } from './log-alarm.js';
import { floorTo } from './window.js';

/**
 * Actions of scaling policies go out again each minute for as long as the state lasts: with the
 * evaluations where these come each minute at least, and else at times of their own, which are
 * whole minutes behind the transition however late a beat may be: one that is late by half a minute
 * and more is the next minute's. What a mute rule has held back and now lets go is the repeat of
 * its minute.
 */
export function withRepeatedActions(
  current: AlarmDocument,
  seen: SeenDatapoints,
  now: Date,
): AlarmDocument {
  if (!isRepeatDue(current, now)) return current;
  const { alarm } = current;
  const at = changeTime(current, now);
  const cause = { previous: previousState(alarm), ...seen, at, isRepeat: true } as const;
  const noted = withDue(withSeen(current, seen), now);
  const repeated = withActions(noted, enabledActions(alarm).filter(isScalingPolicy), cause);
  // `at` may be ahead, where the clock was set back.
  return { ...repeated, repeatedAt: isTimed(alarm) ? nearestSlot(current, now) : now };
}

/** The same between two evaluations, with what the last one has looked at. */
export function withTimedRepeat(current: AlarmDocument, now: Date): AlarmDocument {
  const { lastDatapoints: recentDatapoints = [], lastDatapointTimes: datapointTimes } = current;
  return withRepeatedActions(current, { recentDatapoints, datapointTimes }, now);
}

/** Of an alarm whose evaluations lie too far apart to repeat its actions with them. */
export function nextTimedRepeat(document: AlarmDocument): Date | undefined {
  const { alarm } = document;
  // Each evaluation asks, and most alarms have no action of their state.
  if (actionsOf(alarm).length === 0) return undefined;
  if (!isTimed(alarm) || !enabledActions(alarm).some(isScalingPolicy)) return undefined;
  return new Date(firstSlot(document) + repeatMilliseconds);
}

/** Whether repeats that come between evaluations are to tell what these have looked at. */
export function tellsLastEvaluation({ alarm }: AlarmDocument): boolean {
  return actionsOf(alarm).some(isScalingPolicy) && isTimed(alarm);
}

/** Actions that begin to repeat within a state have no repeats from before to catch up with. */
export function withRepeatsSince(
  before: AlarmDocument,
  after: AlarmDocument,
  now: Date,
): AlarmDocument {
  if (nextTimedRepeat(after) === undefined || nextTimedRepeat(before) !== undefined) return after;
  return { ...after, repeatedAt: lastSlot(after, now) };
}

export function isRepeatDue(document: AlarmDocument, now: Date): boolean {
  const { alarm } = document;
  // Neither a composite alarm nor one on logs can scale anything.
  if (isComposite(alarm) || isLog(alarm)) return false;
  // Each evaluation asks, and most alarms have no action of their state.
  if (!alarm.ActionsEnabled || actionsOf(alarm).length === 0) return false;
  if (!enabledActions(alarm).some(isScalingPolicy) || isReleaseDue(document, now)) return false;
  const elapsed = now.getTime() - lastRepeat(document).getTime();
  // Otherwise the last one lies ahead by more than servers' clocks differ: the clock was set back.
  if (elapsed < -repeatMilliseconds - lateMilliseconds) return true;
  if (isTimed(alarm)) return now.getTime() >= firstSlot(document) + repeatMilliseconds;
  // Beats do not come to the millisecond: a minute's evaluation may be a little less behind the
  // last one, and would leave the repeat to the next minute.
  return elapsed >= repeatMilliseconds - stepSeconds(alarm) * 500;
}

const repeatMilliseconds = 60_000;
/** A repeat that is as late counts as the next one, and lies ahead then. */
const lateMilliseconds = repeatMilliseconds / 2;

function isTimed(alarm: AnyAlarm): boolean {
  if (isComposite(alarm) || isLog(alarm)) return false;
  return stepSeconds(alarm) * 1000 > repeatMilliseconds;
}

function lastRepeat({ alarm, repeatedAt }: AlarmDocument): Date {
  return repeatedAt ?? alarm.StateTransitionedTimestamp;
}

/** From which the minutes are counted; a beat comes somewhere within its second. */
function firstSlot(document: AlarmDocument): number {
  return floorTo(lastRepeat(document).getTime(), 1_000);
}

function lastSlot(document: AlarmDocument, now: Date): Date {
  const first = firstSlot(document);
  return new Date(first + floorTo(now.getTime() - first, repeatMilliseconds));
}

function nearestSlot(document: AlarmDocument, now: Date): Date {
  return lastSlot(document, new Date(now.getTime() + lateMilliseconds));
}
