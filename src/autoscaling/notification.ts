import { LimitExceededFault$, type NotificationConfiguration } from '@aws-sdk/client-auto-scaling';
import { ServiceError } from '../wire/errors.js';
import type { GroupActivity } from './activity.js';
import { validationError } from './errors.js';
import type { GroupDocument } from './group-document.js';
import { partsOfGroupArn } from './identity.js';
import type { Notice } from './notice.js';

/** Which topics a group tells of which events ("Amazon SNS notification options"). */
export interface TopicNotifications {
  readonly TopicARN: string;
  readonly NotificationTypes: readonly NotificationType[];
}

export const notificationTypes = [
  'autoscaling:EC2_INSTANCE_LAUNCH',
  'autoscaling:EC2_INSTANCE_LAUNCH_ERROR',
  'autoscaling:EC2_INSTANCE_TERMINATE',
  'autoscaling:EC2_INSTANCE_TERMINATE_ERROR',
  'autoscaling:TEST_NOTIFICATION',
] as const;

export type NotificationType = (typeof notificationTypes)[number];

const topicsMax = 10;

/** The types of a topic are replaced; other topics stay. */
export function withTopic(
  document: GroupDocument,
  { TopicARN, NotificationTypes }: { TopicARN: string; NotificationTypes: readonly string[] },
): GroupDocument {
  const types = NotificationTypes.map((given) => {
    const known = notificationTypes.find((type) => type === given);
    if (known === undefined) throw validationError(`"${given}" is not a valid Notification Type`);
    return known;
  });
  const [, , service, region] = TopicARN.split(':');
  const { region: own } = partsOfGroupArn(document.group.AutoScalingGroupARN);
  if (service !== 'sns' || region !== own) throw validationError('Invalid parameter: TopicArn');
  const others = withoutTopic(document, TopicARN).topics ?? [];
  if (others.length >= topicsMax) {
    throw new ServiceError(LimitExceededFault$, `can't have more than ${topicsMax} topics`);
  }
  const topic = { TopicARN, NotificationTypes: [...new Set(types)] };
  return { ...document, topics: [...others, topic] };
}

export function withoutTopic(document: GroupDocument, TopicARN: string): GroupDocument {
  const { topics = [] } = document;
  return { ...document, topics: topics.filter((topic) => topic.TopicARN !== TopicARN) };
}

/** A row for each topic and type. */
export function shownNotifications({
  group: { AutoScalingGroupName },
  topics = [],
}: GroupDocument): readonly NotificationConfiguration[] {
  return topics.flatMap(({ TopicARN, NotificationTypes }) =>
    NotificationTypes.map((NotificationType) => {
      return { AutoScalingGroupName, TopicARN, NotificationType };
    }),
  );
}

/** What the topics are told of an activity that has ended. */
export function activityNotices(
  { topics = [] }: GroupDocument,
  activity: GroupActivity,
): readonly Notice[] {
  const event = eventOf(activity);
  if (event === undefined) return [];
  return topics
    .filter(({ NotificationTypes }) => NotificationTypes.includes(event))
    .map(({ TopicARN }) => activityNotice(activity, TopicARN, event));
}

function eventOf({ Description, StatusCode }: GroupActivity): NotificationType | undefined {
  const hasSucceeded = StatusCode === 'Successful';
  if (Description.startsWith('Launching a new EC2 instance')) {
    return hasSucceeded
      ? 'autoscaling:EC2_INSTANCE_LAUNCH'
      : 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR';
  }
  if (!Description.startsWith('Terminating EC2 instance')) return undefined;
  return hasSucceeded
    ? 'autoscaling:EC2_INSTANCE_TERMINATE'
    : 'autoscaling:EC2_INSTANCE_TERMINATE_ERROR';
}

/** AWS tells of a success as it was a moment before: in progress, half done (recorded). */
function activityNotice(
  activity: GroupActivity,
  targetArn: string,
  event: NotificationType,
): Notice {
  const { ActivityId, AutoScalingGroupName, AutoScalingGroupARN, Description } = activity;
  const isLaunch = event.startsWith('autoscaling:EC2_INSTANCE_LAUNCH');
  const isError = event.endsWith('_ERROR');
  const endedAt = activity.EndTime ?? activity.StartTime;
  const body = JSON.stringify({
    Progress: isError ? 100 : 50,
    AccountId: partsOfGroupArn(AutoScalingGroupARN).account,
    Description,
    RequestId: ActivityId,
    EndTime: endedAt.toISOString(),
    AutoScalingGroupARN,
    ActivityId,
    StartTime: activity.StartTime.toISOString(),
    Service: 'AWS Auto Scaling',
    Time: endedAt.toISOString(),
    EC2InstanceId: /: (i-[0-9a-f]+)/.exec(Description)?.[1] ?? '',
    StatusCode: isError ? 'Failed' : 'InProgress',
    StatusMessage: activity.StatusMessage ?? '',
    Details: JSON.parse(activity.Details) as object,
    AutoScalingGroupName,
    Cause: activity.Cause,
    Event: event,
    Origin: isLaunch ? 'EC2' : 'AutoScalingGroup',
    Destination: isLaunch ? 'AutoScalingGroup' : 'EC2',
  });
  const what = isLaunch ? 'launch' : 'termination';
  const failed = isError ? 'failed ' : '';
  const subject = `Auto Scaling: ${failed}${what} for group "${AutoScalingGroupName}"`;
  return { id: `activity-${ActivityId}-${targetArn}`, targetArn, subject, body };
}
