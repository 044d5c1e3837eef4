import { partsOfPolicyArn } from '../autoscaling/identity.js';
import type { GroupDocument } from '../autoscaling/group-document.js';
import { groupKey, policyKey, policyPrefix } from '../autoscaling/keys.js';
import { withAlarmLink } from '../autoscaling/policy.js';
import { isPolicyThere, type PolicyDocument } from '../autoscaling/policy-document.js';
import { policyLook } from '../autoscaling/policy-look.js';
import { type PolicyInvocation, type PolicyRun, runPolicy } from '../autoscaling/policy-run.js';
import type { AlarmAction, Delivery } from '../cloudwatch/alarm-action.js';
import { alarmKey, isComposite } from '../cloudwatch/alarm-document.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { Turns } from '../store/turns.js';
import type { ActionTarget } from './action-target.js';
import { invokingAlarm } from './invoking-alarm.js';
import type { Journal } from './journal.js';

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
    accepts: (arn) => /^arn:[^:]+:autoscaling:/.test(arn),
    deliver: async (scope, action, now) => {
      const found = await findPolicy(store, scope, action.actionArn);
      if (found === undefined) return failed(`There is no policy ${action.actionArn}`);
      const key = groupKey(scope, found.policy.AutoScalingGroupName);
      return turns.take(key.text, () => scale(found, action, { ...parts, scope, now }));
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
  const invocation = invocationOf(found, action, { scope, now });
  const isAgreed = invocation.direction !== 'low' || (await doAllAgree(found, { store, scope }));
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

function invocationOf(
  { managedAlarms }: PolicyDocument,
  action: AlarmAction,
  { scope, now }: Moment,
): PolicyInvocation {
  const { alarm } = action;
  const managed = managedAlarms.find(({ AlarmName }) => AlarmName === alarm.AlarmName);
  return {
    kind: 'alarm',
    direction: managed?.direction ?? 'high',
    values: action.recentDatapoints,
    threshold: isComposite(alarm) ? undefined : alarm.Threshold,
    // Simple scaling waits for its cooldown; the other types do not look at it.
    shouldHonorCooldown: true,
    now,
    alarm: invokingAlarm(scope, action),
  };
}

function vetoed(document: GroupDocument): PolicyRun {
  const reason = 'another target tracking policy of the group does not agree to scale in';
  return { document, decision: { kind: 'unchanged', reason } };
}

const policiesMax = 100;

async function doAllAgree(
  { policy }: PolicyDocument,
  { store, scope }: { readonly store: Store; readonly scope: Scope },
): Promise<boolean> {
  const prefix = policyPrefix(scope, policy.AutoScalingGroupName);
  const policies = await store.list(prefix, { limit: policiesMax });
  const low = policies
    .map(({ document }) => document)
    .filter((each) => isPolicyThere(each) && each.policy.Enabled)
    .flatMap(({ managedAlarms }) => managedAlarms.filter(({ direction }) => direction === 'low'));
  const alarms = await store.getMany(low.map(({ AlarmName }) => alarmKey(scope, AlarmName)));
  return alarms.every((each) => each?.alarm.StateValue === 'ALARM');
}
