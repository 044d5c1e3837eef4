import { isScalingPolicy, type SeenDatapoints } from './alarm-action.js';
import { actionsOf, previousState, withActions } from './alarm.js';
import { type AlarmDocument, type AnyAlarm, isComposite } from './alarm-document.js';
import { changeTime } from './alarm-record.js';
import { isLog } from './log-alarm.js';
import { stepSeconds } from './alarm-schedule.js';

/** Actions of scaling policies go out again each minute for as long as the state lasts. */
export function withRepeatedActions(
  current: AlarmDocument,
  seen: SeenDatapoints,
  now: Date,
): AlarmDocument {
  if (!isRepeatDue(current, now)) return current;
  const { alarm } = current;
  const due = { ...current, due: now };
  const at = changeTime(current, now);
  const cause = { previous: previousState(alarm), ...seen, at };
  return withActions(due, repeatingActions(alarm), cause);
}

export function isRepeatDue({ alarm, repeatedAt }: AlarmDocument, now: Date): boolean {
  // Neither a composite alarm nor one on logs can scale anything.
  if (isComposite(alarm) || isLog(alarm)) return false;
  // Each evaluation asks, and most alarms have no action of their state.
  if (!alarm.ActionsEnabled || actionsOf(alarm).length === 0) return false;
  const last = repeatedAt ?? alarm.StateTransitionedTimestamp;
  // Beats do not come to the millisecond: a minute's evaluation may be a little less behind the
  // last one, and would leave the repeat to the next minute.
  const halfStepMilliseconds = Math.min(stepSeconds(alarm), 60) * 500;
  const elapsed = now.getTime() - last.getTime();
  if (elapsed < repeatMilliseconds - halfStepMilliseconds) return false;
  return repeatingActions(alarm).length > 0;
}

const repeatMilliseconds = 60_000;

function repeatingActions(alarm: AnyAlarm): readonly string[] {
  return actionsOf(alarm).filter(isScalingPolicy);
}
