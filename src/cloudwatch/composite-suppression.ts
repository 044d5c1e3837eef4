import {
  enabledActions,
  type NewState,
  previousState,
  withActions,
  withTransition,
} from './alarm.js';
import {
  type AlarmDocument,
  type AnyAlarm,
  type CompositeAlarm,
  type HeldActions,
  isComposite,
  type SuppressionMember,
} from './alarm-document.js';
import { suppressedActionItem, suppressionItem } from './alarm-history.js';
import { changeTime, withHistory } from './alarm-record.js';
import { longTime } from './composite-evaluation.js';

/**
 * The actions suppressor of a composite alarm ("Composite alarm action suppression"): a transition
 * waits for the suppressor to go into ALARM, is held for as long as it is there and an extension
 * longer, and then has the actions of the state that the alarm is in. Once they have run, the
 * suppressor has no say until the next transition.
 */
export function withCompositeState(
  current: AlarmDocument,
  state: NewState,
  { suppressor, now }: SuppressorScene,
): AlarmDocument {
  const previous = previousState(current.alarm);
  const hold = firstHold(current, { suppressor, now });
  const suppression = isSuppressible(current.alarm) ? shownOf(hold, suppressor) : undefined;
  const heldActions = hold && { until: hold.until };
  const moved = withTransition({ ...current, heldActions }, { ...state, suppression }, now);
  if (hold !== undefined) return withSuppressedActions(moved, now);
  const cause = { previous, recentDatapoints: [], at: moved.alarm.StateUpdatedTimestamp };
  return withActions(moved, enabledActions(moved.alarm), cause);
}

export interface SuppressorScene {
  /** The alarm as it is; undefined where there is none. */
  readonly suppressor: AnyAlarm | undefined;
  readonly now: Date;
}

/** The next phase of actions that are held, if it is time for one. */
export function withNextPhase(current: AlarmDocument, scene: SuppressorScene): AlarmDocument {
  const { alarm, heldActions } = current;
  if (heldActions === undefined || !isComposite(alarm)) return current;
  const next = nextHold(alarm, heldActions, scene);
  if (next?.by === alarm.ActionsSuppressedBy) return current;
  const { suppressor, now } = scene;
  const at = changeTime(current, now);
  const shown: CompositeAlarm = {
    ...alarm,
    ...shownOf(next, suppressor),
    StateUpdatedTimestamp: at,
  };
  const held: AlarmDocument = {
    ...current,
    alarm: shown,
    heldActions: next && { until: next.until },
  };
  const updated = withHistory(held, suppressionItem(alarm, shown, at), now);
  if (next !== undefined) return withSuppressedActions(updated, now);
  // The state before is the one that was held back, with what held it: after a wait as after an
  // extension, AWS was recorded to tell a function of ALARM twice, and topics hear the same.
  const cause = { previous: previousState(alarm), recentDatapoints: [], at };
  return withActions(updated, enabledActions(shown), cause);
}

/**
 * Of a put that changed the suppressor: of another one the held actions are no matter, and without
 * any they have nothing more to wait for.
 */
export function withHoldEnded(current: AlarmDocument, before: AnyAlarm, now: Date): AlarmDocument {
  const { alarm } = current;
  const at = alarm.StateUpdatedTimestamp;
  const updated = withHistory(current, suppressionItem(before, alarm, at), now);
  if (!isComposite(alarm) || alarm.ActionsSuppressor !== undefined) return updated;
  const cause = { previous: previousState(before), recentDatapoints: [], at };
  return withActions(updated, enabledActions(alarm), cause);
}

/** With each phase, the history tells of each action that it keeps from being executed. */
function withSuppressedActions(document: AlarmDocument, now: Date): AlarmDocument {
  const { alarm } = document;
  const at = alarm.StateUpdatedTimestamp;
  return enabledActions(alarm).reduce(
    (told, actionArn) => withHistory(told, suppressedActionItem({ alarm, actionArn, at }), now),
    document,
  );
}

/** Without a suppressor, and without what one has left behind, there is nothing to show. */
function isSuppressible(alarm: AnyAlarm): boolean {
  if (!isComposite(alarm)) return false;
  return alarm.ActionsSuppressor !== undefined || alarm.ActionsSuppressedBy !== undefined;
}

interface Hold {
  readonly by: NonNullable<CompositeAlarm['ActionsSuppressedBy']>;
  readonly until?: Date;
}

function firstHold(
  { alarm }: AlarmDocument,
  { suppressor, now }: SuppressorScene,
): Hold | undefined {
  if (!isComposite(alarm)) return undefined;
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod = 0 } = alarm;
  if (ActionsSuppressor === undefined) return undefined;
  if (suppressor?.StateValue === 'ALARM') return { by: 'Alarm' };
  if (ActionsSuppressorWaitPeriod === 0) return undefined;
  return { by: 'WaitPeriod', until: secondsAfter(now, ActionsSuppressorWaitPeriod) };
}

/** Undefined when nothing holds the actions any more. */
function nextHold(
  { ActionsSuppressedBy, ActionsSuppressorExtensionPeriod = 0 }: CompositeAlarm,
  { until }: HeldActions,
  { suppressor, now }: SuppressorScene,
): Hold | undefined {
  if (suppressor?.StateValue === 'ALARM') return { by: 'Alarm' };
  switch (ActionsSuppressedBy) {
    case 'WaitPeriod':
    case 'ExtensionPeriod':
      if (until === undefined || until <= now) return undefined;
      return { by: ActionsSuppressedBy, until };
    case 'Alarm':
      if (ActionsSuppressorExtensionPeriod === 0) return undefined;
      return { by: 'ExtensionPeriod', until: secondsAfter(now, ActionsSuppressorExtensionPeriod) };
    case undefined:
      return undefined;
  }
}

function shownOf(
  hold: Hold | undefined,
  suppressor: AnyAlarm | undefined,
): Pick<CompositeAlarm, SuppressionMember> {
  if (hold === undefined) {
    return { ActionsSuppressedBy: undefined, ActionsSuppressedReason: undefined };
  }
  const cause =
    hold.by === 'Alarm' && suppressor !== undefined
      ? `${suppressor.AlarmArn} that transitioned to ALARM at ` +
        longTime(suppressor.StateTransitionedTimestamp)
      : hold.by;
  return {
    ActionsSuppressedBy: hold.by,
    ActionsSuppressedReason: `Actions suppressed by ${cause}`,
  };
}

function secondsAfter(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
