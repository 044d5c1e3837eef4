import { validationError } from './errors.js';
import { findInstance, type GroupDocument, type ManagedInstance } from './group-document.js';

/** Whether instances are a group's, and how many a group may have. */
export function memberOf(document: GroupDocument, InstanceId: string): ManagedInstance {
  const managed = findInstance(document, InstanceId);
  if (managed !== undefined) return managed;
  const { AutoScalingGroupName } = document.group;
  throw validationError(
    `The instance ${InstanceId} is not part of Auto Scaling group ${AutoScalingGroupName}.`,
  );
}

/** The desired capacity by so many more, or fewer; `purpose` is AWS's, `To detach`, say. */
export function resized(
  document: GroupDocument,
  difference: number,
  purpose: string,
): GroupDocument {
  const { group } = document;
  const { AutoScalingGroupName, MinSize, MaxSize } = group;
  const DesiredCapacity = group.DesiredCapacity + difference;
  if (DesiredCapacity < MinSize || DesiredCapacity > MaxSize) {
    const count = Math.abs(difference);
    throw validationError(
      `AutoScalingGroup ${AutoScalingGroupName} has min-size=${MinSize}, max-size=${MaxSize}, ` +
        `and desired-size=${group.DesiredCapacity}. ${purpose} ${count} ` +
        `${count === 1 ? 'instance' : 'instances'}, please update the AutoScalingGroup sizes ` +
        'appropriately.',
    );
  }
  return { ...document, group: { ...group, DesiredCapacity } };
}
