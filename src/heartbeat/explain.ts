import { notePlace, partsOfPolicyArn } from '../autoscaling/identity.js';
import { isDeleting } from '../autoscaling/group-document.js';
import { groupKey, policyKey } from '../autoscaling/keys.js';
import { actualCapacity } from '../autoscaling/placement.js';
import { alarmNamesOf, isPolicyThere } from '../autoscaling/policy-document.js';
import { isThere } from '../cloudwatch/alarm.js';
import { alarmKey } from '../cloudwatch/alarm-document.js';
import { evaluationTime } from '../cloudwatch/alarm-record.js';
import { isLog } from '../cloudwatch/log-alarm.js';
import { logQueryKey } from '../cloudwatch/log-query.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { Journal } from './journal.js';
import { outgoingOf } from './outgoing.js';

/**
 * Why an alarm, a group or a policy did what it did lately, or nothing: the document as it stands,
 * and what this server decided about it. Undefined where there is no such thing.
 */
export interface Question extends Scope {
  readonly kind: 'alarm' | 'group' | 'policy';
  /** Of an alarm or a group its name, of a policy its ARN. */
  readonly name: string;
}

export interface ExplainParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly now: Date;
}

export function explain(question: Question, parts: ExplainParts): Promise<object | undefined> {
  switch (question.kind) {
    case 'alarm':
      return explainAlarm(question, parts);
    case 'group':
      return explainGroup(question, parts);
    case 'policy':
      return explainPolicy(question, parts);
  }
}

async function explainAlarm(
  { name, ...scope }: Question,
  { store, journal, now }: ExplainParts,
): Promise<object | undefined> {
  const key = alarmKey(scope, name);
  const document = await store.get(key);
  if (!isThere(document)) return undefined;
  const { alarm, due, undelivered, heldActions, mutedActions } = document;
  const query = isLog(alarm) ? await store.get(logQueryKey(scope, name)) : undefined;
  return {
    AlarmName: alarm.AlarmName,
    AlarmArn: alarm.AlarmArn,
    StateValue: alarm.StateValue,
    StateReason: alarm.StateReason,
    StateUpdatedTimestamp: alarm.StateUpdatedTimestamp,
    StateTransitionedTimestamp: alarm.StateTransitionedTimestamp,
    ActionsEnabled: alarm.ActionsEnabled,
    nextLook: due ?? query?.due,
    nextEvaluation: evaluationTime(document),
    query: query && { scheduledAt: query.scheduledAt, run: query.run },
    undelivered: undelivered.map(({ action: { id, actionArn }, attemptCount, nextAttemptAt }) => {
      return { actionArn, id, attemptCount, nextAttemptAt };
    }),
    messages: await toldMessages(store, scope, name),
    heldActions,
    mutedUntil: mutedActions?.until,
    ...told(journal, key, now),
  };
}

/** What was handed over to be sent: those still under way, and the ends of the last hour. */
async function toldMessages(store: Store, scope: Scope, name: string): Promise<readonly object[]> {
  const entries = await store.list(outgoingOf(scope, name), { limit: messagesMax });
  return entries.map(({ document }) => {
    const { message, attemptCount, latest, isEnded, due } = document;
    const { id, targetArn: actionArn } = message;
    const latestAttempt = latest && { at: latest.at, ...latest.end };
    const nextAttemptAt = isEnded === true ? undefined : due;
    return { actionArn, id, attemptCount, latestAttempt, nextAttemptAt };
  });
}

const messagesMax = 100;

async function explainGroup(
  { name, ...scope }: Question,
  { store, journal, now }: ExplainParts,
): Promise<object | undefined> {
  const document = await store.get(groupKey(scope, name));
  if (document === undefined) return undefined;
  const { group, due, instances, activities } = document;
  const { AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity, SuspendedProcesses } = group;
  const lifecycleStates: Record<string, number> = {};
  for (const { instance } of instances) {
    const { LifecycleState } = instance;
    lifecycleStates[LifecycleState] = (lifecycleStates[LifecycleState] ?? 0) + 1;
  }
  return {
    AutoScalingGroupName,
    MinSize,
    MaxSize,
    DesiredCapacity,
    actualCapacity: actualCapacity(document),
    lifecycleStates,
    SuspendedProcesses: SuspendedProcesses.map(({ ProcessName }) => ProcessName),
    isDeleting: isDeleting(document),
    activitiesInProgress: activities.map(({ ActivityId, Description, StatusCode }) => {
      return { ActivityId, Description, StatusCode };
    }),
    nextLook: due,
    ...told(journal, notePlace(group.AutoScalingGroupARN), now),
  };
}

async function explainPolicy(
  { name, ...scope }: Question,
  { store, journal, now }: ExplainParts,
): Promise<object | undefined> {
  const parts = partsOfPolicyArn(name);
  if (parts === undefined) return undefined;
  const document = await store.get(policyKey(scope, parts.AutoScalingGroupName, parts.name));
  if (!isPolicyThere(document) || document.policy.PolicyARN !== name) return undefined;
  const { policy } = document;
  const alarms = await store.getMany(alarmNamesOf(document).map((each) => alarmKey(scope, each)));
  return {
    PolicyName: policy.PolicyName,
    PolicyARN: policy.PolicyARN,
    PolicyType: policy.PolicyType,
    AutoScalingGroupName: policy.AutoScalingGroupName,
    Enabled: policy.Enabled,
    // A policy does nothing while no alarm that names it is in the state that does.
    alarms: alarms.filter(isThere).map(({ alarm, due }) => {
      const { AlarmName, StateValue, StateReason, ActionsEnabled } = alarm;
      return { AlarmName, StateValue, StateReason, ActionsEnabled, nextLook: due };
    }),
    ...told(journal, notePlace(policy.PolicyARN), now),
  };
}

/** The newest look stands for what is so now, the others for what was. */
function told(journal: Journal, key: { readonly text: string }, now: Date): object {
  const { looks, lastChange } = journal.about(key);
  return {
    lastChange: lastChange?.tell(lastChange.at),
    decisions: looks.map((look, index) => look.tell(index === 0 ? now : look.at)),
  };
}
