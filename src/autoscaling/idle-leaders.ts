import { withoutFunction } from './custom-termination.js';
import {
  findInstance,
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
} from './group-document.js';
import { isForShares, nextSwap } from './market-alignment.js';
import { isMovable } from './leading.js';
import { counted, countsByZone, emptiest, isEnabledZone, isLeading } from './placement.js';
import { isOutOfBalance, leaversOf } from './rebalancing.js';
import type { Succession } from './succession.js';
import type { Step } from './turn.js';
import { withUnneeded } from './withdrawal.js';

/**
 * An instance that leads another to a zone or a market is of no use when no other would leave for
 * it any more: the group has come to desire less, or has its old zones or shares again, or those
 * that were to leave are gone or protected. It does not wait for its service, nor for a hook, to
 * find that out. Of several that lead one, none is of use when that may stay.
 */
export const withdrawLeaders: Step = (document, { now }) => {
  const { succession } = document;
  if (isDeleting(document)) return document;
  const leaders = document.instances.filter(isLeading);
  if (succession !== undefined) {
    if (!mayStay(document, succession)) return document;
    return withUnneeded({ ...document, succession: undefined }, leaders, now);
  }
  if (leaders.length === 0) return document;
  const idle = idleLeaders(document, leaders);
  return idle.length === 0 ? document : withUnneeded(document, idle, now);
};

/** As if none led yet: the zones, or the shares, are as they should be with the one that leaves. */
function mayStay(document: GroupDocument, { InstanceId, launchedFor }: Succession): boolean {
  const leaver = findInstance(document, InstanceId);
  if (leaver === undefined) return false;
  const rest = withoutLeaders(document);
  if (launchedFor === 'alignment') {
    return nextSwap(rest, (managed) => managed === leaver) === undefined;
  }
  const from = leaver.instance.AvailabilityZone;
  const counts = countsByZone(rest);
  const to = emptiest(rest.group.AvailabilityZones, counts);
  return to === undefined || !isOutOfBalance(rest, { from, to, counts });
}

function withoutLeaders(document: GroupDocument): GroupDocument {
  return { ...document, instances: document.instances.filter((managed) => !isLeading(managed)) };
}

/** As if none led yet: one by one, each takes the place of one that leaves, or is idle. */
function idleLeaders(
  document: GroupDocument,
  leaders: readonly ManagedInstance[],
): readonly ManagedInstance[] {
  // What a function of the termination policy says is asked when one is to leave.
  const rest = withoutFunction(withoutLeaders(document));
  const forBalance = leaders.filter((leader) => !isForShares(leader));
  const balanced = afterBalance(rest, forBalance);
  return [...balanced.idle, ...idleForShares(balanced.rest, leaders.filter(isForShares))];
}

function afterBalance(
  document: GroupDocument,
  leaders: readonly ManagedInstance[],
): { readonly rest: GroupDocument; readonly idle: readonly ManagedInstance[] } {
  const idle: ManagedInstance[] = [];
  const come: ManagedInstance[] = [];
  const gone = new Set<ManagedInstance>();
  const leavers = leaversOf(document);
  let next = leavers.next().value;
  for (const leader of leaders) {
    const to = leader.instance.AvailabilityZone;
    if (
      next === undefined ||
      !isEnabledZone(document, to) ||
      !isOutOfBalance(document, { ...next, to })
    ) {
      idle.push(leader);
      continue;
    }
    next.counts.set(to, (next.counts.get(to) ?? 0) + 1);
    gone.add(next.leaving);
    come.push(counted(leader));
    next = leavers.next().value;
  }
  const stay = document.instances.filter((managed) => !gone.has(managed));
  return { rest: { ...document, instances: [...stay, ...come] }, idle };
}

function idleForShares(
  document: GroupDocument,
  leaders: readonly ManagedInstance[],
): readonly ManagedInstance[] {
  let rest = document;
  return leaders.filter((leader) => {
    const swap = nextSwap(rest, (managed) => isMovable(rest, managed));
    if (swap?.market !== (leader.market ?? 'on-demand')) return true;
    const others = rest.instances.filter((managed) => managed !== swap.leaving);
    rest = { ...rest, instances: [...others, counted(leader)] };
    return false;
  });
}
