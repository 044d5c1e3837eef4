import type { CapacityChange } from './cause.js';
import { validationError } from './errors.js';
import {
  findInstance,
  type Group,
  type GroupDocument,
  type ManagedInstance,
} from './group-document.js';
import { withDesiredCapacity } from './group.js';
import { withRemainderKept } from './overage.js';
import { actualCapacity, isCounted } from './placement.js';
import { unitsOf, weightOf } from './units.js';

/** Whether instances are a group's, and how many a group may have. */
export function memberOf(document: GroupDocument, InstanceId: string): ManagedInstance {
  const managed = findInstance(document, InstanceId);
  if (managed !== undefined) return managed;
  const { AutoScalingGroupName } = document.group;
  throw validationError(
    `The instance ${InstanceId} is not part of Auto Scaling group ${AutoScalingGroupName}.`,
  );
}

/** The desired capacity by what they are worth more, or less; `purpose` is AWS's words. */
export function resized(
  document: GroupDocument,
  members: readonly ManagedInstance[],
  { sign, purpose, now }: { readonly sign: 1 | -1; readonly purpose: string; readonly now: Date },
): GroupDocument {
  const units = sign * unitsOf(members);
  const { DesiredCapacity } = document.group;
  const kept = sign > 0 ? withRemainderKept(document, DesiredCapacity + units) : document;
  return resizedBy(kept, { units, refusal: sizesRefusal(purpose, members.length), now });
}

/**
 * How the capacity shrinks by one that gives up its place: what there is of it, and of one that did
 * not count, as one in standby, what is desired.
 */
export function decrementOf(
  document: GroupDocument,
  managed: ManagedInstance,
  DesiredCapacity: number,
): CapacityChange {
  const from = isCounted(managed) ? actualCapacity(document) : DesiredCapacity;
  return { from, to: from - weightOf(managed) };
}

export interface Resizing {
  readonly units: number;
  /** What AWS says where the sizes of the group leave no room for all of the units. */
  readonly refusal: (group: Group) => string;
  readonly now: Date;
}

/**
 * Whole instances come and go. "If the number of instances that you are detaching decreases the
 * size of the Auto Scaling group below its minimum capacity, you must decrement the minimum
 * capacity for the group before you can detach the instances" ("Detach EC2 instances from your Auto
 * Scaling group"): so it is for one that weighs more than there is room for.
 */
export function resizedBy(
  document: GroupDocument,
  { units, refusal, now }: Resizing,
): GroupDocument {
  const { group } = document;
  const DesiredCapacity = group.DesiredCapacity + units;
  if (DesiredCapacity < group.MinSize || DesiredCapacity > group.MaxSize) {
    throw validationError(refusal(group));
  }
  return withDesiredCapacity(document, { DesiredCapacity, now, reason: undefined });
}

/** `count` is of instances. */
export function sizesRefusal(purpose: string, count: number): Resizing['refusal'] {
  return ({ AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity }) =>
    `AutoScalingGroup ${AutoScalingGroupName} has min-size=${MinSize}, max-size=${MaxSize}, ` +
    `and desired-size=${DesiredCapacity}. ${purpose} ${count} ` +
    `${count === 1 ? 'instance' : 'instances'}, please update the AutoScalingGroup sizes ` +
    'appropriately.';
}
