import { withActivityEnded, withMoveBegun } from './activity.js';
import { done, sentence } from './cause.js';
import { validationError } from './errors.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { withHealthReset } from './health.js';
import { alsoMoved, type Move, type Moved, withDeparted } from './instance-move.js';
import { isInState } from './lifecycle.js';
import { memberOf, resized } from './membership.js';
import { actualCapacity } from './placement.js';
import { isSuspended } from './process.js';
import type { Step } from './turn.js';
import { weightOf } from './units.js';
import { outOfService } from './warm-up.js';

/**
 * Standby: an instance stays a member of its group, but does not count, is not looked after, and is
 * not replaced unless its place is left open ("Temporarily remove instances from your group").
 */
export function enterStandby(
  document: GroupDocument,
  { instanceIds, now, isDecremented }: Move & { readonly isDecremented: boolean },
): Moved {
  const members = instanceIds.map((id) => memberOf(document, id));
  const unfit = members.find((managed) => !isInState(managed, 'InService'));
  if (unfit !== undefined) {
    throw validationError(`The instance ${unfit.instance.InstanceId} is not in InService.`);
  }
  return withDeparted(document, members, {
    ...{ now, isDecremented, purpose: 'To place into standby' },
    ...{ description: 'Moving EC2 instance to Standby', cause: done.movedToStandby },
    // Whatever it was launched for, it counts when it comes back.
    departing: (managed) => ({ ...inState(managed, 'EnteringStandby'), launchedFor: 'capacity' }),
  });
}

export function exitStandby(document: GroupDocument, { instanceIds, now }: Move): Moved {
  const members = instanceIds.map((id) => memberOf(document, id));
  const unfit = members.find((managed) => !isInState(managed, 'Standby'));
  if (unfit !== undefined) {
    throw validationError(`The instance ${unfit.instance.InstanceId} is not in Standby.`);
  }
  if (isSuspended(document.group, 'Launch')) throw launchSuspended(document);
  const sized = resized(document, members, { sign: 1, purpose: 'To move out of standby', now });
  return members.reduce<Moved>(
    (moved, managed) => {
      const { InstanceId } = managed.instance;
      const from = actualCapacity(moved.document);
      const begun = withMoveBegun(moved.document, managed, {
        Description: `Moving EC2 instance out of Standby: ${InstanceId}`,
        ...{ StatusCode: 'PreInService', Progress: 30, now },
        sentence: sentence(
          now,
          done.movedOutOfStandby(InstanceId, { from, to: from + weightOf(managed) }),
        ),
      });
      const back = withHealthReset(inState(begun.managed, 'Pending'));
      const returning = { ...outOfService(back), skipsHooks: true as const };
      return alsoMoved(moved, withInstance(begun.document, returning), begun.activity);
    },
    { document: { ...sized, due: now }, activities: [] },
  );
}

/** No recording shows AWS's words. */
export function launchSuspended({ group }: GroupDocument): Error {
  return validationError(
    `The Launch process of AutoScalingGroup ${group.AutoScalingGroupName} is suspended.`,
  );
}

function inState(
  managed: ManagedInstance,
  LifecycleState: 'EnteringStandby' | 'Standby' | 'Pending',
): ManagedInstance {
  return { ...managed, instance: { ...managed.instance, LifecycleState } };
}

/** Nothing keeps an instance on its way: it is in no load balancer that would have to let it go. */
export const finishMoves: Step = (document, { now }) =>
  document.instances.reduce((current, managed) => {
    if (isInState(managed, 'EnteringStandby')) {
      const moved = withInstance(current, inState(managed, 'Standby'));
      return withActivityEnded(moved, managed.ActivityId, { kind: 'Successful', now });
    }
    if (!isInState(managed, 'Detaching')) return current;
    const { InstanceId } = managed.instance;
    const left = withActivityEnded(current, managed.ActivityId, { kind: 'Successful', now });
    return {
      ...left,
      instances: left.instances.filter(({ instance }) => instance.InstanceId !== InstanceId),
    };
  }, document);
