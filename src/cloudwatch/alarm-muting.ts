import { enabledActions, isThere, withActions } from './alarm.js';
import type { AlarmAction } from './alarm-action.js';
import { isOfItsContributors } from './alarm-contributors.js';
import type {
  AlarmDocument,
  AnyAlarm,
  MutedActions,
  MutedCause,
  UndeliveredAction,
} from './alarm-document.js';
import { changeTime, withDue } from './alarm-record.js';
import { isLog } from './log-alarm.js';

/**
 * What mute rules do to an alarm ("How alarm mute rules work"). Its states and their history go on;
 * an action that is asked for within a window is not executed. When no window is open any more, an
 * alarm that is still in the state of its last muted action has the actions which it now names for
 * this state; one that has left it has none. Each contributor is treated likewise. An action that
 * is repeated is so again, and lets go nothing of a state that was reached before the window; where
 * a repeat goes out already as nothing mutes it any more, it is the one that was held back.
 */
export function mutedBy(
  attempts: readonly UndeliveredAction[],
  until: Date,
): MutedActions | undefined {
  const held = attempts.filter((each) => isFirstAttempt(each) && each.action.isRepeat !== true);
  const causes = held.map(({ action }) => causeOf(action));
  return causes.length === 0 ? undefined : { until, causes: latestOf(causes) };
}

function causeOf(action: AlarmAction): MutedCause {
  const { alarm, previous, recentDatapoints, datapointTimes, contributor, logLines } = action;
  const cause = { alarm, previous, recentDatapoints, datapointTimes, contributor };
  // Nobody but SetAlarmState, and failures, have the alarm itself run what is of contributors.
  const isWhole = contributor === undefined && isOfItsContributors(alarm, action.actionArn);
  return {
    ...cause,
    ...(logLines !== undefined && { logLines }),
    ...(isWhole && { isOfAllKinds: true }),
  };
}

/** An action that has begun to be delivered goes on. */
export function isFirstAttempt({ attemptCount }: UndeliveredAction): boolean {
  return attemptCount === 0;
}

export function mutedTogether(
  current: MutedActions | undefined,
  { until, causes }: MutedActions,
): MutedActions {
  return { until, causes: latestOf([...(current?.causes ?? []), ...causes]) };
}

function latestOf(causes: readonly MutedCause[]): readonly MutedCause[] {
  const latest = new Map<string | undefined, MutedCause>();
  for (const cause of causes) {
    const id = cause.contributor?.ContributorId;
    const before = latest.get(id);
    const isOfAllKinds = before && isSameMove(before, cause) && before.isOfAllKinds;
    latest.set(id, isOfAllKinds === true ? { ...cause, isOfAllKinds } : cause);
  }
  return [...latest.values()];
}

/** A transition has a cause for each of its actions. */
function isSameMove({ alarm: one }: WithAlarm, { alarm: other }: WithAlarm): boolean {
  return one.StateTransitionedTimestamp.getTime() === other.StateTransitionedTimestamp.getTime();
}

type WithAlarm = Pick<MutedCause, 'alarm'>;

export function isReleaseDue({ mutedActions }: AlarmDocument, now: Date): boolean {
  return mutedActions !== undefined && mutedActions.until <= now;
}

/** `until` is the end of a window that is open now; without one the actions are free to go. */
export function withMuteOver(
  current: AlarmDocument,
  until: Date | undefined,
  now: Date,
): AlarmDocument {
  const { mutedActions } = current;
  if (mutedActions === undefined || !isReleaseDue(current, now)) return current;
  if (until !== undefined) return { ...current, mutedActions: { ...mutedActions, until } };
  const free: AlarmDocument = { ...current, mutedActions: undefined };
  if (!isThere(current)) return free;
  const times = { at: changeTime(current, now), muteWindowEnd: mutedActions.until };
  return mutedActions.causes.reduce((document, cause) => {
    if (!isStillIn(document, cause)) return document;
    const alarm = inStateOf(cause, document.alarm);
    const own = enabledActions(alarm).filter((arn) => isOf(document, cause, arn));
    const actions = own.filter((arn) => !isRepeating(current, cause, arn));
    const released = withActions(document, actions, { ...cause, ...times, alarm });
    // The minute counts from the repeat.
    return actions.length < own.length ? { ...released, repeatedAt: current.repeatedAt } : released;
  }, free);
}

/** Whether a repeat is about to go out, which tells whether the alarm is muted still. */
export function hasRepeatOnItsWay({ undelivered }: AlarmDocument): boolean {
  return undelivered.some(({ action }) => action.isRepeat === true);
}

function isRepeating({ undelivered }: AlarmDocument, cause: MutedCause, arn: string): boolean {
  return undelivered.some(({ action }) => {
    return action.isRepeat === true && action.actionArn === arn && isSameMove(action, cause);
  });
}

/** A state that was left and has come again is another one, with actions of its own. */
function isStillIn({ alarm, contributors = [] }: AlarmDocument, cause: MutedCause): boolean {
  const { StateValue, StateTransitionedTimestamp: since } = cause.alarm;
  const { ContributorId } = cause.contributor ?? {};
  const now =
    ContributorId === undefined
      ? alarm
      : contributors.find((each) => each.ContributorId === ContributorId);
  if (now === undefined) return StateValue === 'OK';
  const state = 'StateValue' in now ? now.StateValue : 'ALARM';
  return state === StateValue && now.StateTransitionedTimestamp.getTime() === since.getTime();
}

/** The alarm with the settings that it has now, and with the state that was muted. */
function inStateOf({ alarm: muted, contributor }: MutedCause, alarm: AnyAlarm): AnyAlarm {
  if (contributor === undefined) return alarm;
  const { StateValue, StateReason, StateUpdatedTimestamp, StateTransitionedTimestamp } = muted;
  const state = { StateValue, StateReason, StateUpdatedTimestamp, StateTransitionedTimestamp };
  return { ...alarm, ...state, StateReasonData: muted.StateReasonData };
}

/** Of an alarm on several series, each action is either of the contributors or of the alarm. */
function isOf(
  { alarm, contributors }: AlarmDocument,
  { contributor, isOfAllKinds }: MutedCause,
  arn: string,
): boolean {
  if (contributors === undefined || isOfAllKinds === true) return true;
  // An alarm on logs that lacks data tells everybody by itself.
  const lacksData = alarm.StateValue === 'INSUFFICIENT_DATA';
  if (isLog(alarm) && contributor === undefined && lacksData) return true;
  return isOfItsContributors(alarm, arn) === (contributor !== undefined);
}

/** Has the alarm look anew at the rules that mute it, of which one has changed. */
export function withMuteInDoubt(
  current: AlarmDocument | undefined,
  now: Date,
): AlarmDocument | undefined {
  if (current?.mutedActions === undefined) return current;
  return { ...withDue(current, now), mutedActions: { ...current.mutedActions, until: now } };
}
