import { validationError } from './errors.js';
import { findInstance, type GroupDocument, type ManagedInstance } from './group-document.js';
import { withDesiredCapacity } from './group.js';
import { withRemainderKept } from './overage.js';
import { unitsOf } from './units.js';

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
  return resizedBy(kept, { units, count: members.length, purpose, now });
}

export interface Resizing {
  readonly units: number;
  /** Of instances. */
  readonly count: number;
  readonly purpose: string;
  readonly now: Date;
}

export function resizedBy(
  document: GroupDocument,
  { units, count, purpose, now }: Resizing,
): GroupDocument {
  const { group } = document;
  const { AutoScalingGroupName, MinSize, MaxSize } = group;
  const DesiredCapacity = group.DesiredCapacity + units;
  if (DesiredCapacity < MinSize || DesiredCapacity > MaxSize) {
    throw validationError(
      `AutoScalingGroup ${AutoScalingGroupName} has min-size=${MinSize}, max-size=${MaxSize}, ` +
        `and desired-size=${group.DesiredCapacity}. ${purpose} ${count} ` +
        `${count === 1 ? 'instance' : 'instances'}, please update the AutoScalingGroup sizes ` +
        'appropriately.',
    );
  }
  return withDesiredCapacity(document, { DesiredCapacity, now, reason: undefined });
}
