import type { Trigger } from './activity.js';
import { type CapacityChange, requested, sentence } from './cause.js';
import { type Group, type GroupDocument, deletingStatus, isDeleting } from './group-document.js';
import { groupPendingDelete, validationError } from './errors.js';

/**
 * The one door to a group's capacity: whoever wants another one (a user, a policy, a schedule)
 * gives the reason, which the activities that follow will quote; there is none where what changes
 * it is an activity that tells so itself. The same capacity changes nothing.
 */
export interface CapacityRequest {
  readonly DesiredCapacity: number;
  readonly now: Date;
  readonly reason: ((change: CapacityChange) => string) | undefined;
  readonly trigger?: Omit<Trigger, 'sentence'>;
}

export function withDesiredCapacity(
  document: GroupDocument,
  { DesiredCapacity, now, reason, trigger }: CapacityRequest,
): GroupDocument {
  const { group } = document;
  const from = group.DesiredCapacity;
  if (from === DesiredCapacity) return document;
  const change = { from, to: DesiredCapacity };
  const told = reason && { ...trigger, sentence: sentence(now, reason(change)) };
  return {
    ...(told === undefined ? document : withTrigger(document, told)),
    group: { ...group, DesiredCapacity },
    isProtectionTold: undefined,
    due: now,
  };
}

/** Of more changes than this before the group could follow, the latest are quoted. */
const triggersMax = 5;

/** Something that the activities that follow will quote; twice the same is quoted once. */
export function withTrigger(document: GroupDocument, trigger: Trigger): GroupDocument {
  const others = document.triggers.filter((each) => each.sentence !== trigger.sentence);
  return { ...document, triggers: [...others, trigger].slice(-triggersMax) };
}

export function setDesiredCapacity(
  document: GroupDocument,
  DesiredCapacity: number,
  now: Date,
): GroupDocument {
  const { MinSize, MaxSize } = document.group;
  const value = `New SetDesiredCapacity value ${DesiredCapacity} is`;
  if (DesiredCapacity > MaxSize) {
    throw validationError(`${value} above max value ${MaxSize} for the AutoScalingGroup.`);
  }
  if (DesiredCapacity < MinSize) {
    throw validationError(`${value} below min value ${MinSize} for the AutoScalingGroup.`);
  }
  return withDesiredCapacity(document, { DesiredCapacity, now, reason: requested.capacity });
}

/** Force deletion takes all capacity away at once; the group goes when its instances are gone. */
export function withDeletion(document: GroupDocument, now: Date): GroupDocument {
  if (isDeleting(document)) return document;
  const reason = requested.deletion;
  const emptied = withDesiredCapacity(document, { DesiredCapacity: 0, now, reason });
  const group: Group = { ...emptied.group, MinSize: 0, MaxSize: 0, Status: deletingStatus };
  return { ...emptied, group, due: now };
}

/** A group that is being deleted takes no changes any more. */
export function assertChangeable(document: GroupDocument): void {
  if (isDeleting(document)) throw groupPendingDelete(document.group.AutoScalingGroupName);
}

export function withGroup(document: GroupDocument, group: Group): GroupDocument {
  return { ...document, group };
}
