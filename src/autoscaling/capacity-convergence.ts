import { type ActivityStart, idleActivity } from './activity.js';
import { isAtCapacity } from './at-capacity.js';
import { done, sentence } from './cause.js';
import { withoutFunction } from './custom-termination.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { launchHold, terminationHold } from './holds.js';
import { activityIdOf } from './identity.js';
import { chooseInstance } from './instance-choice.js';
import { withLaunch } from './launch.js';
import { isInState } from './lifecycle.js';
import { surplusOf, withOverage, withOverageLeft } from './overage.js';
import { owedReason, withReplaced } from './owed-replacement.js';
import { actualCapacity, chooseZone, desiredCapacity, isCounted, isLiving } from './placement.js';
import { withTermination } from './termination.js';
import { chooseTermination } from './termination-policy.js';
import type { Step } from './turn.js';
import { units, weightOf } from './units.js';

/**
 * Launches and terminations begin until as many instances count as are desired. Each is an
 * activity of its own that tells why: what changed the desired capacity, and what the group did
 * about it.
 */
export const convergeCapacity: Step = (document, { now }) => {
  const grown = grow(document, now);
  const shrunk = withOverageLeft(shrink(grown, now));
  return isAtCapacity(shrunk) ? withTriggersSpent(shrunk) : shrunk;
};

/** Each round launches one, so that each finds the zones as the one before left them. */
function grow(document: GroupDocument, now: Date): GroupDocument {
  if (launchHold(document, now) !== undefined) return document;
  let current = document;
  for (let launches = 0; launches < launchesPerTurnMax; launches++) {
    const actual = actualCapacity(current);
    if (actual >= desiredCapacity(current)) break;
    const AvailabilityZone = chooseZone(current, now);
    if (AvailabilityZone === undefined) break;
    current = withOneMore(current, { AvailabilityZone, actual, now });
  }
  return current === document ? document : withOverage(current);
}

/** The rest follows in the next turn: no document may grow without bound at once. */
const launchesPerTurnMax = 100;

function withOneMore(
  document: GroupDocument,
  { AvailabilityZone, actual, now }: { AvailabilityZone: string; actual: number; now: Date },
): GroupDocument {
  const { triggers } = document;
  const reason = owedReason(document);
  const choice = chooseInstance(document, AvailabilityZone, now);
  const weight = units(Number(choice?.WeightedCapacity ?? 1));
  const grown = { from: actual, to: actual + weight };
  const isTold = reason !== undefined && reason !== 'departed';
  const text = isTold ? done.replaced[reason] : done.started(grown);
  const launched = withLaunch(document, {
    ...{ AvailabilityZone, choice },
    launchedFor: reason === undefined ? 'capacity' : 'replacement',
    triggers: isTold ? [] : triggers,
    sentences: [sentence(now, text)],
    now,
  });
  return reason === undefined ? launched : withReplaced(launched, reason, weight);
}

function shrink(document: GroupDocument, now: Date): GroupDocument {
  if (terminationHold(document) !== undefined) return document;
  let current = isDeleting(document) ? withoutUncounted(document, now) : document;
  for (;;) {
    const surplus = surplusOf(current);
    if (surplus <= 0) return current;
    const chosen = chooseTermination(current, now, surplus);
    if (chosen === undefined) {
      // What is left may be too heavy to go.
      const isProtected = chooseTermination(withoutFunction(current), now) === undefined;
      return isProtected && !isAtCapacity(current) ? withProtectionTold(current, now) : current;
    }
    const { InstanceId } = chosen.instance;
    const actual = actualCapacity(current);
    current = withTermination(current, chosen, {
      triggers: current.triggers,
      sentences: [
        sentence(now, done.takenOut({ from: actual, to: actual - weightOf(chosen) })),
        sentence(now, done.selected(InstanceId)),
      ],
      now,
    });
  }
}

/**
 * Instances in standby, those that are retained and those that were to take another's place do not
 * count, and go with their group.
 */
function withoutUncounted(document: GroupDocument, now: Date): GroupDocument {
  const { triggers } = document;
  const isExtra = (managed: ManagedInstance): boolean =>
    isInState(managed, 'EnteringStandby', 'Standby', 'Terminating:Retained') ||
    (isLiving(managed) && !isCounted(managed));
  return document.instances.filter(isExtra).reduce((current, managed) => {
    const sentences = [sentence(now, done.ended(managed.instance.InstanceId))];
    return withTermination(current, managed, { triggers, sentences, now });
  }, document);
}

/** Nothing may be terminated; the group says so once. */
function withProtectionTold(document: GroupDocument, now: Date): GroupDocument {
  if (document.isProtectionTold) return document;
  const idCount = document.idCount + 1;
  const ActivityId = activityIdOf(document.group.AutoScalingGroupARN, idCount);
  const { triggers } = document;
  // A trigger that another activity has quoted is gone; a cause there must be.
  const sentences = triggers.length > 0 ? [] : [sentence(now, done.kept())];
  const start: ActivityStart = { ActivityId, triggers, sentences, now };
  const told = idleActivity(document, start, {
    Description:
      'Could not scale to desired capacity because all remaining instances are protected from ' +
      'scale-in.',
    StatusCode: 'Cancelled',
  });
  const activities = [...document.activities, told];
  return { ...document, idCount, activities, triggers: [], isProtectionTold: true };
}

function withTriggersSpent(document: GroupDocument): GroupDocument {
  const { triggers, isProtectionTold, owed } = document;
  if (triggers.length === 0 && !isProtectionTold && owed === undefined) return document;
  return { ...document, triggers: [], isProtectionTold: undefined, owed: undefined };
}
