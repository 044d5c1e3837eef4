import { ScalingActivityInProgressFault$ } from '@aws-sdk/client-auto-scaling';
import { ServiceError } from '../wire/errors.js';
import { done, sentence } from './cause.js';
import type { Group, GroupDocument, ManagedInstance } from './group-document.js';
import { assertNotRetained } from './instance-retention.js';
import { isInState, isTerminating } from './lifecycle.js';
import { decrementOf, resizedBy } from './membership.js';
import { withDepartureOwed } from './owed-replacement.js';
import { withTermination } from './termination.js';
import { type Units, weightOf } from './units.js';

export interface UserTermination {
  /** The desired capacity goes down too, so that no other instance takes the place. */
  readonly isDecremented: boolean;
  readonly now: Date;
}

/** A user terminates an instance, whatever protects it from scaling in. */
export function terminateByUser(
  document: GroupDocument,
  managed: ManagedInstance,
  { isDecremented, now }: UserTermination,
): GroupDocument {
  assertStaying(managed);
  if (isDecremented) assertNotRetained(managed, 'terminated');
  const { DesiredCapacity } = document.group;
  const { InstanceId } = managed.instance;
  const change = isDecremented ? decrementOf(document, managed, DesiredCapacity) : undefined;
  const sentences = [sentence(now, done.ended(InstanceId, change))];
  const ended = withTermination(document, managed, { triggers: [], sentences, now });
  if (!isDecremented) return withDepartureOwed({ ...ended, due: now }, managed);
  const weight = weightOf(managed);
  const refusal = (group: Group): string => minSizeRefusal(group, weight);
  return resizedBy({ ...ended, due: now }, { units: 0 - weight, refusal, now });
}

/** Of a group whose minimum is less far off than the instance weighs, no recording shows a text. */
function minSizeRefusal({ DesiredCapacity, MinSize }: Group, weight: Units): string {
  const why =
    DesiredCapacity === MinSize
      ? `desiredSize equals minSize (${MinSize})`
      : `desiredSize (${DesiredCapacity}) less the weight of the instance (${weight}) is below ` +
        `minSize (${MinSize})`;
  return (
    `Currently, ${why}. Terminating instance without replacement will violate group's min size ` +
    "constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size."
  );
}

/** What is being detached is as good as gone, and its owner's to end. */
function assertStaying(managed: ManagedInstance): void {
  if (!isTerminating(managed) && !isInState(managed, 'Detaching')) return;
  const { ActivityId, instance } = managed;
  throw new ServiceError(
    ScalingActivityInProgressFault$,
    `Scaling activity ${ActivityId} is in progress for instance ${instance.InstanceId}`,
  );
}
