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
  const { kind: invokedBy, direction, values, threshold, now: at } = invocation;
  const { AlarmName, id: actionId } = invocation.alarm ?? noAlarm;
  const { PolicyName, PolicyType } = policy;
  // What is told is made when it is asked for, and must not keep the group and the alarm till then.
  const isTracking = PolicyType === 'TargetTrackingScaling';
  const tracked = before && isTracking ? trackedBy(invocation, before) : undefined;
  const sizes = before && sizesOf(before);
  const asked = { invokedBy, AlarmName, actionId, direction, values, threshold };
  return {
    at,
    hasChanged: decision.kind === 'changed',
    weight: 2 * values.length + 2,
    tell: () => {
      const policyMembers = { PolicyName, PolicyType };
      return { at, what: 'policy', ...policyMembers, ...asked, ...tracked, ...sizes, decision };
    },
  };
}

const noAlarm = { AlarmName: undefined, id: undefined };

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
