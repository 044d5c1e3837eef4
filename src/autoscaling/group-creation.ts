import type { Scope } from '../store/keys.js';
import { type Constraints, requested, sentence } from './cause.js';
import { withDesiredCapacity, withTrigger } from './group.js';
import type { Group, GroupDocument, LaunchSource } from './group-document.js';
import { type Placement, zonesMismatch } from './group-placement.js';
import { checkSizes, type CreateInput, type UpdateInput } from './group-request.js';
import { groupArnOf, serviceLinkedRoleArnOf } from './identity.js';
import { readLifecyclePolicy } from './instance-retention.js';
import { readHooks } from './lifecycle-hook.js';
import { shownSources } from './launch-template.js';
import { readMaintenancePolicy } from './maintenance-policy.js';
import { checkCapacityUnits } from './instance-requirements.js';
import { areSharesNew } from './market-alignment.js';
import { readMixedPolicy } from './mixed-instances.js';
import { withNewWeights } from './reweighing.js';
import { readTags, withTags } from './tags.js';

/** A group as it is created, and as an update leaves it. */
export interface Creation {
  readonly scope: Scope;
  readonly now: Date;
  readonly uuid: string;
  readonly placement: Placement;
  readonly launchSource: LaunchSource;
}

export function createdGroup(input: CreateInput, creation: Creation): GroupDocument {
  const { scope, now, uuid, placement, launchSource } = creation;
  const { AutoScalingGroupName, MinSize, MaxSize, DesiredCapacity = MinSize } = input;
  checkSizes({ MinSize, MaxSize, DesiredCapacity });
  const { subnets, ...zones } = placement;
  const hooks = readHooks(input.LifecycleHookSpecificationList);
  const group: Group = {
    AutoScalingGroupName,
    AutoScalingGroupARN: groupArnOf(scope, uuid, AutoScalingGroupName),
    CreatedTime: now,
    MinSize,
    MaxSize,
    // The door to the capacity notes why it is what it is.
    DesiredCapacity: 0,
    ...zones,
    ...sourcesOf(input, undefined, launchSource),
    CapacityRebalance: input.CapacityRebalance,
    DefaultCooldown: input.DefaultCooldown ?? 300,
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    TrafficSources: [],
    HealthCheckType: input.HealthCheckType === '' ? 'EC2' : (input.HealthCheckType ?? 'EC2'),
    HealthCheckGracePeriod: input.HealthCheckGracePeriod ?? 0,
    SuspendedProcesses: [],
    EnabledMetrics: [],
    Tags: [],
    TerminationPolicies: policiesOf(input.TerminationPolicies),
    NewInstancesProtectedFromScaleIn: input.NewInstancesProtectedFromScaleIn ?? false,
    ServiceLinkedRoleARN: input.ServiceLinkedRoleARN ?? serviceLinkedRoleArnOf(scope),
    DefaultInstanceWarmup: warmupOf(input.DefaultInstanceWarmup, undefined),
    InstanceMaintenancePolicy: readMaintenancePolicy(input.InstanceMaintenancePolicy, undefined),
    ...optionalMembers(input),
    AvailabilityZoneDistribution: input.AvailabilityZoneDistribution ?? {
      CapacityDistributionStrategy: 'balanced-best-effort',
    },
    CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
    InstanceLifecyclePolicy: readLifecyclePolicy(input.InstanceLifecyclePolicy, retainsNone, hooks),
  };
  checkCapacityUnits(group, launchSource);
  const document: GroupDocument = {
    group: withTags(group, readTags(input.Tags, AutoScalingGroupName)),
    instances: [],
    launchSource,
    subnets,
    activities: [],
    triggers: [],
    idCount: 0,
    refusals: [],
    honoredIds: [],
    hooks,
  };
  const trigger = { isCreation: true } as const;
  const reason = requested.creation;
  return withDesiredCapacity(document, { DesiredCapacity, now, reason, trigger });
}

const retainsNone = { RetentionTriggers: { TerminateHookAbandon: 'terminate' } } as const;

export interface Update {
  readonly now: Date;
  readonly placement: Placement | undefined;
  readonly launchSource: LaunchSource | undefined;
}

/** What is left out stays; without a desired capacity, that is moved into the new bounds. */
export function updatedGroup(
  document: GroupDocument,
  input: UpdateInput,
  { now, placement, launchSource }: Update,
): GroupDocument {
  const { group } = document;
  const { MinSize = group.MinSize, MaxSize = group.MaxSize } = input;
  const clamped = Math.max(MinSize, Math.min(MaxSize, group.DesiredCapacity));
  const { DesiredCapacity = clamped } = input;
  checkSizes({ MinSize, MaxSize, DesiredCapacity });
  const { subnets = document.subnets, ...zones } = newPlacement(document, placement) ?? {};
  const changed: Group = {
    ...group,
    ...zones,
    ...(launchSource !== undefined && sourcesOf(input, group, launchSource)),
    CapacityRebalance: input.CapacityRebalance ?? group.CapacityRebalance,
    MinSize,
    MaxSize,
    DefaultCooldown: input.DefaultCooldown ?? group.DefaultCooldown,
    HealthCheckType:
      input.HealthCheckType === undefined ? group.HealthCheckType : input.HealthCheckType || 'EC2',
    HealthCheckGracePeriod: input.HealthCheckGracePeriod ?? group.HealthCheckGracePeriod,
    TerminationPolicies: input.TerminationPolicies
      ? policiesOf(input.TerminationPolicies)
      : group.TerminationPolicies,
    NewInstancesProtectedFromScaleIn:
      input.NewInstancesProtectedFromScaleIn ?? group.NewInstancesProtectedFromScaleIn,
    ServiceLinkedRoleARN: input.ServiceLinkedRoleARN ?? group.ServiceLinkedRoleARN,
    DefaultInstanceWarmup: warmupOf(input.DefaultInstanceWarmup, group.DefaultInstanceWarmup),
    InstanceMaintenancePolicy: readMaintenancePolicy(
      input.InstanceMaintenancePolicy,
      group.InstanceMaintenancePolicy,
    ),
    ...optionalMembers({ ...group, ...input }),
    AvailabilityZoneDistribution:
      input.AvailabilityZoneDistribution ?? group.AvailabilityZoneDistribution,
    InstanceLifecyclePolicy: readLifecyclePolicy(
      input.InstanceLifecyclePolicy,
      group.InstanceLifecyclePolicy,
      document.hooks,
    ),
  };
  checkCapacityUnits(changed, launchSource ?? document.launchSource);
  const isNewlyShared = areSharesNew(group.MixedInstancesPolicy, changed.MixedInstancesPolicy);
  const next = {
    ...document,
    group: changed,
    subnets,
    launchSource: launchSource ?? document.launchSource,
    // A group that is not mixed any more has no shares to come to.
    isAligning: changed.MixedInstancesPolicy && (isNewlyShared || document.isAligning),
    due: now,
  };
  const weighed = withNewWeights(next);
  return withConstraints(weighed, {
    constraints: { MinSize, MaxSize, DesiredCapacity },
    isReweighed: weighed !== next,
    now,
  });
}

interface Constraining {
  readonly constraints: Constraints;
  /** What runs may then be more than is desired, or less, though that stays. */
  readonly isReweighed: boolean;
  readonly now: Date;
}

function withConstraints(
  document: GroupDocument,
  { constraints, isReweighed, now }: Constraining,
): GroupDocument {
  const { DesiredCapacity } = constraints;
  const reason = (change: { from: number; to: number }): string =>
    requested.update(constraints, change);
  const next = withDesiredCapacity(document, { DesiredCapacity, now, reason });
  if (next !== document || !isReweighed) return next;
  return withTrigger(document, { sentence: sentence(now, requested.steadyUpdate(constraints)) });
}

type Sources = Pick<Group, 'LaunchConfigurationName' | 'LaunchTemplate' | 'MixedInstancesPolicy'>;

function sourcesOf(
  { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy: mixed }: Sources,
  group: Group | undefined,
  { templates }: LaunchSource,
): Sources {
  const MixedInstancesPolicy = mixed && readMixedPolicy(mixed, group?.MixedInstancesPolicy);
  const shown = shownSources({ LaunchTemplate, MixedInstancesPolicy }, templates);
  return { LaunchConfigurationName, ...shown };
}

/** Zones alone do not move a group that has subnets: they must be those of the subnets. */
function newPlacement(
  { group, subnets }: GroupDocument,
  placement: Placement | undefined,
): Placement | undefined {
  if (placement === undefined || placement.subnets.length > 0 || subnets.length === 0) {
    return placement;
  }
  if (placement.AvailabilityZones.join() !== group.AvailabilityZones.join()) throw zonesMismatch();
  return undefined;
}

function policiesOf(policies: readonly string[] = []): string[] {
  return policies.length === 0 ? ['Default'] : [...policies];
}

type OptionalMembers = Pick<
  Group,
  'MaxInstanceLifetime' | 'DesiredCapacityType' | 'DeletionProtection'
>;

/** Shown only when they are set to something; 0 and `none` take them back. */
function optionalMembers(given: OptionalMembers): OptionalMembers {
  const { MaxInstanceLifetime, DesiredCapacityType, DeletionProtection } = given;
  return {
    MaxInstanceLifetime: MaxInstanceLifetime === 0 ? undefined : MaxInstanceLifetime,
    DesiredCapacityType: DesiredCapacityType === '' ? undefined : DesiredCapacityType,
    DeletionProtection: DeletionProtection === 'none' ? undefined : DeletionProtection,
  };
}

/** -1 clears it. */
function warmupOf(given: number | undefined, current: number | undefined): number | undefined {
  if (given === undefined) return current;
  return given === -1 ? undefined : given;
}
