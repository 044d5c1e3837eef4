import { isScalingPolicy, type SeenDatapoints } from './alarm-action.js';
import { actionsOf, enabledActions, previousState, withActions } from './alarm.js';
import { type AlarmDocument, type AnyAlarm, isComposite } from './alarm-document.js';
import { changeTime, withDue } from './alarm-record.js';
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
  const at = changeTime(current, now);
  const cause = { previous: previousState(alarm), ...seen, at, isRepeat: true } as const;
  return withActions(withDue(current, now), repeatingActions(alarm), cause);
}

/** The same between two evaluations, with what the last one has looked at. */
export function withTimedRepeat(current: AlarmDocument, now: Date): AlarmDocument {
  const { lastDatapoints: recentDatapoints = [], lastDatapointTimes: datapointTimes } = current;
  return withRepeatedActions(current, { recentDatapoints, datapointTimes }, now);
}

/** Of an alarm whose evaluations lie too far apart to repeat its actions with them. */
export function timedRepeat({ alarm, repeatedAt }: AlarmDocument): Date | undefined {
  if (isComposite(alarm) || isLog(alarm) || stepSeconds(alarm) <= 60) return undefined;
  if (repeatingActions(alarm).length === 0) return undefined;
  const last = repeatedAt ?? alarm.StateTransitionedTimestamp;
  return new Date(last.getTime() + repeatMilliseconds);
}

export function isRepeatDue({ alarm, repeatedAt }: AlarmDocument, now: Date): boolean {
  // Neither a composite alarm nor one on logs can scale anything.
  if (isComposite(alarm) || isLog(alarm)) return false;
  // Each evaluation asks, and most alarms have no action of their state.
  if (!alarm.ActionsEnabled || actionsOf(alarm).length === 0) return false;
  const last = repeatedAt ?? alarm.StateTransitionedTimestamp;
  // Beats do not come to the millisecond: a minute's evaluation may be a little less behind the
  // last one, and would leave the repeat to the next minute.
  const step = stepSeconds(alarm);
  const halfStepMilliseconds = step <= 60 ? step * 500 : 0;
  const elapsed = now.getTime() - last.getTime();
  if (elapsed < repeatMilliseconds - halfStepMilliseconds) return false;
  return repeatingActions(alarm).length > 0;
}

const repeatMilliseconds = 60_000;

function repeatingActions(alarm: AnyAlarm): readonly string[] {
  return enabledActions(alarm).filter(isScalingPolicy);
}
