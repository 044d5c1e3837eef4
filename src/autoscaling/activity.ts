import type { Activity } from '@aws-sdk/client-auto-scaling';
import type { Document } from '../store/store.js';
import { causeOf, wholeSecond } from './cause.js';
import type { GroupDocument, ManagedInstance } from './group-document.js';
import { activityIdOf } from './identity.js';

/**
 * A scaling activity: one launch or one termination, from its start to its end. While it is in
 * progress it lies in its group's document; when it has ended it becomes a document of its own,
 * which outlives the group and is kept for six weeks.
 */
export type GroupActivity = {
  readonly [K in ActivityMember]: Exclude<Activity[K], undefined>;
} & {
  readonly EndTime?: Date | undefined;
  readonly StatusMessage?: string | undefined;
  /** Of a launch whose instance warms up after it has come into service. */
  readonly warmsUntil?: Date | undefined;
};

type ActivityMember =
  | 'ActivityId'
  | 'AutoScalingGroupName'
  | 'AutoScalingGroupARN'
  | 'Description'
  | 'Cause'
  | 'StartTime'
  | 'StatusCode'
  | 'Progress'
  | 'Details';

export interface ActivityDocument extends Document {
  readonly activity: GroupActivity;
}

/** Why the desired capacity changed: a sentence, and the alarms behind it if there were any. */
export interface Trigger {
  readonly sentence: string;
  readonly InvokingAlarms?: readonly object[] | undefined;
  /** Of the capacity that a group begins with. */
  readonly isCreation?: true | undefined;
  /** How long the policy that asked says that instances warm up. */
  readonly warmupSeconds?: number | undefined;
}

const keptMilliseconds = 6 * 7 * 86_400_000;

export function activityDocument(activity: GroupActivity): ActivityDocument {
  const endedAt = activity.EndTime ?? activity.StartTime;
  return { activity, due: new Date(endedAt.getTime() + keptMilliseconds) };
}

export interface ActivityStart {
  readonly ActivityId: string;
  readonly triggers: readonly Trigger[];
  /** What was done, after what led to it. */
  readonly sentences: readonly string[];
  readonly now: Date;
}

export function launchActivity(
  { group }: GroupDocument,
  managed: ManagedInstance,
  start: ActivityStart,
): GroupActivity {
  return {
    ...startedActivity(group, start),
    Description: launchTextOf(managed),
    StatusCode: 'PreInService',
    Progress: 30,
    Details: detailsOf(managed, start.triggers),
  };
}

export function launchTextOf({ instance }: ManagedInstance): string {
  return `${launching}: ${instance.InstanceId}`;
}

export function isLaunch({ Description }: Pick<GroupActivity, 'Description'>): boolean {
  return Description.startsWith(launching);
}

const launching = 'Launching a new EC2 instance';

export function terminationActivity(
  { group }: GroupDocument,
  managed: ManagedInstance,
  start: ActivityStart,
): GroupActivity {
  return {
    ...startedActivity(group, start),
    Description: `Terminating EC2 instance: ${managed.instance.InstanceId}`,
    StatusCode: 'InProgress',
    Progress: 50,
    Details: detailsOf(managed, start.triggers),
  };
}

/** An activity that has ended before it began: the group says why it does nothing. */
export function idleActivity(
  { group }: GroupDocument,
  start: ActivityStart,
  end: Pick<GroupActivity, 'Description' | 'StatusCode' | 'StatusMessage'>,
): GroupActivity {
  return {
    ...startedActivity(group, start),
    ...end,
    EndTime: wholeSecond(start.now),
    Progress: 100,
    Details: '{}',
  };
}

/** Of an activity in progress that has come to serve what they ask for, too. */
export function withTriggersTold(document: GroupDocument, ActivityId: string): GroupDocument {
  const { activities, triggers } = document;
  const told = triggers.map((trigger) => trigger.sentence);
  if (told.length === 0) return document;
  return {
    ...document,
    activities: activities.map((each) =>
      each.ActivityId === ActivityId && !isEnded(each)
        ? { ...each, Cause: causeOf([each.Cause, ...told]) }
        : each,
    ),
  };
}

function startedActivity(
  { AutoScalingGroupName, AutoScalingGroupARN }: GroupDocument['group'],
  { ActivityId, triggers, sentences, now }: ActivityStart,
): Omit<GroupActivity, 'Description' | 'StatusCode' | 'Progress' | 'Details'> {
  const Cause = causeOf([...triggers.map((trigger) => trigger.sentence), ...sentences]);
  return { ActivityId, AutoScalingGroupName, AutoScalingGroupARN, Cause, StartTime: now };
}

function detailsOf({ instance, SubnetId }: ManagedInstance, triggers: readonly Trigger[]): string {
  const InvokingAlarms = triggers.flatMap((trigger) => trigger.InvokingAlarms ?? []);
  return JSON.stringify({
    'Availability Zone ID': instance.AvailabilityZoneId,
    ...(SubnetId !== undefined && { 'Subnet ID': SubnetId }),
    'Availability Zone': instance.AvailabilityZone,
    ...(InvokingAlarms.length > 0 && { InvokingAlarms }),
  });
}

export type ActivityEnd =
  | { readonly kind: 'Successful'; readonly warmupSeconds?: number | undefined }
  /** EC2's own words, which AWS puts behind the description and into the status. */
  | { readonly kind: 'Failed'; readonly message: string }
  | { readonly kind: 'Cancelled'; readonly message: string };

/** Ends an activity of a group; one that is not there any more has ended before. */
export function withActivityEnded(
  document: GroupDocument,
  ActivityId: string,
  { now, ...end }: ActivityEnd & { readonly now: Date },
): GroupDocument {
  const activities = document.activities.map((activity) =>
    activity.ActivityId === ActivityId && !isEnded(activity)
      ? endedActivity(activity, end, now)
      : activity,
  );
  return { ...document, activities };
}

export function isEnded(activity: GroupActivity): boolean {
  return activity.EndTime !== undefined;
}

function endedActivity(activity: GroupActivity, end: ActivityEnd, now: Date): GroupActivity {
  // A turn that was held up may be of an earlier moment than the one that began the activity.
  const endedAt = now < activity.StartTime ? activity.StartTime : now;
  const ended = { ...activity, EndTime: wholeSecond(endedAt), StatusCode: end.kind, Progress: 100 };
  switch (end.kind) {
    case 'Successful': {
      const { warmupSeconds = 0 } = end;
      if (warmupSeconds <= 0) return ended;
      return { ...ended, warmsUntil: new Date(ended.EndTime.getTime() + warmupSeconds * 1000) };
    }
    case 'Failed':
      return withReason(ended, isLaunch(activity) ? launching : activity.Description, end.message);
    case 'Cancelled':
      return withReason(ended, activity.Description, end.message);
  }
}

/**
 * A launch is shown to go on while its instance warms up, though the group and whoever is notified
 * of it take it for done when the instance is in service. It does not outlast that service.
 */
export function withWarmupShown(
  { warmsUntil, ...activity }: GroupActivity,
  { now, leftAt }: { readonly now: Date; readonly leftAt: Date | undefined },
): GroupActivity {
  if (warmsUntil === undefined) return activity;
  if (leftAt !== undefined && leftAt < warmsUntil) {
    return { ...activity, EndTime: wholeSecond(leftAt) };
  }
  if (warmsUntil <= now) return { ...activity, EndTime: warmsUntil };
  const warming = { StatusCode: 'WaitingForInstanceWarmup', Progress: 50 } as const;
  return { ...activity, ...warming, EndTime: undefined };
}

/** An instance waits for its lifecycle hooks. */
export function withActivityWaiting(document: GroupDocument, ActivityId: string): GroupDocument {
  const activities = document.activities.map((activity) =>
    activity.ActivityId === ActivityId && !isEnded(activity)
      ? { ...activity, ...waitingOf(activity) }
      : activity,
  );
  return { ...document, activities };
}

function waitingOf({ StatusCode }: GroupActivity): Pick<GroupActivity, 'StatusCode' | 'Progress'> {
  return StatusCode === 'PreInService'
    ? { StatusCode: 'MidLifecycleAction', Progress: 40 }
    : // AWS answers so, though its own model does not know it.
      { StatusCode: 'MidTerminatingLifecycleAction' as 'InProgress', Progress: 60 };
}

/** A move of an instance that lives on: to standby and back, out of the group and into it. */
export interface Move {
  readonly Description: string;
  readonly StatusCode: 'InProgress' | 'PreInService';
  readonly Progress: number;
  readonly sentence: string;
  readonly now: Date;
}

export interface MoveBegun {
  readonly document: GroupDocument;
  readonly managed: ManagedInstance;
  readonly activity: GroupActivity;
}

export function withMoveBegun(
  document: GroupDocument,
  managed: ManagedInstance,
  { sentence, now, ...shown }: Move,
): MoveBegun {
  const { group } = document;
  const idCount = document.idCount + 1;
  const ActivityId = activityIdOf(group.AutoScalingGroupARN, idCount);
  const activity: GroupActivity = {
    ...startedActivity(group, { ActivityId, triggers: [], sentences: [sentence], now }),
    ...shown,
    Details: detailsOf(managed, []),
  };
  const activities = [...document.activities, activity];
  return {
    document: { ...document, idCount, activities },
    managed: { ...managed, ActivityId },
    activity,
  };
}

function withReason(activity: GroupActivity, what: string, message: string): GroupActivity {
  return {
    ...activity,
    Description: `${what}.  Status Reason: ${message}`,
    StatusMessage: message.slice(0, statusCharactersMax),
  };
}

const statusCharactersMax = 255;

/** An activity as the operations show it that start one: without the group's state and ARN. */
export function activityInReply(activity: GroupActivity): Activity {
  return { ...activity, AutoScalingGroupARN: undefined };
}
