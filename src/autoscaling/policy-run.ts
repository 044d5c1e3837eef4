import type { Trigger } from './activity.js';
import { alarmed, type CapacityChange, requested } from './cause.js';
import { type CapacityDecision, decideCapacity, type Invocation } from './capacity-decision.js';
import { withCooldown } from './cooldown.js';
import { withDesiredCapacity } from './group.js';
import { type GroupDocument, isDeleting } from './group-document.js';
import type { Policy } from './policy-document.js';
import { decideAmong, nextRound, type Rival } from './policy-round.js';

/** A policy runs on a group: what it decides, and the group with that. */
export interface PolicyRun {
  readonly document: GroupDocument;
  readonly decision: CapacityDecision;
}

export interface PolicyInvocation extends Invocation {
  /** The alarm that invokes the policy; undefined for a user. */
  readonly alarm: InvokingAlarm | undefined;
  /** What alarms ask of the group's policies besides; a user is followed whatever they ask. */
  readonly rivals: readonly Rival[];
}

export interface InvokingAlarm {
  /** Has its effect once, however often it is delivered. */
  readonly id: string;
  readonly AlarmName: string;
  readonly StateValue: string;
  /** As an activity's details quote it; of most invocations there is none. */
  details(): object;
}

export function runPolicy(
  document: GroupDocument,
  policy: Policy,
  invocation: PolicyInvocation,
): PolicyRun {
  const { alarm, rivals, now } = invocation;
  if (alarm !== undefined && document.honoredIds.includes(alarm.id)) {
    return { document, decision: { kind: 'unchanged', reason: 'it has had its effect already' } };
  }
  if (isDeleting(document)) {
    return { document, decision: { kind: 'unchanged', reason: 'the group is being deleted' } };
  }
  const decision =
    alarm === undefined
      ? decideCapacity(policy, document, invocation)
      : decideAmong(document, { policy, AlarmName: alarm.AlarmName, invocation }, rivals);
  if (decision.kind !== 'changed') return { document, decision };
  const changed = withDesiredCapacity(document, {
    DesiredCapacity: decision.DesiredCapacity,
    now,
    reason: reasonOf(policy, alarm),
    trigger: triggerOf(policy, alarm),
  });
  const isSimple = policy.PolicyType === 'SimpleScaling';
  const cooled = isSimple ? withCooldown(changed, decision.cooldownSeconds) : changed;
  if (alarm === undefined) return { document: cooled, decision };
  const asker = { policy, AlarmName: alarm.AlarmName };
  const policyRound = nextRound(document, asker, { to: decision.DesiredCapacity, now });
  return { document: withHonored({ ...cooled, policyRound }, alarm.id), decision };
}

type Reason = (change: CapacityChange) => string;

function reasonOf({ PolicyName }: Policy, alarm: InvokingAlarm | undefined): Reason {
  return alarm === undefined
    ? (change) => requested.execution(PolicyName, change)
    : (change) => alarmed(alarm, PolicyName, change);
}

function triggerOf(
  { EstimatedInstanceWarmup: warmupSeconds }: Policy,
  alarm: InvokingAlarm | undefined,
): Omit<Trigger, 'sentence'> {
  const InvokingAlarms = alarm === undefined ? undefined : [alarm.details()];
  return { warmupSeconds, InvokingAlarms };
}

/**
 * More than enough for what may be delivered again: whatever its period, an alarm repeats once a
 * minute at most, and only what has changed the capacity is remembered.
 */
const honoredMax = 200;

export function withHonored(document: GroupDocument, id: string): GroupDocument {
  return { ...document, honoredIds: [...document.honoredIds, id].slice(-honoredMax) };
}
