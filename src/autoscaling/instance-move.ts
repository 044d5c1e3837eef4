import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../service.js';
import { activityInReply, type GroupActivity, withMoveBegun } from './activity.js';
import { type CapacityChange, sentence } from './cause.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { changeGroup } from './group-lookup.js';
import { decrementOf, resized } from './membership.js';
import { withDepartureOwed } from './owed-replacement.js';
import { unitsOf } from './units.js';

/** Moves instances of a group, and answers with the activities that the moves are. */
export async function moveInstances(
  AutoScalingGroupName: string,
  move: (document: GroupDocument) => Moved,
  context: Context,
): Promise<{ readonly Activities: Activity[] }> {
  const begun: { activities: readonly GroupActivity[] } = { activities: [] };
  const change = (current: GroupDocument): GroupDocument => {
    const { document, activities } = move(current);
    begun.activities = activities;
    return document;
  };
  await changeGroup(AutoScalingGroupName, change, context);
  return { Activities: begun.activities.map(activityInReply) };
}

export interface Moved {
  readonly document: GroupDocument;
  readonly activities: readonly GroupActivity[];
}

export interface Move {
  readonly instanceIds: readonly string[];
  readonly now: Date;
}

export interface Departure {
  readonly now: Date;
  /** Their places are given up with them. */
  readonly isDecremented: boolean;
  /** AWS's words for why the group would shrink, should it not be allowed to. */
  readonly purpose: string;
  /** AWS's words, before the id of the instance. */
  readonly description: string;
  readonly cause: (InstanceId: string, change?: CapacityChange) => string;
  readonly departing: (managed: ManagedInstance) => ManagedInstance;
}

/** Instances leave the work of their group, each with an activity. */
export function withDeparted(
  document: GroupDocument,
  members: readonly ManagedInstance[],
  { now, isDecremented, purpose, description, cause, departing }: Departure,
): Moved {
  const sized = isDecremented ? resized(document, members, { sign: -1, purpose, now }) : document;
  return members.reduce<Moved>(
    (moved, managed, index) => {
      const { InstanceId } = managed.instance;
      const desired = sized.group.DesiredCapacity + unitsOf(members.slice(index));
      const change = isDecremented ? decrementOf(moved.document, managed, desired) : undefined;
      const begun = withMoveBegun(moved.document, managed, {
        Description: `${description}: ${InstanceId}`,
        ...{ StatusCode: 'InProgress', Progress: 50, now },
        sentence: sentence(now, cause(InstanceId, change)),
      });
      const left = withInstance(begun.document, departing(begun.managed));
      const owing = isDecremented ? left : withDepartureOwed(left, managed);
      return alsoMoved(moved, owing, begun.activity);
    },
    { document: { ...sized, due: now }, activities: [] },
  );
}

export function alsoMoved(moved: Moved, document: GroupDocument, activity: GroupActivity): Moved {
  return { document, activities: [...moved.activities, activity] };
}
