import { withActivityEnded } from './activity.js';
import { findInstance, type GroupDocument, type ManagedInstance } from './group-document.js';
import { launchHold } from './holds.js';
import {
  chooseInstance,
  chooseOfMarket,
  type InstanceChoice,
  openOptions,
} from './instance-choice.js';
import { withLaunchAgain, withWeightMoved } from './launch.js';
import { isRefusing, placeOf, withRefusal } from './launch-backoff.js';
import { isInState } from './lifecycle.js';
import { withOverage } from './overage.js';
import { actualCapacity, desiredCapacity, isCounted, isLiving } from './placement.js';
import {
  chooseNextRequested,
  missingOfRequest,
  withRequestAgain,
  withRequestRefused,
} from './synchronous-launch.js';
import { weightOf } from './units.js';

/** EC2's refusal of a launch. */
export interface LaunchRefusal {
  readonly InstanceId: string;
  readonly code: string;
  readonly message: string;
  readonly now: Date;
}

/**
 * A launch that was refused is a failed activity, and its zone pauses. Where the group has another
 * type to launch there, the type alone pauses, and the same activity goes on with the other. Of
 * several that are refused alike at once, one activity tells.
 */
export function withLaunchRefused(document: GroupDocument, refusal: LaunchRefusal): GroupDocument {
  const { InstanceId, code, message, now } = refusal;
  const managed = findInstance(document, InstanceId);
  if (managed?.instance.LifecycleState !== 'Pending') return document;
  const { AvailabilityZone } = managed.instance;
  const noted = withRequestRefused(document, InstanceId, { code, message, now });
  const instances = noted.instances.filter(({ instance }) => instance.InstanceId !== InstanceId);
  const left = { ...noted, instances, due: now };
  const place = placeOf(managed);
  const passed = withRefusal(left, place, now);
  const hasOthers = isOfType(code) && openOptions(passed, place, now).length > 0;
  const isOwn = managed.launchedFor !== 'request' && isCounted(managed);
  if (hasOthers && isPlaceTaken(passed, managed)) return withoutLaunch(passed, managed);
  const choice = hasOthers ? chooseNext(passed, managed, now) : undefined;
  if (choice !== undefined) {
    if (isBeyond(passed, managed, choice)) return withoutLaunch(passed, managed);
    const begun = withLaunchAgain(passed, managed, { choice, now });
    const again = withRequestAgain(begun, managed, now);
    // The next type may be a heavy one, beside which others have been launched.
    return isOwn ? withOverage(again) : again;
  }
  const isTold = isRefusing(document, AvailabilityZone, now) || isRefusing(document, place, now);
  const told = isTold
    ? withoutActivity(left, managed.ActivityId)
    : withActivityEnded(left, managed.ActivityId, {
        ...{ kind: 'Failed', message: failureText(document, managed, refusal), now },
      });
  return withRefusal(told, hasOthers ? place : { AvailabilityZone }, now);
}

/** Whether heavier ones have come in place of what was refused. */
function isPlaceTaken(document: GroupDocument, refused: ManagedInstance): boolean {
  if (refused.launchedFor === 'request') return missingOfRequest(document, refused) <= 0;
  return isCounted(refused) && actualCapacity(document) >= desiredCapacity(document);
}

/** Another type in place of one that is refused. */
function chooseNext(
  document: GroupDocument,
  refused: ManagedInstance,
  now: Date,
): InstanceChoice | undefined {
  if (launchHold(document, now) !== undefined) return undefined;
  const { AvailabilityZone } = refused.instance;
  const choice = chooseInPlaceOf(document, refused, now);
  const kind = choice && { InstanceType: choice.InstanceType, market: choice.market };
  return isRefusing(document, { AvailabilityZone, kind }, now) ? undefined : choice;
}

function chooseInPlaceOf(
  document: GroupDocument,
  refused: ManagedInstance,
  now: Date,
): InstanceChoice | undefined {
  const { launchedFor, market = 'on-demand', instance } = refused;
  const { AvailabilityZone } = instance;
  if (launchedFor === 'request') return chooseNextRequested(document, refused, now);
  if (isCounted(refused)) return chooseInstance(document, AvailabilityZone, now);
  // What is to take another's place must be worth it; else the group chooses as ever.
  const wanted = { market, weightMin: weightOf(refused) };
  return chooseOfMarket(document, wanted, { AvailabilityZone, now });
}

/**
 * How much more than it desires a group may be is for its next turn to say, where something heavier
 * would come beside others.
 */
function isBeyond(
  { instances }: GroupDocument,
  refused: ManagedInstance,
  { WeightedCapacity }: InstanceChoice,
): boolean {
  if (isCounted(refused) || Number(WeightedCapacity ?? 1) <= weightOf(refused)) return false;
  return instances.some((managed) => isLiving(managed) && !isCounted(managed));
}

const marketNames = { 'on-demand': 'On-Demand', spot: 'Spot' } as const;

/** Groups of a mixed policy launch by fleets, of which AWS tells in other words (recorded). */
function failureText(
  { group: { MixedInstancesPolicy } }: GroupDocument,
  { market = 'on-demand' }: ManagedInstance,
  { code, message }: LaunchRefusal,
): string {
  const told = message.endsWith('.') ? message : `${message}.`;
  const failed = `${told} Launching EC2 instance failed.`;
  if (MixedInstancesPolicy === undefined) return failed;
  return `Could not launch ${marketNames[market]} Instances. ${code} - ${failed}`;
}

/** EC2's codes for what it has of another type, perhaps. */
function isOfType(code: string): boolean {
  const codes = ['InsufficientInstanceCapacity', 'SpotMaxPriceTooLow', 'Unsupported'];
  return codes.includes(code);
}

/** As if it had never been begun. */
function withoutLaunch(document: GroupDocument, managed: ManagedInstance): GroupDocument {
  return withoutActivity(
    withWeightMoved(document, managed, 0 - weightOf(managed)),
    managed.ActivityId,
  );
}

function withoutActivity(document: GroupDocument, ActivityId: string): GroupDocument {
  const activities = document.activities.filter((each) => each.ActivityId !== ActivityId);
  return { ...document, activities };
}

/** The instances of which the launcher is still to be told. */
export function untold({ instances }: GroupDocument): GroupDocument['instances'] {
  return instances.filter(
    ({ instance, isSeen }) => instance.LifecycleState === 'Pending' && !isSeen,
  );
}

export function toBeTerminated({ instances }: GroupDocument): GroupDocument['instances'] {
  return instances.filter((managed) => isInState(managed, 'Terminating', 'Terminating:Proceed'));
}
