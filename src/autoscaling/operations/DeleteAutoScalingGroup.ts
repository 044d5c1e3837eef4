import {
  DeleteAutoScalingGroup$,
  type DeleteAutoScalingGroupType,
  ResourceInUseFault$,
  ScalingActivityInProgressFault$,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { isEnded } from '../activity.js';
import { namedGroupNotFound } from '../errors.js';
import type { GroupDocument } from '../group-document.js';
import { withDeletion } from '../group.js';
import { assertForceDeletable } from '../instance-retention.js';
import { groupKey } from '../keys.js';

export default operation<DeleteAutoScalingGroupType>(
  DeleteAutoScalingGroup$,
  async ({ AutoScalingGroupName, ForceDelete }, context) => {
    const key = groupKey(context, AutoScalingGroupName);
    await context.store.update(key, (current) => {
      if (current === undefined) throw namedGroupNotFound(AutoScalingGroupName);
      assertUnprotected(current, { isForced: ForceDelete === true });
      if (ForceDelete === true) assertForceDeletable(current);
      else assertEmpty(current);
      return withDeletion(current, context.now);
    });
    await context.attend(key);
    return {};
  },
);

/** The words are ours; no recording shows AWS's. */
function assertUnprotected(
  { group: { AutoScalingGroupName, DeletionProtection } }: GroupDocument,
  { isForced }: { readonly isForced: boolean },
): void {
  const isKept = DeletionProtection === 'prevent-all-deletion';
  const isKeptFromForce = DeletionProtection === 'prevent-force-deletion' && isForced;
  if (!isKept && !isKeptFromForce) return;
  throw new ServiceError(
    ResourceInUseFault$,
    `The Auto Scaling group ${AutoScalingGroupName} can't be deleted because deletion protection ` +
      `is set to ${DeletionProtection}.`,
  );
}

function assertEmpty({ instances, activities }: GroupDocument): void {
  const cannot = 'You cannot delete an AutoScalingGroup while there are';
  if (instances.length > 0) {
    throw new ServiceError(
      ResourceInUseFault$,
      `${cannot} instances or pending Spot instance request(s) still in the group.`,
    );
  }
  if (activities.some((activity) => !isEnded(activity))) {
    throw new ServiceError(
      ScalingActivityInProgressFault$,
      `${cannot} scaling activities in progress for that group.`,
    );
  }
}
