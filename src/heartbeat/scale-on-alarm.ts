import { partsOfPolicyArn } from '../autoscaling/identity.js';
import type { GroupDocument } from '../autoscaling/group-document.js';
import { groupKey, policyKey } from '../autoscaling/keys.js';
import { withAlarmLink } from '../autoscaling/policy.js';
import { isPolicyThere, type PolicyDocument } from '../autoscaling/policy-document.js';
import { policyLook } from '../autoscaling/policy-look.js';
import { type PolicyRun, runPolicy } from '../autoscaling/policy-run.js';
import { type AlarmAction, type Delivery, isScalingPolicy } from '../cloudwatch/alarm-action.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { Turns } from '../store/turns.js';
import type { ActionTarget } from './action-target.js';
import { invokingAlarm } from './invoking-alarm.js';
import type { Journal } from './journal.js';
import { doAllAgree, invocationBy, readPolicies, readRivals } from './rival-policies.js';

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
      return turns.take(key.text, () => scale(found, action, { ...parts, scope, now }));
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

async function scale(
  found: PolicyDocument,
  action: AlarmAction,
  { store, journal, attend, scope, now }: ScalerParts & Moment,
): Promise<Delivery> {
  const { policy } = found;
  const { AutoScalingGroupName, PolicyName } = policy;
  const place = { store, scope, now };
  const policies = await readPolicies(AutoScalingGroupName, place);
  const asked = invocationBy(found, action, now);
  const { AlarmName } = action.alarm;
  const rivals = await readRivals({ policy: found, AlarmName }, policies, place);
  const invocation = { ...asked, alarm: invokingAlarm(scope, action), rivals };
  const isAgreed = asked.direction !== 'low' || (await doAllAgree(policies, place));
  const key = groupKey(scope, AutoScalingGroupName);
  const seen: { before?: GroupDocument | undefined; run?: PolicyRun | undefined } = {};
  await store.update(key, (current) => {
    seen.before = current;
    seen.run = current && (isAgreed ? runPolicy(current, policy, invocation) : vetoed(current));
    return seen.run?.document;
  });
  const { before, run } = seen;
  if (run === undefined) return failed(`There is no group ${AutoScalingGroupName}`);
  const { decision } = run;
  const look = policyLook({ policy, invocation, before, decision });
  journal.note(policyKey(scope, AutoScalingGroupName, PolicyName), look);
  journal.note(key, look);
  if (decision.kind === 'refused') return failed(decision.reason);
  if (isAgreed) await attend(key, now);
  return { kind: 'succeeded' };
}

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

interface Moment {
  readonly scope: Scope;
  readonly now: Date;
}

function vetoed(document: GroupDocument): PolicyRun {
  const reason = 'another target tracking policy of the group does not agree to scale in';
  return { document, decision: { kind: 'unchanged', reason } };
}
