import { withoutFunction } from './custom-termination.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { isForShares, nextSwap } from './market-alignment.js';
import { isMovable } from './leading.js';
import { countsByZone, isEnabledZone, isLeading } from './placement.js';
import { lightestIn, zoneToLeave } from './rebalancing.js';
import type { Step } from './turn.js';
import { withUnneeded } from './withdrawal.js';

/**
 * An instance that leads another to a zone or a market is of no use when no other would leave for
 * it any more: the group has come to desire less, or has its old zones or shares again, or those
 * that were to leave are gone or protected. It does not wait for its service, nor for a hook, to
 * find that out.
 */
export const withdrawLeaders: Step = (document, { now }) => {
  if (document.succession !== undefined || isDeleting(document)) return document;
  const leaders = document.instances.filter(isLeading);
  if (leaders.length === 0) return document;
  const idle = idleLeaders(document, leaders);
  return idle.length === 0 ? document : withUnneeded(document, idle, now);
};

/** As if none led yet: one by one, each takes the place of one that leaves, or is idle. */
function idleLeaders(
  document: GroupDocument,
  leaders: readonly ManagedInstance[],
): readonly ManagedInstance[] {
  const instances = document.instances.filter((managed) => !leaders.includes(managed));
  // What a function of the termination policy says is asked when one is to leave.
  let rest = withoutFunction({ ...document, instances });
  return leaders.filter((leader) => {
    const leaver = leaverFor(rest, leader);
    if (leaver === undefined) return true;
    const others = rest.instances.filter((managed) => managed !== leaver);
    rest = { ...rest, instances: [...others, { ...leader, launchedFor: 'replacement' }] };
    return false;
  });
}

function leaverFor(rest: GroupDocument, leader: ManagedInstance): ManagedInstance | undefined {
  if (isForShares(leader)) {
    const swap = nextSwap(rest, (managed) => isMovable(rest, managed));
    return swap?.market === (leader.market ?? 'on-demand') ? swap.leaving : undefined;
  }
  const to = leader.instance.AvailabilityZone;
  const counts = countsByZone(rest);
  const from = zoneToLeave(rest, counts);
  if (from === undefined || !isEnabledZone(rest, to)) return undefined;
  const difference = (counts.get(from) ?? 0) - (counts.get(to) ?? 0);
  return isEnabledZone(rest, from) && difference <= 1 ? undefined : lightestIn(rest, from);
}
