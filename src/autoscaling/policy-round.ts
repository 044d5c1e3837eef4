import { type CapacityDecision, decideCapacity, type Invocation } from './capacity-decision.js';
import { hasToWait } from './cooldown.js';
import type { GroupDocument } from './group-document.js';
import type { Policy } from './policy-document.js';

/**
 * Policies that are invoked at the same time each propose a capacity, and the group gets the
 * largest: proposals are not added up, and who scales in gives way to who wants more, though the
 * group is at its maximum already ("How multiple scaling policies work together").
 */
export interface PolicyRound {
  readonly at: Date;
  /** The capacity from which each of them proposes, and the largest that was proposed. */
  readonly from: number;
  readonly to: number;
  /** Whether simple scaling had to wait already, for what had begun before. */
  readonly isBlocked: boolean;
  /** Which policies have had their say, each with the alarm that invoked it. */
  readonly askers: readonly string[];
}

/** A policy whose alarm is in a state that invokes it, and goes on doing so. */
export interface Rival extends Asker {
  readonly invocation: Invocation;
}

export interface Asker {
  readonly policy: Policy;
  readonly AlarmName: string;
}

export function decideAmong(
  document: GroupDocument,
  asker: Rival,
  rivals: readonly Rival[],
): CapacityDecision {
  const { policy, invocation } = asker;
  const round = openRound(document, asker, invocation.now);
  const before = round === undefined ? document : asBefore(document, round);
  const decision = restoring(decideCapacity(policy, before, invocation), round);
  if (decision.kind !== 'changed') return decision;
  const { DesiredCapacity: proposed } = decision;
  const isLess = proposed < before.group.DesiredCapacity;
  const winner = isLess ? rivals.find((rival) => askedBy(rival, before) > proposed) : undefined;
  if (winner !== undefined) {
    const reason = `the policy ${winner.policy.PolicyName} asks for more at the same time`;
    return { kind: 'unchanged', reason };
  }
  if (round !== undefined && proposed <= round.to) {
    return { kind: 'unchanged', reason: 'another policy has asked for as much at the same time' };
  }
  return decision;
}

/**
 * Another server may have looked at another alarm a moment too early to see that this one is in
 * ALARM, and have scaled in: who wants more than the bound allows then gets back what there was.
 */
function restoring(decision: CapacityDecision, round: PolicyRound | undefined): CapacityDecision {
  const asked = decision.kind === 'unchanged' ? decision.asked : undefined;
  if (round === undefined || asked === undefined || asked < round.from) return decision;
  return { kind: 'changed', DesiredCapacity: round.from, cooldownSeconds: 0 };
}

/** Notes what a policy has brought about; the document is as it was before. */
export function nextRound(
  document: GroupDocument,
  asker: Asker,
  { to, now }: { readonly to: number; readonly now: Date },
): PolicyRound {
  const { policyRound: last } = document;
  const { DesiredCapacity } = document.group;
  const isOpen = last?.at.getTime() === now.getTime() && last.to === DesiredCapacity;
  const isBlocked = hasToWait(document, now);
  const { askers, ...before } = isOpen ? last : { from: DesiredCapacity, isBlocked, askers: [] };
  return { ...before, at: now, to, askers: [...askers, nameOf(asker)] };
}

function nameOf({ policy, AlarmName }: Asker): string {
  return `${policy.PolicyARN} ${AlarmName}`;
}

/** Who has had a say is asked anew, and so is one after a change by somebody else. */
function openRound(
  { policyRound: round, group }: GroupDocument,
  asker: Asker,
  now: Date,
): PolicyRound | undefined {
  if (round?.at.getTime() !== now.getTime() || round.to !== group.DesiredCapacity) return undefined;
  return round.askers.includes(nameOf(asker)) ? undefined : round;
}

/** Without what the others of the round have launched, and have made simple scaling wait for. */
function asBefore(document: GroupDocument, { from, at, isBlocked }: PolicyRound): GroupDocument {
  return {
    ...document,
    ...(!isBlocked && { activities: [], cooldown: undefined }),
    group: { ...document.group, DesiredCapacity: from },
    instances: document.instances.filter(({ launchedAt }) => launchedAt < at),
    triggers: [],
  };
}

function askedBy({ policy, invocation }: Rival, document: GroupDocument): number {
  const decision = decideCapacity(policy, document, invocation);
  switch (decision.kind) {
    case 'changed':
      return decision.DesiredCapacity;
    case 'unchanged':
      return decision.asked ?? -Infinity;
    case 'refused':
      return -Infinity;
  }
}
