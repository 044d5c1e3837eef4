import { createdGroup } from '../../src/autoscaling/group-creation.js';
import type {
  Group,
  GroupDocument,
  ManagedInstance,
  ShownInstance,
} from '../../src/autoscaling/group-document.js';
import { readPlacement } from '../../src/autoscaling/group-placement.js';
import { zoneIdOf } from '../../src/autoscaling/zones.js';

export const scope = { account: '000000000000', region: 'us-east-1' };
export const noon = new Date('2026-03-10T12:00:00Z');

export function secondsAfter(start: Date, seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000);
}

/** A group that is quiet but for what the test gives it. */
export function groupDocument(
  given: Partial<Group> = {},
  instances: readonly ManagedInstance[] = [],
): GroupDocument {
  const AvailabilityZones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
  const placement = readPlacement({ AvailabilityZones }, scope);
  if (placement === undefined) throw new Error('There are zones.');
  const document = createdGroup(
    { AutoScalingGroupName: 'web', LaunchConfigurationName: 'lc', MinSize: 0, MaxSize: 100 },
    { scope, now: noon, uuid: 'uuid', placement, launchSource: {} },
  );
  const DesiredCapacity = instances.length;
  return { ...document, group: { ...document.group, DesiredCapacity, ...given }, instances };
}

export interface InstanceGiven extends Partial<ManagedInstance> {
  readonly shown?: Partial<ShownInstance>;
}

/** An instance that has been in service since noon; ids count up from `i-1`. */
export function instanceOf(
  number: number,
  { shown, ...given }: InstanceGiven = {},
): ManagedInstance {
  const AvailabilityZone = shown?.AvailabilityZone ?? 'us-east-1a';
  return {
    instance: {
      InstanceId: `i-${number}`,
      AvailabilityZone,
      AvailabilityZoneId: zoneIdOf(AvailabilityZone),
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
      LaunchConfigurationName: 'lc',
      ProtectedFromScaleIn: false,
      ...shown,
    },
    launchedAt: noon,
    launchedFor: 'capacity',
    isSeen: true,
    inServiceAt: noon,
    ActivityId: `activity-${number}`,
    ...given,
  };
}
