import { isEnded } from './activity.js';
import type { GroupDocument } from './group-document.js';
import { activityIdOf } from './identity.js';
import type { Step } from './turn.js';

/**
 * After a simple scaling policy has changed the capacity, the group waits until the last instance
 * has been launched or terminated, and then for the cooldown. Only simple scaling looks at it, and
 * a caller who asks that it be honoured ("Scaling cooldowns for Amazon EC2 Auto Scaling").
 */
export interface Cooldown {
  readonly seconds: number;
  /** Unknown while the activities are in progress. */
  readonly until?: Date | undefined;
}

/** A policy without one leaves that of another as it is. */
export function withCooldown(document: GroupDocument, seconds: number): GroupDocument {
  return seconds > 0 ? { ...document, cooldown: { seconds } } : document;
}

/** Whether a caller has to wait, for an activity that goes on or for the cooldown. */
export function hasToWait({ activities, cooldown }: GroupDocument, now: Date): boolean {
  if (activities.some((activity) => !isEnded(activity))) return true;
  return cooldown !== undefined && (cooldown.until === undefined || cooldown.until > now);
}

/** The activity that a caller has to wait for; undefined if there is no need to wait. */
export function blockingActivityId(document: GroupDocument, now: Date): string | undefined {
  if (!hasToWait(document, now)) return undefined;
  const { activities, group, idCount } = document;
  const running = activities.find((activity) => !isEnded(activity));
  return running?.ActivityId ?? activityIdOf(group.AutoScalingGroupARN, idCount);
}

/** Starts the cooldown when nothing is in progress any more. */
export const settleCooldown: Step = (document, { now }) => {
  const { cooldown } = document;
  if (cooldown === undefined || cooldown.until !== undefined) return document;
  if (document.activities.some((activity) => !isEnded(activity))) return document;
  const until = new Date(now.getTime() + cooldown.seconds * 1000);
  return { ...document, cooldown: { ...cooldown, until } };
};
