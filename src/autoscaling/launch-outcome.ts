import { withActivityEnded } from './activity.js';
import { findInstance, type GroupDocument } from './group-document.js';
import { openOptions } from './instance-choice.js';
import { isRefusing, placeOf, withRefusal } from './launch-backoff.js';
import { isInState } from './lifecycle.js';
import { withRequestRefused } from './synchronous-launch.js';

/** EC2's refusal of a launch. */
export interface LaunchRefusal {
  readonly InstanceId: string;
  readonly code: string;
  readonly message: string;
  readonly now: Date;
}

/**
 * A launch that was refused is a failed activity, and its zone pauses; its type alone where the
 * group has another to launch there. Of several that are refused alike at once, one activity
 * tells.
 */
export function withLaunchRefused(
  document: GroupDocument,
  { InstanceId, code, message, now }: LaunchRefusal,
): GroupDocument {
  const managed = findInstance(document, InstanceId);
  if (managed?.instance.LifecycleState !== 'Pending') return document;
  const { AvailabilityZone } = managed.instance;
  const text = `${message} Launching EC2 instance failed.`;
  const noted = withRequestRefused(document, InstanceId, { code, message });
  const place = placeOf(managed);
  const isTold = isRefusing(document, AvailabilityZone, now) || isRefusing(document, place, now);
  const told = isTold
    ? withoutActivity(noted, managed.ActivityId)
    : withActivityEnded(noted, managed.ActivityId, { kind: 'Failed', message: text, now });
  const instances = told.instances.filter(({ instance }) => instance.InstanceId !== InstanceId);
  const left = { ...told, instances, due: now };
  if (!isOfType(code)) return withRefusal(left, { AvailabilityZone }, now);
  const passed = withRefusal(left, place, now);
  return openOptions(passed, place, now).length > 0
    ? passed
    : withRefusal(left, { AvailabilityZone }, now);
}

/** EC2's codes for what it has of another type, perhaps. */
function isOfType(code: string): boolean {
  const codes = ['InsufficientInstanceCapacity', 'SpotMaxPriceTooLow', 'Unsupported'];
  return codes.includes(code);
}

function withoutActivity(document: GroupDocument, ActivityId: string): GroupDocument {
  const activities = document.activities.filter((each) => each.ActivityId !== ActivityId);
  return { ...document, activities };
}

/** The instances of which the launcher is still to be told. */
export function untold({ instances }: GroupDocument): GroupDocument['instances'] {
  return instances.filter(
    ({ instance, isSeen }) => instance.LifecycleState === 'Pending' && !isSeen,
  );
}

export function toBeTerminated({ instances }: GroupDocument): GroupDocument['instances'] {
  return instances.filter((managed) => isInState(managed, 'Terminating', 'Terminating:Proceed'));
}
