import type { GroupDocument, ManagedInstance } from './group-document.js';
import { desiredCapacity, isLiving } from './placement.js';
import { type Units, units, unitsWhere, weightOf } from './units.js';

/**
 * How a mixed group divides its capacity: a base on demand, a share of what is above it too, and
 * the rest spot. What is launched is of the market that lacks something, what goes is of the one
 * that has too much; on demand keeps its part though what there is of spot is too heavy to go.
 */
export type Market = 'on-demand' | 'spot';

/** Of the next launch, which is a part of the whole though it be more than the group desires. */
export function nextMarket(document: GroupDocument): Market {
  const living = unitsWhere(document.instances, isLiving);
  const capacity = units(Math.max(desiredCapacity(document), living + 1));
  return onDemandUnits(document) < onDemandPart(document, capacity) ? 'on-demand' : 'spot';
}

/** Those among which a group chooses that shrinks; all of one that is not mixed. */
export function ofExcessMarket(
  document: GroupDocument,
  candidates: readonly ManagedInstance[],
): readonly ManagedInstance[] {
  if (document.group.MixedInstancesPolicy === undefined) return candidates;
  const excess = onDemandUnits(document) - onDemandPart(document, desiredCapacity(document));
  const onDemand = candidates.filter(
    (managed) => managed.market !== 'spot' && weightOf(managed) <= excess,
  );
  if (onDemand.length > 0) return onDemand;
  const spot = candidates.filter(({ market }) => market === 'spot');
  return spot.length > 0 ? spot : candidates;
}

/** Where one is there for the balance of zones, the one whose place it takes stands for both. */
export function onDemandUnits({ instances }: GroupDocument): Units {
  return unitsWhere(
    instances,
    (managed) =>
      isLiving(managed) && managed.market !== 'spot' && managed.launchedFor !== 'balance',
  );
}

/** The share above the base is rounded up, in favour of on demand. */
export function onDemandPart({ group }: Pick<GroupDocument, 'group'>, capacity: Units): Units {
  const { OnDemandBaseCapacity = 0, OnDemandPercentageAboveBaseCapacity = 100 } =
    group.MixedInstancesPolicy?.InstancesDistribution ?? {};
  const base = Math.min(OnDemandBaseCapacity, capacity);
  return units(base + Math.ceil(((capacity - base) * OnDemandPercentageAboveBaseCapacity) / 100));
}
