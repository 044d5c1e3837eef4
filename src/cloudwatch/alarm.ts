import type { StateValue } from '@aws-sdk/client-cloudwatch';
import {
  type AlarmAction,
  isScalingPolicy,
  type PreviousState,
  type SeenDatapoints,
} from './alarm-action.js';
import {
  type AlarmDocument,
  type AnyAlarm,
  type CompositeAlarm,
  isComposite,
  type EvaluatedAlarm,
  type SuppressionMember,
  type UndeliveredAction,
} from './alarm-document.js';
import { stateItem } from './alarm-history.js';
import { changeTime, idOf, withRecord } from './alarm-record.js';
import { propagatedTags } from './alarm-tags-propagation.js';

/**
 * The states of an alarm, as changes of its document. Each leaves its history item, and a
 * transition its actions, in the same document; `due` then asks the heartbeat to see to them.
 */

/** A deleted alarm is a document until what it has left to be done is done. */
export function isThere(document: AlarmDocument | undefined): document is AlarmDocument {
  return document !== undefined && document.deletedAt === undefined;
}

export interface NewState extends SeenDatapoints {
  readonly StateValue: StateValue;
  readonly StateReason: string;
  readonly StateReasonData: string | undefined;
}

/** A state that is there already is no transition and changes nothing, not even the reason. */
export function withState(current: AlarmDocument, state: NewState, now: Date): AlarmDocument {
  const { alarm: before } = current;
  if (before.StateValue === state.StateValue) return current;
  const moved = withTransition(current, state, now);
  const { recentDatapoints, datapointTimes } = state;
  const seen = { recentDatapoints, ...(datapointTimes !== undefined && { datapointTimes }) };
  const at = moved.alarm.StateUpdatedTimestamp;
  const cause = { previous: previousState(before), ...seen, at };
  return withActions(moved, enabledActions(moved.alarm), cause);
}

/** The transition alone, whose actions are another matter. */
export function withTransition(
  current: AlarmDocument,
  state: Transition,
  now: Date,
): AlarmDocument {
  const { StateValue, StateReason, StateReasonData, suppression } = state;
  const { alarm: before } = current;
  const at = changeTime(current, now);
  const stated: AnyAlarm = {
    ...before,
    StateValue,
    StateReason,
    StateReasonData,
    StateUpdatedTimestamp: at,
    StateTransitionedTimestamp: at,
  };
  const alarm = suppression === undefined ? stated : { ...stated, ...suppression };
  const item = stateItem(before, alarm, at);
  const moved = withSeen({ ...current, alarm, repeatedAt: undefined }, state);
  return withRecord(moved, { item, from: before.StateValue, to: StateValue }, now);
}

/** The datapoints of an evaluation are kept where actions of the state repeat, and tell them. */
export function withSeen(
  document: AlarmDocument,
  { recentDatapoints, datapointTimes }: SeenDatapoints,
): AlarmDocument {
  const isTold = actionsOf(document.alarm).some(isScalingPolicy);
  return {
    ...document,
    lastDatapoints: isTold ? recentDatapoints : undefined,
    lastDatapointTimes: isTold ? datapointTimes : undefined,
  };
}

export interface Transition extends NewState {
  /** Of a composite alarm: what holds back the actions of its new state. */
  readonly suppression?: Pick<CompositeAlarm, SuppressionMember> | undefined;
}

/** Whether the evaluation saw all that it should have seen. */
export function withEvaluationState(
  current: AlarmDocument,
  EvaluationState: EvaluatedAlarm['EvaluationState'],
  now: Date,
): AlarmDocument {
  const { alarm: before, sequence } = current;
  if (isComposite(before)) return current;
  const StateUpdatedTimestamp = changeTime(current, now);
  const alarm = { ...before, EvaluationState, StateUpdatedTimestamp };
  const warmUp = EvaluationState === 'IN_WARM_UP' ? current.warmUp : undefined;
  return { ...current, alarm, warmUp, sequence: sequence + 1, due: now };
}

export function previousState(alarm: AnyAlarm): PreviousState {
  const { StateValue, StateReason, StateReasonData, StateUpdatedTimestamp } = alarm;
  if (!isComposite(alarm)) {
    return { StateValue, StateReason, StateReasonData, StateUpdatedTimestamp };
  }
  const { ActionsSuppressedBy, ActionsSuppressedReason } = alarm;
  return {
    StateValue,
    StateReason,
    StateReasonData,
    StateUpdatedTimestamp,
    ActionsSuppressedBy,
    ActionsSuppressedReason,
  };
}

export function suppressionOf({
  ActionsSuppressedBy,
  ActionsSuppressedReason,
}: CompositeAlarm): Pick<CompositeAlarm, SuppressionMember> {
  return { ActionsSuppressedBy, ActionsSuppressedReason };
}

export function enabledActions(alarm: AnyAlarm): readonly string[] {
  const isWarmingUp = !isComposite(alarm) && alarm.EvaluationState === 'IN_WARM_UP';
  return alarm.ActionsEnabled && !isWarmingUp ? actionsOf(alarm) : [];
}

export function actionsOf(alarm: AnyAlarm): readonly string[] {
  switch (alarm.StateValue) {
    case 'OK':
      return alarm.OKActions;
    case 'ALARM':
      return alarm.AlarmActions;
    case 'INSUFFICIENT_DATA':
      return alarm.InsufficientDataActions;
  }
}

/** All ARNs that an alarm names, each once; none of a deleted one. */
export function namedArns(document: AlarmDocument): readonly string[] {
  if (!isThere(document)) return [];
  const { OKActions, AlarmActions, InsufficientDataActions } = document.alarm;
  // Each evaluation asks, and most alarms name none.
  if (OKActions.length + AlarmActions.length + InsufficientDataActions.length === 0) return noArns;
  const all = [...OKActions, ...AlarmActions, ...InsufficientDataActions];
  return all.length < 2 ? all : [...new Set(all)];
}

const noArns: readonly string[] = [];

/** A contributor's cause tells the state that its own actions are about. */
type ActionCause = Pick<
  AlarmAction,
  | 'previous'
  | keyof SeenDatapoints
  | 'at'
  | 'contributor'
  | 'logLines'
  | 'muteWindowEnd'
  | 'isRepeat'
> &
  Partial<Pick<AlarmAction, 'alarm'>>;

export function withActions(
  document: AlarmDocument,
  actionArns: readonly string[],
  cause: ActionCause,
): AlarmDocument {
  if (actionArns.length === 0) return document;
  const { alarm } = document;
  const tags = propagatedTags(alarm, document.tags);
  const actions = actionArns.map((actionArn, index): UndeliveredAction => {
    const id = idOf(document, index);
    const action = { id, actionArn, alarm, ...(tags !== undefined && { tags }), ...cause };
    return { action, attemptCount: 0, nextAttemptAt: cause.at };
  });
  return {
    ...document,
    undelivered: [...document.undelivered, ...actions],
    repeatedAt: cause.at,
    sequence: document.sequence + 1,
  };
}
