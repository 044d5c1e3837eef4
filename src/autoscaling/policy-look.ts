import type { Look } from '../service.js';
import type { CapacityDecision } from './capacity-decision.js';
import type { GroupDocument } from './group-document.js';
import type { Policy } from './policy-document.js';
import type { PolicyInvocation } from './policy-run.js';
import { servedIn } from './served-capacity.js';

/** What a policy was asked, by whom, and what it decided, for those who ask. */
export interface PolicySeen {
  readonly policy: Policy;
  readonly invocation: PolicyInvocation;
  /** The group as it was; undefined where there was none. */
  readonly before: GroupDocument | undefined;
  readonly decision: CapacityDecision;
}

export function policyLook({ policy, invocation, before, decision }: PolicySeen): Look {
  const { kind, alarm, direction, values, threshold, now } = invocation;
  const { PolicyName, PolicyType } = policy;
  const told = {
    at: now,
    what: 'policy',
    PolicyName,
    PolicyType,
    invokedBy: kind,
    AlarmName: alarm?.AlarmName,
    actionId: alarm?.id,
    direction,
    values,
    threshold,
    ...(before && policy.PolicyType === 'TargetTrackingScaling' && trackedBy(invocation, before)),
    ...(before && sizesOf(before)),
    decision,
  };
  const hasChanged = decision.kind === 'changed';
  return { at: now, hasChanged, weight: 2 * values.length + 2, tell: () => told };
}

/** What each datapoint was counted for: the capacity that was in service in its period. */
function trackedBy({ values, periods }: PolicyInvocation, before: GroupDocument): object {
  const tracked = values.map((value, index) => {
    const period = periods?.[index];
    return { value, ...period, served: servedIn(before, period) };
  });
  return { tracked };
}

function sizesOf({ group }: GroupDocument): object {
  const { MinSize, MaxSize, DesiredCapacity } = group;
  return { MinSize, MaxSize, DesiredCapacity };
}
