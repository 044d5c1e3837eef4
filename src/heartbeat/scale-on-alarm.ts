import { partsOfPolicyArn } from '../autoscaling/identity.js';
import { groupKey, policyKey, policyPrefix } from '../autoscaling/keys.js';
import { withAlarmLink } from '../autoscaling/policy.js';
import { isPolicyThere, type PolicyDocument } from '../autoscaling/policy-document.js';
import { type PolicyInvocation, type PolicyRun, runPolicy } from '../autoscaling/policy-run.js';
import type { AlarmAction, Delivery } from '../cloudwatch/alarm-action.js';
import { alarmKey, isComposite } from '../cloudwatch/alarm-document.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { ActionTarget } from './action-target.js';
import { invokingAlarm } from './invoking-alarm.js';

/** Scaling policies as targets of alarms: the group follows at once, or when it is next due. */
export function scaleOnAlarm(
  store: Store,
  attend: (key: ReturnType<typeof groupKey>, now: Date) => Promise<void>,
): ActionTarget {
  return {
    accepts: (arn) => /^arn:[^:]+:autoscaling:/.test(arn),
    deliver: async (scope, action, now) => {
      const policy = await findPolicy(store, scope, action.actionArn);
      if (policy === undefined) return failed(`There is no policy ${action.actionArn}`);
      const { AutoScalingGroupName } = policy.policy;
      const invocation = await invocationOf(policy, action, { store, scope, now });
      if (invocation === undefined) return { kind: 'succeeded' };
      const key = groupKey(scope, AutoScalingGroupName);
      let run: PolicyRun | undefined;
      await store.update(key, (current) => {
        run = current && runPolicy(current, policy.policy, invocation);
        return run?.document;
      });
      if (run === undefined) return failed(`There is no group ${AutoScalingGroupName}`);
      if (run.decision.kind === 'refused') return failed(run.decision.reason);
      await attend(key, now);
      return { kind: 'succeeded' };
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

interface Place {
  readonly store: Store;
  readonly scope: Scope;
  readonly now: Date;
}

/** Undefined where another target tracking policy of the group does not agree to scale in. */
async function invocationOf(
  policy: PolicyDocument,
  action: AlarmAction,
  place: Place,
): Promise<PolicyInvocation | undefined> {
  const { alarm } = action;
  const managed = policy.managedAlarms.find(({ AlarmName }) => AlarmName === alarm.AlarmName);
  const direction = managed?.direction ?? 'high';
  if (direction === 'low' && !(await doAllAgree(policy, place))) return undefined;
  return {
    kind: 'alarm',
    direction,
    values: action.recentDatapoints,
    threshold: isComposite(alarm) ? undefined : alarm.Threshold,
    // Simple scaling waits for its cooldown; the other types do not look at it.
    shouldHonorCooldown: true,
    now: place.now,
    alarm: invokingAlarm(place.scope, action),
  };
}

const policiesMax = 100;

async function doAllAgree({ policy }: PolicyDocument, { store, scope }: Place): Promise<boolean> {
  const prefix = policyPrefix(scope, policy.AutoScalingGroupName);
  const policies = await store.list(prefix, { limit: policiesMax });
  const low = policies
    .map(({ document }) => document)
    .filter((each) => isPolicyThere(each) && each.policy.Enabled)
    .flatMap(({ managedAlarms }) => managedAlarms.filter(({ direction }) => direction === 'low'));
  const alarms = await store.getMany(low.map(({ AlarmName }) => alarmKey(scope, AlarmName)));
  return alarms.every((each) => each?.alarm.StateValue === 'ALARM');
}
