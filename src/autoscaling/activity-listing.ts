import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../service.js';
import { type GroupActivity, isEnded, isLaunch, withWarmupShown } from './activity.js';
import type { GroupDocument } from './group-document.js';
import { listGroups } from './group-lookup.js';
import { activityPrefix, groupKey, newestFirst } from './keys.js';
import { listAll } from './listing.js';

export interface ActivityQuery {
  readonly AutoScalingGroupName?: string | undefined;
  readonly IncludeDeletedGroups?: boolean | undefined;
}

export type ShownActivity = GroupActivity & Pick<Activity, 'AutoScalingGroupState'>;

/** Those in progress first, then the newest; a group that is deleted only where it is asked for. */
export async function listActivities(
  { AutoScalingGroupName: name, IncludeDeletedGroups = false }: ActivityQuery,
  { store, account, region, now }: Context,
): Promise<readonly ShownActivity[]> {
  const scope = { account, region };
  const groups: GroupDocument[] = [];
  if (name === undefined) {
    for await (const document of listGroups(store, scope)) groups.push(document);
  } else {
    const document = await store.get(groupKey(scope, name));
    if (document !== undefined) groups.push(document);
  }
  const living = new Set(groups.map(({ group }) => group.AutoScalingGroupARN));
  // One that has just ended may be in both places for a moment.
  const activities = new Map<string, GroupActivity>();
  for await (const { activity } of listAll(store, activityPrefix(scope, name), () => true)) {
    if (activities.size >= activitiesMax) break;
    activities.set(activity.ActivityId, activity);
  }
  for (const activity of groups.flatMap((document) => document.activities)) {
    if (!activities.has(activity.ActivityId)) activities.set(activity.ActivityId, activity);
  }
  const departures = departuresOf([...activities.values()]);
  return [...activities.values()]
    .map((activity): ShownActivity => {
      const isLiving = living.has(activity.AutoScalingGroupARN);
      const AutoScalingGroupState = isLiving ? 'InService' : 'Deleted';
      const leftAt = departures.get(instanceIdIn(activity) ?? '');
      return { ...withWarmupShown(activity, { now, leftAt }), AutoScalingGroupState };
    })
    .filter((each) => each.AutoScalingGroupState === 'InService' || IncludeDeletedGroups)
    .sort((a, b) => (activityName(a) < activityName(b) ? -1 : 1));
}

/**
 * When instances left their service for the first time, if any has warmed up at all: whatever is
 * done with an instance after its launch begins with that, be it ended, put aside or detached.
 */
function departuresOf(activities: readonly GroupActivity[]): ReadonlyMap<string, Date> {
  const departures = new Map<string, Date>();
  if (activities.every(({ warmsUntil }) => warmsUntil === undefined)) return departures;
  for (const activity of activities) {
    const InstanceId = instanceIdIn(activity);
    if (InstanceId === undefined || isLaunch(activity)) continue;
    const known = departures.get(InstanceId);
    if (known === undefined || activity.StartTime < known) {
      departures.set(InstanceId, activity.StartTime);
    }
  }
  return departures;
}

/** AWS tells the instance of an activity in its description alone. */
function instanceIdIn({ Description }: GroupActivity): string | undefined {
  return /^[^:.]+: (i-[0-9a-f]+)/.exec(Description)?.[1];
}

/** Of an account with more, the oldest are not shown. */
const activitiesMax = 50_000;

/** Sorts as AWS shows activities. */
export function activityName(activity: GroupActivity): string {
  const order = isEnded(activity) ? '1' : '0';
  return `${order} ${newestFirst(activity.StartTime)} ${activity.ActivityId}`;
}
