import { DetachInstances$, type DetachInstancesQuery } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { assertMovable } from '../call-limits.js';
import { detachable, detachInstances } from '../detachment.js';
import { type DetachedDocument, detachedKey } from '../detached-instance.js';
import { groupNotFound } from '../errors.js';
import { moveInstances } from '../instance-move.js';
import { groupKey } from '../keys.js';

export default operation<DetachInstancesQuery>(DetachInstances$, async (input, context) => {
  const { now, store } = context;
  const { AutoScalingGroupName, ShouldDecrementDesiredCapacity: isDecremented } = input;
  assertMovable(input.InstanceIds, 'detach');
  const instanceIds = [...new Set(input.InstanceIds)];
  const document = await store.get(groupKey(context, AutoScalingGroupName));
  if (document === undefined) throw groupNotFound();
  const move = { instanceIds, now, isDecremented };
  detachInstances(document, move);
  // First, so that none is ever without a place; one that is still a member cannot be attached.
  for (const id of instanceIds) {
    const managed = detachable(document, id);
    await store.update(detachedKey(context, id), (): DetachedDocument => ({ managed }));
  }
  return moveInstances(AutoScalingGroupName, (current) => detachInstances(current, move), context);
});
