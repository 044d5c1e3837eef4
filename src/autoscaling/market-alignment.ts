import type { MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling';
import { done, sentence } from './cause.js';
import { withTrigger } from './group.js';
import type { GroupDocument, ManagedInstance } from './group-document.js';
import { chooseOfMarket } from './instance-choice.js';
import { withLaunch } from './launch.js';
import { isMovable, leadingUnitsMax, mayLead } from './leading.js';
import { type MaintenanceBounds, maintenanceBounds } from './maintenance-policy.js';
import { type Market, onDemandPart, onDemandUnits } from './market.js';
import { chooseZone, desiredCapacity, isLeading, isLiving } from './placement.js';
import { isKeptReady } from './readiness.js';
import { isTooHeavy, withSuccession } from './succession.js';
import { withTermination } from './termination.js';
import type { Step } from './turn.js';
import { type Units, unitsOf, weightOf } from './units.js';

/**
 * An update to the shares of on demand and spot "means a gradual replacement of instances to adjust
 * the current levels", and new instances are launched before the old ones go (InstancesDistribution
 * in the API reference). One of the market that lacks something is launched; when it is ready, the
 * group has more than it desires, and one of the other market goes. As many may be under way as for
 * the balance of zones. Only an update has a group do so: what a user attaches stays.
 */
export const alignMarkets: Step = (document, { now }) => {
  if (document.isAligning !== true || !mayLead(document)) return document;
  if (document.succession !== undefined) return document;
  if (nextSwap(document, () => true) === undefined) {
    // The last ones may still fail: the shares are there when those have gone for which they came.
    const isUnderWay = document.instances.some(isForShares);
    return isUnderWay ? document : withoutAligning(document);
  }
  const bounds = maintenanceBounds(document);
  const surplusMax = leadingUnitsMax(document, bounds);
  const first = nextSwap(document, (managed) => isMovable(document, managed));
  if (first === undefined) return document;
  if (isTooHeavy(document, first.leaving, first.market)) {
    return withSuccession(document, first.leaving, 'alignment');
  }
  if (bounds !== undefined && surplusMax === 0) return thinnedOut(document, { bounds, now });
  let current = document;
  for (;;) {
    const swap = nextSwap(current, (managed) => isMovable(current, managed));
    const AvailabilityZone = chooseZone(current, now);
    if (swap === undefined || AvailabilityZone === undefined) return current;
    const { market, leaving } = swap;
    const wanted = { market, weightMin: weightOf(leaving) };
    const choice = chooseOfMarket(current, wanted, { AvailabilityZone, now });
    if (choice === undefined) return current;
    const surplus = unitsOf(current.instances.filter(isLeading));
    const weight = Number(choice.WeightedCapacity ?? 1);
    // One may be under way, however much it weighs.
    if (surplus > 0 && surplus + weight > surplusMax) return current;
    current = withLaunch(current, {
      ...{ AvailabilityZone, choice, now, launchedFor: 'alignment', triggers: [] },
      sentences: [sentence(now, done.aligning(market))],
    });
  }
};

/** Whether an update asks for a replacement of what runs. */
export function areSharesNew(
  old: MixedInstancesPolicy | undefined,
  next: MixedInstancesPolicy | undefined,
): boolean {
  if (next === undefined) return false;
  const [before, after] = [old?.InstancesDistribution, next.InstancesDistribution];
  return (
    before?.OnDemandBaseCapacity !== after?.OnDemandBaseCapacity ||
    before?.OnDemandPercentageAboveBaseCapacity !== after?.OnDemandPercentageAboveBaseCapacity
  );
}

interface Swap {
  /** Of what is launched. */
  readonly market: Market;
  /** The lightest that may go for it. */
  readonly leaving: ManagedInstance;
}

/** On demand keeps its part: one of it goes only where enough of it is left. */
export function nextSwap(
  document: GroupDocument,
  isOpen: (managed: ManagedInstance) => boolean,
): Swap | undefined {
  const open = document.instances.filter(
    (managed) => isLiving(managed) && !isLeading(managed) && isOpen(managed),
  );
  const excess = onDemandUnits(document) - onDemandPart(document, desiredCapacity(document));
  const leaving = lightest(
    excess < 0
      ? open.filter(({ market }) => market === 'spot')
      : open.filter(
          (managed) =>
            managed.market !== 'spot' && weightOf(managed) <= excess - spotUnderWay(document),
        ),
  );
  return leaving && { market: excess < 0 ? 'on-demand' : 'spot', leaving };
}

function lightest(instances: readonly ManagedInstance[]): ManagedInstance | undefined {
  return [...instances].sort((a, b) => weightOf(a) - weightOf(b))[0];
}

/** For so much of it on demand goes soon. */
function spotUnderWay({ instances }: GroupDocument): Units {
  return unitsOf(instances.filter((managed) => isForShares(managed) && managed.market === 'spot'));
}

export function isForShares(managed: ManagedInstance): boolean {
  return managed.launchedFor === 'alignment' && isLiving(managed);
}

interface Within {
  readonly bounds: MaintenanceBounds;
  readonly now: Date;
}

/** Where the group may not grow, one goes first, and the group launches what it then misses. */
function thinnedOut(document: GroupDocument, { bounds, now }: Within): GroupDocument {
  let current = document;
  for (;;) {
    const swap = nextSwap(current, (managed) => isMovable(current, managed));
    if (swap === undefined) return current;
    const { market, leaving } = swap;
    if (isKeptReady(current, leaving, { bounds, now })) return current;
    const why = sentence(now, done.misaligned(market));
    const sentences = [why, sentence(now, done.selected(leaving.instance.InstanceId))];
    const thinner = withTermination(current, leaving, { triggers: [], sentences, now });
    // The launch that follows happens for the same reason.
    current = withTrigger(thinner, { sentence: why });
  }
}

/** Whether nothing leaves, since a maintenance policy keeps so much in service. */
export function isSwapKept(document: GroupDocument, bounds: MaintenanceBounds, now: Date): boolean {
  const swap = nextSwap(document, (managed) => isMovable(document, managed));
  if (swap === undefined || leadingUnitsMax(document, bounds) > 0) return false;
  if (isTooHeavy(document, swap.leaving, swap.market)) return false;
  return isKeptReady(document, swap.leaving, { bounds, now });
}

function withoutAligning(document: GroupDocument): GroupDocument {
  return { ...document, isAligning: undefined };
}
