import type { GroupDocument } from '../autoscaling/group-document.js';
import { notePlace, partsOfPolicyArn } from '../autoscaling/identity.js';
import { groupKey, policyKey } from '../autoscaling/keys.js';
import { withAlarmLink } from '../autoscaling/policy.js';
import { isPolicyThere, type PolicyDocument } from '../autoscaling/policy-document.js';
import { policyLook } from '../autoscaling/policy-look.js';
import { type PolicyInvocation, type PolicyRun, runPolicy } from '../autoscaling/policy-run.js';
import { type AlarmAction, type Delivery, isScalingPolicy } from '../cloudwatch/alarm-action.js';
import type { Key, Scope } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import { Turns } from '../store/turns.js';
import type { ActionTarget } from './action-target.js';
import { invokingAlarm } from './invoking-alarm.js';
import type { Journal } from './journal.js';
import {
  doAllAgree,
  invocationBy,
  type Place,
  readPolicies,
  readRivals,
} from './rival-policies.js';

export interface ScalerParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly attend: (key: ReturnType<typeof groupKey>, now: Date) => Promise<void>;
}

/**
 * Scaling policies as targets of alarms: the group follows at once, or when it is next due. What
 * comes for one group in the same moment comes to it one by one, so that a policy counts as coming
 * what the one before it has asked for.
 */
export function scaleOnAlarm(parts: ScalerParts): ActionTarget {
  const { store } = parts;
  const turns = new Turns();
  return {
    accepts: isScalingPolicy,
    deliver: async (scope, action, now) => {
      const found = await findPolicy(store, scope, action.actionArn);
      if (found === undefined) return failed(`There is no policy ${action.actionArn}`);
      const key = groupKey(scope, found.policy.AutoScalingGroupName);
      const asked = { key, found, action, place: { store, scope, now } };
      return turns.take(key.text, () => scale(asked, parts));
    },
    hasTaken: async (scope, { actionArn, id }) => {
      const found = await findPolicy(store, scope, actionArn);
      const { AutoScalingGroupName } = found?.policy ?? {};
      if (AutoScalingGroupName === undefined) return false;
      const group = await store.get(groupKey(scope, AutoScalingGroupName));
      return group?.honoredIds.includes(id) === true;
    },
    link: async (scope, link) => {
      const parts = partsOfPolicyArn(link.actionArn);
      if (parts === undefined || !isOf(scope, parts)) return;
      await store.update(policyKey(scope, parts.AutoScalingGroupName, parts.name), (current) =>
        isPolicyThere(current) && current.policy.PolicyARN === link.actionArn
          ? withAlarmLink(current, link)
          : current,
      );
    },
  };
}

/** What an alarm asks of a group through one of its policies. */
interface Asked {
  readonly key: Key<GroupDocument>;
  readonly found: PolicyDocument;
  readonly action: AlarmAction;
  readonly place: Place;
}

/**
 * A state that lasts invokes its policies each minute, and that hardly ever changes anything: what
 * the group's other policies say is only asked where this one would change the capacity.
 */
async function scale(
  { key, found, action, place }: Asked,
  { store, journal, attend }: ScalerParts,
): Promise<Delivery> {
  const { policy } = found;
  const { now } = place;
  const alarm = invokingAlarm(place.scope, action);
  const alone = { ...invocationBy(found, action, now), alarm, rivals: [] };
  const group = await store.entry(key);
  const foreseen = group && ranOn(group.document, found, alone);
  const ran =
    group !== undefined && foreseen?.run.decision.kind === 'changed'
      ? await runAmongRivals(group, { found, alone }, place)
      : foreseen;
  if (ran === undefined) return failed(`There is no group ${policy.AutoScalingGroupName}`);
  const { before } = ran;
  const { decision } = ran.run;
  const look = policyLook({ policy, invocation: alone, before, decision });
  journal.note(notePlace(policy.PolicyARN), look);
  journal.note(notePlace(before.group.AutoScalingGroupARN), look);
  if (decision.kind === 'refused') return failed(decision.reason);
  if (decision.kind === 'changed') await attend(key, now);
  return { kind: 'succeeded' };
}

interface Ran {
  readonly before: GroupDocument;
  readonly run: PolicyRun;
}

function ranOn(before: GroupDocument, { policy }: PolicyDocument, asked: PolicyInvocation): Ran {
  return { before, run: runPolicy(before, policy, asked) };
}

/** Undefined where the group has gone meanwhile. */
async function runAmongRivals(
  group: Entry<GroupDocument>,
  { found, alone }: { readonly found: PolicyDocument; readonly alone: AlarmInvocation },
  place: Place,
): Promise<Ran | undefined> {
  const { policy } = found;
  const policies = await readPolicies(policy.AutoScalingGroupName, place);
  const { AlarmName } = alone.alarm;
  const rivals = await readRivals({ policy: found, AlarmName }, policies, place);
  const isAgreed = alone.direction !== 'low' || (await doAllAgree(policies, place));
  const seen: { ran?: Ran | undefined } = {};
  await place.store.revise(group, (current) => {
    if (current === undefined) seen.ran = undefined;
    else if (isAgreed) seen.ran = ranOn(current, found, { ...alone, rivals });
    else seen.ran = { before: current, run: vetoed(current) };
    return seen.ran?.run.document;
  });
  return seen.ran;
}

type AlarmInvocation = PolicyInvocation & { readonly alarm: object };

function failed(reason: string): Delivery {
  return { kind: 'failed', reason };
}

function isOf({ account, region }: Scope, other: Scope): boolean {
  return account === other.account && region === other.region;
}

async function findPolicy(
  store: Store,
  scope: Scope,
  arn: string,
): Promise<PolicyDocument | undefined> {
  const parts = partsOfPolicyArn(arn);
  if (parts === undefined || !isOf(scope, parts)) return undefined;
  const found = await store.get(policyKey(scope, parts.AutoScalingGroupName, parts.name));
  return isPolicyThere(found) && found.policy.PolicyARN === arn ? found : undefined;
}

function vetoed(document: GroupDocument): PolicyRun {
  const reason = 'another target tracking policy of the group does not agree to scale in';
  return { document, decision: { kind: 'unchanged', reason } };
}
