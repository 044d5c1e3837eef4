import { done, sentence } from './cause.js';
import { isNominated } from './custom-termination.js';
import { withEarlyReplacements, withEarlySettled } from './early-replacement.js';
import type { GroupDocument, ManagedInstance } from './group-document.js';
import { findingTexts, type HealthFinding } from './health.js';
import { isInState, isPending, isTerminating } from './lifecycle.js';
import { lifetimeStarts } from './lifetime.js';
import { reasonOf, unitsOwed, withOwed } from './owed-replacement.js';
import { surplusOf } from './overage.js';
import { type MaintenanceBounds, maintenanceBounds } from './maintenance-policy.js';
import { desiredCapacity, isLiving } from './placement.js';
import { isSuspended } from './process.js';
import { isKeptReady } from './readiness.js';
import { withTermination } from './termination.js';
import type { Step } from './turn.js';
import { tenthOf, type Units, units, unitsOf, weightOf } from './units.js';

/**
 * Unhealthy instances are terminated, and others are launched in their place. So that a group does
 * not lose its capacity over a health check that errs, at most a tenth of the desired capacity is
 * replaced at a time; instances that do not run any more are of no use and go at once. Instances
 * that would outlive MaxInstanceLifetime go the same way, unless they are protected.
 *
 * With CapacityRebalance, what EC2 gives notice of is replaced before it goes, by no more than a
 * tenth at a time ("Capacity Rebalancing"); without, it is replaced when it is gone.
 *
 * With a maintenance policy, as many go as leave its least in service, and as many others are
 * launched early as its most allows.
 */
export const replaceUnhealthy: Step = (document, { now }) => {
  const { group } = document;
  if (isSuspended(group, 'ReplaceUnhealthy')) return withEarlySettled(document, [], now);
  const unfit = findUnfit(document, now);
  if (unfit.length === 0) return withEarlySettled(document, [], now);
  if (isSuspended(group, 'Terminate')) {
    return withEarlySettled(document, unfit.map(managedOf), now);
  }
  const gone = unfit.filter(({ finding }) => finding === 'ended');
  // What ails comes before what is only old.
  const running = [
    ...unfit.filter(({ finding }) => finding !== 'ended' && finding !== 'outlived'),
    ...unfit.filter(({ finding }) => finding === 'outlived'),
  ];
  const bounds = maintenanceBounds(document);
  if (bounds === undefined) {
    const atRisk = running.filter(({ finding }) => finding === 'interrupted');
    const others = running.filter(
      ({ managed, finding }) => finding !== 'interrupted' && mayLeave(document, managed, finding),
    );
    // Those that end in this turn take none of the room that there was before it.
    const going = [...gone, ...firstTenth(document, others)];
    const left = going.reduce(takenOut(now), document);
    return replacedWithin(left, atRisk, { bounds: rebalanceBounds(document), now });
  }
  const left = gone.reduce(takenOut(now), document);
  return replacedWithin(left, running, { bounds, now });
};

/**
 * Only what is too old is the group's own choice: a function may have a say in it, and nothing goes
 * for its age while nothing can be launched for it.
 */
export function mayLeave(
  document: GroupDocument,
  managed: ManagedInstance,
  finding: HealthFinding,
): boolean {
  if (finding !== 'outlived') return true;
  return !isSuspended(document.group, 'Launch') && isNominated(document, managed);
}

/** Nothing may be missing, and a tenth may be more. */
function rebalanceBounds(document: GroupDocument): MaintenanceBounds {
  const desired = desiredCapacity(document);
  const weights = document.instances.filter(isLiving).map(weightOf);
  const more = Math.max(tenthOf(desired), ...weights);
  return { unitsMin: desired, unitsMax: desired + more };
}

/** The first ones, for as long as no more than a tenth is on its way; one in any case. */
function firstTenth(document: GroupDocument, running: readonly Unfit[]): readonly Unfit[] {
  if (running.length === 0) return [];
  const most = tenthOf(desiredCapacity(document));
  const going: Unfit[] = [];
  let underWay = unitsUnderWay(document);
  for (const unfit of running) {
    const more = units(underWay + weightOf(unfit.managed));
    if (underWay > 0 && more > most) return going;
    going.push(unfit);
    underWay = more;
  }
  return going;
}

export interface Unfit {
  readonly managed: ManagedInstance;
  readonly finding: HealthFinding;
}

function managedOf({ managed }: Unfit): ManagedInstance {
  return managed;
}

function takenOut(now: Date): (document: GroupDocument, unfit: Unfit) => GroupDocument {
  return (document, { managed, finding }) => {
    const sentences = [sentence(now, done.foundUnfit(findingTexts[finding]))];
    // Where less is desired, it goes for that as well, and maybe nothing else does.
    const triggers = surplusOf(document) > 0 ? document.triggers : [];
    const taken = withTermination(document, managed, { triggers, sentences, now });
    return withOwed(taken, managed, reasonOf(finding));
  };
}

interface Within {
  readonly bounds: MaintenanceBounds;
  readonly now: Date;
}

function replacedWithin(
  document: GroupDocument,
  running: readonly Unfit[],
  { bounds, now }: Within,
): GroupDocument {
  const stay: Unfit[] = [];
  const left = running.reduce((current, unfit) => {
    const { managed, finding } = unfit;
    const isOpen = mayLeave(document, managed, finding);
    if (isOpen && !isKeptReady(current, managed, { bounds, now }))
      return takenOut(now)(current, unfit);
    stay.push(unfit);
    return current;
  }, document);
  const unfit = stay.map(managedOf);
  const settled = withEarlySettled(left, unfit, now);
  if (stay.length === 0) return settled;
  const reasons = stay.map(({ finding }) => reasonOf(finding));
  const [only = 'unhealthy'] = reasons;
  const reason = reasons.includes('unhealthy') ? 'unhealthy' : only;
  return withEarlyReplacements(settled, unfit, { reason, bounds, now });
}

/** What is wrong with those that serve. */
export function findUnfit(document: GroupDocument, now: Date): readonly Unfit[] {
  const { CapacityRebalance } = document.group;
  const starts = lifetimeStarts(document);
  const findingOf = (managed: ManagedInstance): HealthFinding | undefined => {
    if (managed.unhealthyBecause !== undefined) return managed.unhealthyBecause;
    if (managed.isInterrupted && CapacityRebalance === true) return 'interrupted';
    const start = starts.get(managed);
    const isOver = start !== undefined && start <= now;
    return isOver ? 'outlived' : undefined;
  };
  const unfit: Unfit[] = [];
  for (const managed of document.instances) {
    const finding = isInState(managed, 'InService') ? findingOf(managed) : undefined;
    if (finding !== undefined) unfit.push({ managed, finding });
  }
  return unfit;
}

/**
 * While `Launch` is suspended, "ReplaceUnhealthy continues to terminate unhealthy instances, but
 * does not launch replacements": what has gone is not waited for then.
 */
function unitsUnderWay(document: GroupDocument): Units {
  const launching = document.instances.filter(
    (managed) => isPending(managed) && managed.launchedFor === 'replacement',
  );
  const leaving = document.instances.filter(
    (managed) => isTerminating(managed) && managed.unhealthyBecause !== undefined,
  );
  const isHeld = isSuspended(document.group, 'Launch');
  return units(unitsOf(launching) + (isHeld ? unitsOf(leaving) : unitsOwed(document)));
}
