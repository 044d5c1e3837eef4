import type { AlarmAction } from './alarm-action.js';
import { type AnyAlarm, type HistoryItem, isComposite } from './alarm-document.js';
import { alarmObject, type Children } from './alarm-object.js';
import type { ContributorIdentity } from './contributor.js';
import { typeOf } from './alarm-settings.js';
import { javaJson, type JavaValue, Raw } from './java-json.js';

/** The items of an alarm's history, with AWS's summaries and data. */
export interface ConfigurationTime {
  readonly now: Date;
  /** Of the composite alarm that it is, or was. */
  readonly children: Children;
}

export function creationItem(alarm: AnyAlarm, { now, children }: ConfigurationTime): HistoryItem {
  return configurationItem(alarm, now, {
    verb: 'created',
    data: { version: '1.0', type: 'Create', createdAlarm: alarmObject(alarm, children) },
  });
}

export function deletionItem(alarm: AnyAlarm, { now, children }: ConfigurationTime): HistoryItem {
  return configurationItem(alarm, now, {
    verb: 'deleted',
    data: { version: '1.0', type: 'Delete', deletedAlarm: alarmObject(alarm, children) },
  });
}

export function updateItem(
  before: AnyAlarm,
  after: AnyAlarm,
  { now, children }: ConfigurationTime,
): HistoryItem {
  const [old, updated] = [alarmObject(before, children), alarmObject(after, children)];
  const changed = Object.entries(old).filter(
    ([name, value]) => javaJson(value) !== javaJson(updated[name]),
  );
  return configurationItem(after, now, {
    verb: 'updated',
    data: {
      version: '1.0',
      type: 'Update',
      updatedAlarm: updated,
      originalUpdatedFields: Object.fromEntries(changed),
    },
  });
}

export function stateItem(before: AnyAlarm, after: AnyAlarm, now: Date): HistoryItem {
  const { StateValue } = after;
  return stateUpdate(before, after, {
    Timestamp: now,
    HistorySummary: `Alarm updated from ${before.StateValue} to ${StateValue}`,
  });
}

/** The suppressor of a composite alarm begins, goes on or ends to hold back its actions. */
export function suppressionItem(before: AnyAlarm, after: AnyAlarm, now: Date): HistoryItem {
  const HistorySummary = 'Alarm actions suppression updated';
  return stateUpdate(before, after, { Timestamp: now, HistorySummary });
}

/** An alarm on several series stays in ALARM, for another number of them or for others. */
export function reasonItem(before: AnyAlarm, after: AnyAlarm, now: Date): HistoryItem {
  const [old = '', updated = ''] = [before.StateReason, after.StateReason];
  const HistorySummary =
    old === updated
      ? 'Some contributor(s) have changed state'
      : `State Reason changed from "${old}" to "${updated}"`;
  return stateUpdate(before, after, { Timestamp: now, HistorySummary });
}

/** `alarm` has the state of the contributor. */
export function contributorItem(
  alarm: AnyAlarm,
  contributor: ContributorIdentity,
  now: Date,
): HistoryItem {
  return {
    AlarmName: alarm.AlarmName,
    AlarmType: typeOf(alarm),
    Timestamp: now,
    HistoryItemType: 'AlarmContributorStateUpdate',
    HistorySummary: `Contributor state updated to ${alarm.StateValue}`,
    HistoryData: javaJson({ version: '1.0', newState: stateObject(alarm) }),
    ...contributorMembers(contributor),
  };
}

function contributorMembers(
  contributor: ContributorIdentity | undefined,
): Pick<HistoryItem, 'AlarmContributorId' | 'AlarmContributorAttributes'> {
  if (contributor === undefined) return {};
  const { ContributorId, ContributorAttributes } = contributor;
  return {
    AlarmContributorId: ContributorId,
    AlarmContributorAttributes: ContributorAttributes,
  };
}

function stateUpdate(
  before: AnyAlarm,
  after: AnyAlarm,
  said: Pick<HistoryItem, 'Timestamp' | 'HistorySummary'>,
): HistoryItem {
  return {
    ...said,
    AlarmName: after.AlarmName,
    AlarmType: typeOf(after),
    HistoryItemType: 'StateUpdate',
    HistoryData: javaJson({
      version: '1.0',
      oldState: stateObject(before),
      newState: stateObject(after),
    }),
  };
}

type HistoricAction = Pick<
  AlarmAction,
  'alarm' | 'actionArn' | 'at' | 'contributor' | 'muteWindowEnd'
>;

export interface ActionResult {
  readonly action: HistoricAction;
  /** Undefined when the action was executed. */
  readonly failure: string | undefined;
  /** Of the last attempt, which may come long after the transition. */
  readonly endedAt: Date;
  /** What a topic was told, where that is quoted. */
  readonly published?: string | undefined;
}

export function actionItem(result: ActionResult): HistoryItem {
  const { action, failure, published, endedAt } = result;
  const { actionArn } = action;
  return actionUpdate(
    { ...action, at: endedAt },
    {
      HistorySummary:
        failure === undefined
          ? `Successfully executed action ${actionArn}`
          : `Failed to execute action ${actionArn}. Received error: "${failure}"`,
      actionState: failure === undefined ? 'Succeeded' : 'Failed',
      publishedMessage: failure === undefined ? (published ?? null) : null,
      error: failure ?? null,
    },
  );
}

/** Something holds the action back: a suppressor, or a mute rule, whose window ends. */
export function suppressedActionItem(action: HistoricAction): HistoryItem {
  return actionUpdate(action, {
    // The data is recorded; no page shows the summary.
    HistorySummary: `Suppressed action ${action.actionArn}`,
    actionState: 'Suppressed',
    publishedMessage: null,
    error: null,
  });
}

interface ActionUpdate {
  readonly HistorySummary: string;
  readonly actionState: 'Succeeded' | 'Failed' | 'Suppressed';
  readonly publishedMessage: string | null;
  readonly error: string | null;
}

function actionUpdate(action: HistoricAction, update: ActionUpdate): HistoryItem {
  const { alarm, actionArn, at, contributor, muteWindowEnd } = action;
  const { HistorySummary, actionState, publishedMessage, error } = update;
  return {
    AlarmName: alarm.AlarmName,
    AlarmType: typeOf(alarm),
    Timestamp: at,
    HistoryItemType: contributor === undefined ? 'Action' : 'AlarmContributorAction',
    HistorySummary,
    // Texts and whole numbers are the same in any JSON.
    HistoryData: JSON.stringify({
      actionState,
      stateUpdateTimestamp: alarm.StateUpdatedTimestamp.getTime(),
      notificationResource: actionArn,
      publishedMessage,
      error,
      muteWindowEndTimestamp: muteWindowEnd?.getTime() ?? null,
    }),
    ...contributorMembers(contributor),
  };
}

interface Configuration {
  readonly verb: 'created' | 'updated' | 'deleted';
  readonly data: JavaValue;
}

function configurationItem(alarm: AnyAlarm, now: Date, { verb, data }: Configuration): HistoryItem {
  const { AlarmName } = alarm;
  return {
    AlarmName,
    AlarmType: typeOf(alarm),
    Timestamp: now,
    HistoryItemType: 'ConfigurationUpdate',
    HistorySummary: `Alarm "${AlarmName}" ${verb}`,
    HistoryData: javaJson(data),
  };
}

function stateObject(alarm: AnyAlarm): JavaValue {
  const { StateValue, StateReason, StateReasonData } = alarm;
  return {
    stateValue: StateValue,
    stateReason: StateReason,
    // JSON already, as the evaluation or the caller wrote it.
    stateReasonData: StateReasonData === undefined ? undefined : new Raw(StateReasonData),
    actionsSuppressedBy: isComposite(alarm) ? alarm.ActionsSuppressedBy : undefined,
    actionsSuppressedReason: isComposite(alarm) ? alarm.ActionsSuppressedReason : undefined,
  };
}
