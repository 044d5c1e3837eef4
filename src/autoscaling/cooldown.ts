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

/** The activity that a caller has to wait for; undefined if there is no need to wait. */
export function blockingActivityId(document: GroupDocument, now: Date): string | undefined {
  const running = document.activities.find((activity) => !isEnded(activity));
  if (running !== undefined) return running.ActivityId;
  const { cooldown, group, idCount } = document;
  if (cooldown === undefined || (cooldown.until && cooldown.until <= now)) return undefined;
  return activityIdOf(group.AutoScalingGroupARN, idCount);
}

/** Starts the cooldown when nothing is in progress any more. */
export const settleCooldown: Step = (document, { now }) => {
  const { cooldown } = document;
  if (cooldown === undefined || cooldown.until !== undefined) return document;
  if (document.activities.some((activity) => !isEnded(activity))) return document;
  const until = new Date(now.getTime() + cooldown.seconds * 1000);
  return { ...document, cooldown: { ...cooldown, until } };
};
