import type { Tag } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../store/keys.js';
import { isThere, suppressionOf, withSeen, withState } from './alarm.js';
import type { SeenDatapoints } from './alarm-action.js';
import {
  alarmArn,
  type AlarmDocument,
  type AnyAlarm,
  isComposite,
  isPromQL,
} from './alarm-document.js';
import { type ConfigurationTime, creationItem, deletionItem, updateItem } from './alarm-history.js';
import { hasContributors } from './alarm-insights.js';
import { isLog, type LogAlarm } from './log-alarm.js';
import type { Children } from './alarm-object.js';
import { changeTime, withHistory, withRecord } from './alarm-record.js';
import { withRepeatsSince } from './alarm-repeats.js';
import {
  type AnySettings,
  hasWarmUp,
  isSuppressedAlike,
  keptEvaluationState,
  isOnOtherMetrics,
  isOnOtherResults,
  settingsText,
  typeOf,
} from './alarm-settings.js';
import { withHoldEnded } from './composite-suppression.js';
import { validationError } from './errors.js';
import { newCompositeTags, newTags } from './tag-set.js';

/** What users do to an alarm's configuration, as changes of its document with a history item. */
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
  if (typeOf(current.alarm) !== typeOf(settings)) throw usedByAnotherType(settings);
  if (settingsText(current.alarm) === settingsText(settings)) return current;
  const { alarm: before } = current;
  const keepsHold = isComposite(before) && isSuppressedAlike(before, settings);
  const at = changeTime(current, now);
  const isLetGo = current.heldActions !== undefined && !keepsHold;
  const alarm: AnyAlarm = {
    ...withQueryArn(settings, before),
    AlarmArn: before.AlarmArn,
    AlarmConfigurationUpdatedTimestamp: at,
    StateValue: before.StateValue,
    StateReason: reasonAfterUpdate(before),
    StateReasonData: before.StateReasonData,
    StateUpdatedTimestamp: isLetGo ? at : before.StateUpdatedTimestamp,
    StateTransitionedTimestamp: before.StateTransitionedTimestamp,
    ...(!isComposite(before) && { EvaluationState: keptEvaluationState(before, settings) }),
    ...(keepsHold && suppressionOf(before)),
  };
  const heldActions = keepsHold ? current.heldActions : undefined;
  const keepsContributors = !isComposite(settings) && hasContributors(settings);
  const contributors = keepsContributors ? current.contributors : undefined;
  const contributorTimes = isPromQL(settings) ? current.contributorTimes : undefined;
  const warmUp = hasWarmUp(settings) ? current.warmUp : undefined;
  const isAlarmByHand = keepsContributors ? current.isAlarmByHand : undefined;
  const ofContributors = { contributors, contributorTimes, isAlarmByHand };
  const updated = { ...current, alarm, heldActions, ...ofContributors, warmUp };
  const seen = isOnOtherMetrics(before, settings) ? withSeen(updated, nothingSeen) : updated;
  const repeating = withRepeatsSince(current, seen, now);
  const item = updateItem(before, alarm, { now: at, children });
  const told = withRecord(repeating, { item, isPut: true }, now);
  if (isLetGo) return withHoldEnded(told, before, now);
  return isOnOtherResults(before, settings) ? withoutResults(told, now) : told;
}

const nothingSeen: SeenDatapoints = { recentDatapoints: [] };

/** An empty reason, which only SetAlarmState can leave, goes with the next update. */
function reasonAfterUpdate({ StateReason }: AnyAlarm): string | undefined {
  return StateReason === '' ? undefined : StateReason;
}

/** What a deleted alarm has left to be done is done all the same; its history stays the name's. */
function createdAlarm(
  gone: AlarmDocument | undefined,
  { settings, tags, scope, now, id, children = new Map() }: AlarmPut,
): AlarmDocument {
  const at = gone === undefined ? now : changeTime(gone, now);
  const alarm: AnyAlarm = {
    ...withQueryArn(settings, { scope, id }),
    AlarmArn: alarmArn(scope, settings.AlarmName),
    AlarmConfigurationUpdatedTimestamp: at,
    // A query in PromQL that returns nothing is no lack of data.
    StateValue: isPromQL(settings) ? 'OK' : 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    StateUpdatedTimestamp: at,
    StateTransitionedTimestamp: at,
    ...(hasWarmUp(settings) && { EvaluationState: 'IN_WARM_UP' }),
  };
  const created: AlarmDocument = {
    alarm,
    warmUp: hasWarmUp(settings) ? { since: now } : undefined,
    tags: isComposite(alarm) ? newCompositeTags(tags) : newTags(tags),
    unfiledHistory: gone?.unfiledHistory ?? [],
    undelivered: gone?.undelivered ?? [],
    linkedArns: gone?.linkedArns ?? [],
    incarnation: id,
    sequence: gone?.sequence ?? 0,
  };
  const item = creationItem(alarm, { now: at, children });
  return withRecord(created, { item, isPut: true }, now);
}

/** A transition that has happened is delivered; what something holds back goes with the alarm. */
export function deleteAlarm(
  current: AlarmDocument | undefined,
  time: ConfigurationTime,
): AlarmDocument | undefined {
  if (!isThere(current)) return current;
  const deletedAt = changeTime(current, time.now);
  const deleted: AlarmDocument = {
    ...current,
    heldActions: undefined,
    contributors: undefined,
    isAlarmByHand: undefined,
    contributorTimes: undefined,
    queryResults: undefined,
    mutedActions: undefined,
    repeatedAt: undefined,
    deletions: undefined,
    deletedAt,
  };
  const item = deletionItem(current.alarm, { ...time, now: deletedAt });
  const hadTags = current.tags.length > 0 || undefined;
  return withRecord(deleted, { item, hadTags }, time.now);
}

/** It leaves the state as it is, be it one that was set by hand (recorded from AWS). */
export function withActionsEnabled(
  current: AlarmDocument,
  ActionsEnabled: boolean,
  time: ConfigurationTime,
): AlarmDocument {
  const { alarm: before } = current;
  const at = changeTime(current, time.now);
  const alarm: AnyAlarm = {
    ...before,
    ActionsEnabled,
    AlarmConfigurationUpdatedTimestamp: at,
    StateReason: reasonAfterUpdate(before),
  };
  const item = updateItem(before, alarm, { ...time, now: at });
  const repeating = withRepeatsSince(current, { ...current, alarm }, time.now);
  return withHistory(repeating, item, time.now);
}

function usedByAnotherType({ AlarmName }: AnySettings): Error {
  return validationError(
    `AlarmName [${AlarmName}] is already used by another alarm of a different type`,
  );
}

/** The query of a log alarm has an ARN as long as there is the alarm. */
function withQueryArn(
  settings: AnySettings,
  of: AnyAlarm | { readonly scope: Scope; readonly id: string },
): AnySettings {
  if (!isLog(settings)) return settings;
  const { ScheduledQueryConfiguration: query } = settings;
  const QueryARN = 'id' in of ? newQueryArn(of) : queryArnOf(of);
  return { ...settings, ScheduledQueryConfiguration: { ...query, QueryARN } };
}

function newQueryArn({ scope, id }: { readonly scope: Scope; readonly id: string }): string {
  return `arn:aws:logs:${scope.region}:${scope.account}:scheduled-query:${id}`;
}

function queryArnOf(alarm: AnyAlarm): LogAlarm['ScheduledQueryConfiguration']['QueryARN'] {
  return isLog(alarm) ? alarm.ScheduledQueryConfiguration.QueryARN : undefined;
}

/** It knows nothing until there are results of the query that it is put with. */
function withoutResults(current: AlarmDocument, now: Date): AlarmDocument {
  const contributors = current.contributors === undefined ? undefined : [];
  const state = {
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: The query of the alarm was updated',
    StateReasonData: undefined,
    recentDatapoints: [],
  } as const;
  return withState({ ...current, contributors, queryResults: undefined }, state, now);
}
