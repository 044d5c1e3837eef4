import type { StateValue, Tag } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../store/keys.js';
import type { AlarmAction, PreviousState } from './alarm-action.js';
import {
  type AnyAlarm,
  alarmArn,
  type AlarmDocument,
  type CompositeAlarm,
  isComposite,
  isPromQL,
  type MeasuringAlarm,
  type SuppressionMember,
  type UndeliveredAction,
} from './alarm-document.js';
import { hasContributors } from './alarm-insights.js';
import {
  type ConfigurationTime,
  creationItem,
  deletionItem,
  stateItem,
  updateItem,
} from './alarm-history.js';
import type { Children } from './alarm-object.js';
import { idOf, withHistory, withRecord } from './alarm-record.js';
import {
  type AnySettings,
  hasWarmUp,
  isSuppressedAlike,
  keptEvaluationState,
  settingsText,
} from './alarm-settings.js';
import { propagatedTags } from './alarm-tags-propagation.js';
import { validationError } from './errors.js';
import { newTags } from './tag-set.js';

/**
 * What may happen to an alarm, as changes of its document. Each leaves its history item, and a
 * transition its actions, in the same document; `due` then asks the heartbeat to see to them.
 */
export interface AlarmPut {
  readonly settings: AnySettings;
  readonly tags: readonly Tag[];
  readonly scope: Scope;
  readonly now: Date;
  /** Fresh for every call; becomes the incarnation of an alarm that is new. */
  readonly id: string;
  /** Of a composite alarm: by its rule as it was, and as it will be. */
  readonly children?: Children;
}

/** An update keeps state and tags; one that says what is there already changes nothing at all. */
export function putAlarm(current: AlarmDocument | undefined, put: AlarmPut): AlarmDocument {
  if (!isThere(current)) return createdAlarm(current, put);
  const { settings, now, children = new Map() } = put;
  if (isComposite(current.alarm) !== isComposite(settings)) throw usedByAnotherType(settings);
  if (settingsText(current.alarm) === settingsText(settings)) return current;
  const { alarm: before } = current;
  const keepsHold = isComposite(before) && isSuppressedAlike(before, settings);
  const isLetGo = current.heldActions !== undefined && !keepsHold;
  const alarm: AnyAlarm = {
    ...settings,
    AlarmArn: before.AlarmArn,
    AlarmConfigurationUpdatedTimestamp: now,
    StateValue: before.StateValue,
    StateReason: reasonAfterUpdate(before),
    StateReasonData: before.StateReasonData,
    StateUpdatedTimestamp: isLetGo ? now : before.StateUpdatedTimestamp,
    StateTransitionedTimestamp: before.StateTransitionedTimestamp,
    ...(!isComposite(before) && { EvaluationState: keptEvaluationState(before, settings) }),
    ...(keepsHold && suppressionOf(before)),
  };
  const heldActions = keepsHold ? current.heldActions : undefined;
  const keepsContributors = !isComposite(settings) && hasContributors(settings);
  const contributors = keepsContributors ? current.contributors : undefined;
  const contributorTimes = isPromQL(settings) ? current.contributorTimes : undefined;
  const warmUp = hasWarmUp(settings) ? current.warmUp : undefined;
  const updated = { ...current, alarm, heldActions, contributors, contributorTimes, warmUp };
  return withHistory(updated, updateItem(before, alarm, { now, children }), now);
}

function suppressionOf({
  ActionsSuppressedBy,
  ActionsSuppressedReason,
}: CompositeAlarm): Pick<CompositeAlarm, SuppressionMember> {
  return { ActionsSuppressedBy, ActionsSuppressedReason };
}

/** An empty reason, which only SetAlarmState can leave, goes with the next update. */
function reasonAfterUpdate({ StateReason }: AnyAlarm): string | undefined {
  return StateReason === '' ? undefined : StateReason;
}

/** A deleted alarm is a document until what it has left to be done is done. */
export function isThere(document: AlarmDocument | undefined): document is AlarmDocument {
  return document !== undefined && document.isDeleted !== true;
}

/** A deleted alarm's history is still to be filed, and stays with the name. */
function createdAlarm(
  gone: AlarmDocument | undefined,
  { settings, tags, scope, now, id, children = new Map() }: AlarmPut,
): AlarmDocument {
  const alarm: AnyAlarm = {
    ...settings,
    AlarmArn: alarmArn(scope, settings.AlarmName),
    AlarmConfigurationUpdatedTimestamp: now,
    // A query in PromQL that returns nothing is no lack of data.
    StateValue: isPromQL(settings) ? 'OK' : 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: now,
    StateTransitionedTimestamp: now,
    ...(hasWarmUp(settings) && { EvaluationState: 'IN_WARM_UP' }),
  };
  const created: AlarmDocument = {
    alarm,
    warmUp: hasWarmUp(settings) ? { since: now } : undefined,
    tags: newTags(tags),
    unfiledHistory: gone?.unfiledHistory ?? [],
    undelivered: [],
    linkedArns: gone?.linkedArns ?? [],
    incarnation: id,
    sequence: gone?.sequence ?? 0,
  };
  return withHistory(created, creationItem(alarm, { now, children }), now);
}

export function deleteAlarm(
  current: AlarmDocument | undefined,
  time: ConfigurationTime,
): AlarmDocument | undefined {
  if (!isThere(current)) return current;
  const deleted: AlarmDocument = {
    ...current,
    undelivered: [],
    heldActions: undefined,
    contributors: undefined,
    contributorTimes: undefined,
    mutedActions: undefined,
    repeatedAt: undefined,
    deletions: undefined,
    isDeleted: true,
  };
  return withHistory(deleted, deletionItem(current.alarm, time), time.now);
}

export function withActionsEnabled(
  current: AlarmDocument,
  ActionsEnabled: boolean,
  time: ConfigurationTime,
): AlarmDocument {
  const { alarm: before } = current;
  const alarm: AnyAlarm = {
    ...before,
    ActionsEnabled,
    AlarmConfigurationUpdatedTimestamp: time.now,
    StateReason: reasonAfterUpdate(before),
  };
  return withHistory({ ...current, alarm }, updateItem(before, alarm, time), time.now);
}

export interface NewState {
  readonly StateValue: StateValue;
  readonly StateReason: string;
  readonly StateReasonData: string | undefined;
  readonly recentDatapoints: readonly number[];
}

/** A state that is there already is no transition and changes nothing, not even the reason. */
export function withState(current: AlarmDocument, state: NewState, now: Date): AlarmDocument {
  const { alarm: before } = current;
  if (before.StateValue === state.StateValue) return current;
  const { recentDatapoints } = state;
  const moved = withTransition(current, state, now);
  const cause = { previous: previousState(before), recentDatapoints, at: now };
  return withActions(moved, enabledActions(moved.alarm), cause);
}

/** The transition alone, whose actions are another matter. */
export function withTransition(
  current: AlarmDocument,
  { suppression, ...state }: Transition,
  now: Date,
): AlarmDocument {
  const { alarm: before } = current;
  const alarm: AnyAlarm = {
    ...before,
    ...suppression,
    StateValue: state.StateValue,
    StateReason: state.StateReason,
    StateReasonData: state.StateReasonData,
    StateUpdatedTimestamp: now,
    StateTransitionedTimestamp: now,
  };
  const item = stateItem(before, alarm, now);
  return withRecord({ ...current, alarm }, { item, from: before.StateValue }, now);
}

export interface Transition extends NewState {
  /** Of a composite alarm: what holds back the actions of its new state. */
  readonly suppression?: Pick<CompositeAlarm, SuppressionMember>;
}

/** Whether the evaluation saw all that it should have seen. */
export function withEvaluationState(
  current: AlarmDocument,
  EvaluationState: MeasuringAlarm['EvaluationState'],
  now: Date,
): AlarmDocument {
  const { alarm: before, sequence } = current;
  if (isComposite(before)) return current;
  const alarm = { ...before, EvaluationState, StateUpdatedTimestamp: now };
  const warmUp = EvaluationState === 'IN_WARM_UP' ? current.warmUp : undefined;
  return { ...current, alarm, warmUp, sequence: sequence + 1, due: now };
}

export function previousState(alarm: AnyAlarm): PreviousState {
  const { StateValue, StateReason, StateReasonData, StateUpdatedTimestamp } = alarm;
  const state = { StateValue, StateReason, StateReasonData, StateUpdatedTimestamp };
  return isComposite(alarm) ? { ...state, ...suppressionOf(alarm) } : state;
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
export function namedArns({ alarm, isDeleted }: AlarmDocument): readonly string[] {
  if (isDeleted) return [];
  const { OKActions, AlarmActions, InsufficientDataActions } = alarm;
  const all = [...OKActions, ...AlarmActions, ...InsufficientDataActions];
  return all.length < 2 ? all : [...new Set(all)];
}

/** A contributor's cause tells the state that its own actions are about. */
type ActionCause = Pick<
  AlarmAction,
  'previous' | 'recentDatapoints' | 'at' | 'contributor' | 'muteWindowEnd'
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
    const action = { id, actionArn, alarm, tags, ...cause };
    return { action, attemptCount: 0, nextAttemptAt: cause.at };
  });
  return {
    ...document,
    undelivered: [...document.undelivered, ...actions],
    repeatedAt: cause.at,
    lastDatapoints: cause.recentDatapoints,
    sequence: document.sequence + 1,
  };
}

function usedByAnotherType({ AlarmName }: AnySettings): Error {
  return validationError(
    `AlarmName [${AlarmName}] is already used by another alarm of a different type`,
  );
}
