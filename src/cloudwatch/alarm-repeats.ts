import { actionsOf, previousState, withActions } from './alarm.js';
import { type AlarmDocument, type AnyAlarm, isComposite } from './alarm-document.js';
import { stepSeconds } from './alarm-schedule.js';

/** Actions of scaling policies go out again each minute for as long as the state lasts. */
export function withRepeatedActions(
  current: AlarmDocument,
  recentDatapoints: readonly number[],
  now: Date,
): AlarmDocument {
  if (!isRepeatDue(current, now)) return current;
  const { alarm } = current;
  const due = { ...current, due: now };
  const cause = { previous: previousState(alarm), recentDatapoints, at: now };
  return withActions(due, repeatingActions(alarm), cause);
}

export function isRepeatDue({ alarm, repeatedAt }: AlarmDocument, now: Date): boolean {
  if (isComposite(alarm) || !alarm.ActionsEnabled || repeatingActions(alarm).length === 0)
    return false;
  const last = repeatedAt ?? alarm.StateTransitionedTimestamp;
  // Beats do not come to the millisecond: a minute's evaluation may be a little less behind the
  // last one, and would leave the repeat to the next minute.
  const halfStepMilliseconds = Math.min(stepSeconds(alarm), 60) * 500;
  return now.getTime() - last.getTime() >= repeatMilliseconds - halfStepMilliseconds;
}

const repeatMilliseconds = 60_000;

function repeatingActions(alarm: AnyAlarm): readonly string[] {
  return actionsOf(alarm).filter((arn) => /^arn:[^:]+:autoscaling:/.test(arn));
}
