import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../service.js';
import { activityInReply, type GroupActivity } from './activity.js';
import type { GroupDocument } from './group-document.js';
import { changeGroup } from './group-lookup.js';

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

export function alsoMoved(moved: Moved, document: GroupDocument, activity: GroupActivity): Moved {
  return { document, activities: [...moved.activities, activity] };
}
