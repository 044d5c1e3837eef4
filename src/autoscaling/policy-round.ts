import { type CapacityDecision, decideCapacity, type Invocation } from './capacity-decision.js';
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
  readonly policyArns: readonly string[];
}

/** A policy whose alarm is in a state that invokes it, and goes on doing so. */
export interface Rival {
  readonly policy: Policy;
  readonly invocation: Invocation;
}

export function decideAmong(
  document: GroupDocument,
  { policy, invocation }: Rival,
  rivals: readonly Rival[],
): CapacityDecision {
  const round = openRound(document, policy, invocation.now);
  const before = round === undefined ? document : asBefore(document, round);
  const decision = decideCapacity(policy, before, invocation);
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

/** Notes what a policy has brought about; the document is as it was before. */
export function nextRound(
  document: GroupDocument,
  { PolicyARN }: Policy,
  { to, now }: { readonly to: number; readonly now: Date },
): PolicyRound {
  const { policyRound: last } = document;
  const { DesiredCapacity } = document.group;
  const isOpen = last?.at.getTime() === now.getTime() && last.to === DesiredCapacity;
  const { from, policyArns } = isOpen ? last : { from: DesiredCapacity, policyArns: [] };
  return { at: now, from, to, policyArns: [...policyArns, PolicyARN] };
}

/** A policy that has had its say is asked anew, and so is one after a change by somebody else. */
function openRound(
  { policyRound: round, group }: GroupDocument,
  { PolicyARN }: Policy,
  now: Date,
): PolicyRound | undefined {
  if (round?.at.getTime() !== now.getTime() || round.to !== group.DesiredCapacity) return undefined;
  return round.policyArns.includes(PolicyARN) ? undefined : round;
}

/** Without what the others of the round have launched. */
function asBefore(document: GroupDocument, { from, at }: PolicyRound): GroupDocument {
  return {
    ...document,
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
