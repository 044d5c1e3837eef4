import { withMoveBegun } from './activity.js';
import { done, sentence } from './cause.js';
import { alreadyPart } from './detached-instance.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { groupPendingDelete, validationError } from './errors.js';
import { withHealthReset } from './health.js';
import { assertNotRetained } from './instance-retention.js';
import { type Move, type Moved, withDeparted } from './instance-move.js';
import { isInState } from './lifecycle.js';
import { launchOptions } from './launch-options.js';
import { memberOf, resized } from './membership.js';
import { actualCapacity } from './placement.js';
import { isSuspended } from './process.js';
import { launchSuspended } from './standby.js';
import { weightOf } from './units.js';
import { outOfService } from './warm-up.js';

/**
 * Instances leave a group and live on, and may be attached to a group again. There is no EC2 to ask
 * for others: what was once launched by a group here is all that can be attached.
 */
export function detachInstances(
  document: GroupDocument,
  { instanceIds, now, isDecremented }: Move & { readonly isDecremented: boolean },
): Moved {
  const members = instanceIds.map((id) => detachable(document, id));
  if (isDecremented) for (const managed of members) assertNotRetained(managed, 'detached');
  return withDeparted(document, members, {
    ...{ now, isDecremented, purpose: 'To detach' },
    ...{ description: 'Detaching EC2 instance', cause: done.detached, departing: detaching },
  });
}

export function detachable(document: GroupDocument, InstanceId: string): ManagedInstance {
  const managed = memberOf(document, InstanceId);
  if (isInState(managed, 'InService', 'Standby', 'Terminating:Retained')) return managed;
  throw validationError(`The instance ${InstanceId} is not in InService or Standby.`);
}

function detaching(managed: ManagedInstance): ManagedInstance {
  const { instance } = managed;
  return {
    ...managed,
    instance: { ...instance, LifecycleState: 'Detaching', ProtectedFromScaleIn: false },
  };
}

/** `detached` are as they were when they were detached. */
export function attachInstances(
  document: GroupDocument,
  detached: readonly ManagedInstance[],
  now: Date,
): GroupDocument {
  const instances = detached.map((managed) => weighedIn(document, managed));
  const { group } = document;
  if (isDeleting(document)) throw groupPendingDelete(group.AutoScalingGroupName);
  if (isSuspended(group, 'Launch')) throw launchSuspended(document);
  for (const { instance } of instances) {
    // Somebody else may have attached it to the same group a moment ago.
    if (document.instances.some((member) => member.instance.InstanceId === instance.InstanceId)) {
      throw alreadyPart(instance.InstanceId, group.AutoScalingGroupName);
    }
    if (group.AvailabilityZones.includes(instance.AvailabilityZone)) continue;
    throw validationError(
      `The availability zone ${instance.AvailabilityZone} of instance ${instance.InstanceId} is ` +
        `not part of AutoScalingGroup ${group.AutoScalingGroupName}.`,
    );
  }
  const sized = resized(document, instances, { sign: 1, purpose: 'To attach', now });
  return instances.reduce<GroupDocument>(
    (current, managed) => {
      const { InstanceId } = managed.instance;
      const from = actualCapacity(current);
      const begun = withMoveBegun(current, managed, {
        Description: `Attaching an existing EC2 instance: ${InstanceId}`,
        ...{ StatusCode: 'PreInService', Progress: 30, now },
        sentence: sentence(now, done.attached(InstanceId, { from, to: from + weightOf(managed) })),
      });
      const arriving = withHealthReset(outOfService(begun.managed));
      const pending: ManagedInstance = {
        ...arriving,
        instance: {
          ...arriving.instance,
          LifecycleState: 'Pending',
          ProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn,
        },
        launchedFor: 'capacity',
        ...{ skipsHooks: true, waits: undefined },
      };
      return { ...begun.document, instances: [...begun.document.instances, pending] };
    },
    { ...sized, due: now },
  );
}

/** It weighs what its type weighs here, whatever it did in the group that it was detached from. */
function weighedIn(
  document: GroupDocument,
  { instance, ...managed }: ManagedInstance,
): ManagedInstance {
  const { InstanceType } = instance;
  const option = launchOptions(document).find((each) => each.InstanceType === InstanceType);
  return { ...managed, instance: { ...instance, WeightedCapacity: option?.WeightedCapacity } };
}
