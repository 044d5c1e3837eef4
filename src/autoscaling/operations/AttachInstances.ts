import { AttachInstances$, type AttachInstancesQuery } from '@aws-sdk/client-auto-scaling';
import { type Context, operation } from '../../service.js';
import { assertMovable } from '../call-limits.js';
import { attachInstances } from '../detachment.js';
import { alreadyPart, claimedDetached, detachedKey } from '../detached-instance.js';
import { validationError } from '../errors.js';
import type { ManagedInstance } from '../group-document.js';
import { changeGroup, findManaged, readGroup } from '../group-lookup.js';
import { instanceOwnerKey } from '../keys.js';

export default operation<AttachInstancesQuery>(AttachInstances$, async (input, context) => {
  const { now, store } = context;
  const { AutoScalingGroupName: name, InstanceIds: ids = [] } = input;
  assertMovable(ids, 'attach');
  await readGroup(name, context);
  const running = await context.running(ids);
  const claimed: ManagedInstance[] = [];
  try {
    for (const id of new Set(ids)) {
      const isRunning = running.has(id);
      claimed.push(await claimDetached({ id, isRunning }, name, context));
    }
    // First, so that no instance is ever without a way to its group.
    for (const id of ids) {
      await store.update(instanceOwnerKey(context, id), (current) => ({
        AutoScalingGroupNames: [...new Set([...(current?.AutoScalingGroupNames ?? []), name])],
      }));
    }
    await changeGroup(name, (document) => attachInstances(document, claimed, now), context);
  } catch (refusal) {
    for (const { instance } of claimed) {
      const key = detachedKey(context, instance.InstanceId);
      await store.update(key, (current) => current && { ...current, claim: undefined });
    }
    throw refusal;
  }
  for (const id of ids) await store.update(detachedKey(context, id), () => undefined);
  return {};
});

async function claimDetached(
  { id, isRunning }: { readonly id: string; readonly isRunning: boolean },
  AutoScalingGroupName: string,
  context: Context,
): Promise<ManagedInstance> {
  const detached = await context.store.update(
    detachedKey(context, id),
    (current) => current && claimedDetached(current, { AutoScalingGroupName, at: context.now }),
  );
  // After the claim: who had one before has put the instance into its group by then.
  const member = await findManaged(id, context);
  if (member !== undefined) throw alreadyPart(id, member.document.group.AutoScalingGroupName);
  // There is no EC2 to ask for others.
  if (detached === undefined) throw validationError(`Invalid Instance ID(s): [${id}]`);
  if (!isRunning) {
    await context.store.update(detachedKey(context, id), () => undefined);
    throw validationError(`Instance ${id} is not in correct state`);
  }
  return detached.managed;
}
