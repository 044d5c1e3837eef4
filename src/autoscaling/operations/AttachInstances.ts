import { AttachInstances$, type AttachInstancesQuery } from '@aws-sdk/client-auto-scaling';
import { type Context, operation } from '../../service.js';
import { assertMovable } from '../call-limits.js';
import { attachInstances } from '../detachment.js';
import { detachedKey } from '../detached-instance.js';
import { validationError } from '../errors.js';
import type { ManagedInstance } from '../group-document.js';
import { changeGroup, findManaged, readGroup } from '../group-lookup.js';
import { instanceOwnerKey } from '../keys.js';

export default operation<AttachInstancesQuery>(AttachInstances$, async (input, context) => {
  const { now, store } = context;
  const { AutoScalingGroupName: name, InstanceIds: ids = [] } = input;
  assertMovable(ids, 'attach');
  await readGroup(name, context);
  const instances = await readDetached(ids, context);
  // First, so that no instance is ever without a way to its group.
  for (const id of ids) {
    await store.update(instanceOwnerKey(context, id), (current) => ({
      AutoScalingGroupNames: [...new Set([...(current?.AutoScalingGroupNames ?? []), name])],
    }));
  }
  await changeGroup(name, (document) => attachInstances(document, instances, now), context);
  for (const id of ids) await store.update(detachedKey(context, id), () => undefined);
  return {};
});

async function readDetached(
  ids: readonly string[],
  context: Context,
): Promise<readonly ManagedInstance[]> {
  const instances: ManagedInstance[] = [];
  for (const id of new Set(ids)) {
    const member = await findManaged(id, context);
    if (member !== undefined) {
      const { AutoScalingGroupName } = member.document.group;
      throw validationError(
        `The Instance: ${id} is already part of AutoScalingGroup:${AutoScalingGroupName}`,
      );
    }
    const detached = await context.store.get(detachedKey(context, id));
    // There is no EC2 to ask for others.
    if (detached === undefined) throw validationError(`Invalid Instance ID(s): [${id}]`);
    instances.push(detached.managed);
  }
  return instances;
}
