import type { AutoScalingGroup, Instance, LifecycleState } from '@aws-sdk/client-auto-scaling';
import type { InstanceTypeSize } from '../ec2/ec2.js';
import type { Document } from '../store/store.js';
import type { GroupActivity, Trigger } from './activity.js';
import type { Cooldown } from './cooldown.js';
import type { Nomination } from './custom-termination.js';
import type { HealthFinding } from './health.js';
import type { EarlyEnds, Refusal } from './launch-backoff.js';
import type { LaunchPurpose } from './launch.js';
import type { ResolvedTemplate } from './launch-template.js';
import type { LaunchRequest } from './synchronous-launch.js';
import type { LifecycleHook } from './lifecycle-hook.js';
import type { LifecycleWait } from './lifecycle-wait.js';
import type { Market } from './market.js';
import type { Notice } from './notice.js';
import type { TopicNotifications } from './notification.js';
import type { Overage } from './overage.js';
import type { OwedUnits } from './owed-replacement.js';
import type { PolicyRound } from './policy-round.js';
import type { ServedCapacity } from './served-capacity.js';
import type { Succession } from './succession.js';

/**
 * A group as one document: what DescribeAutoScalingGroups shows of it, and beside it what we must
 * remember. Every list in it is bounded by the number of instances or by a limit of AWS, but for
 * those whose bound is named where they grow.
 */
export interface GroupDocument extends Document {
  readonly group: Group;
  /** In the order of their launch; a Describe call shows `instance` of each. */
  readonly instances: readonly ManagedInstance[];
  /** What new instances are launched with; AWS resolves the group's launch source likewise. */
  readonly launchSource: LaunchSource;
  readonly subnets: readonly Subnet[];
  /** In progress, or finished and not yet moved to documents of their own. */
  readonly activities: readonly GroupActivity[];
  /** Why the desired capacity changed, until an activity has quoted it. */
  readonly triggers: readonly Trigger[];
  /** How many instance and activity ids have been given out. */
  readonly idCount: number;
  readonly cooldown?: Cooldown | undefined;
  /** What has been in service lately, and since when, the latest last. */
  readonly served?: readonly ServedCapacity[] | undefined;
  /** Zones in which launches were refused. */
  readonly refusals: readonly Refusal[];
  /** An update has changed its shares of on demand and spot, and instances are replaced for it. */
  readonly isAligning?: boolean | undefined;
  /** A heavy instance that is to leave, and whose place several others take. */
  readonly succession?: Succession | undefined;
  readonly earlyEnds?: EarlyEnds | undefined;
  /** Instances that were taken out and are still to be replaced. */
  readonly owed?: OwedUnits | undefined;
  /** What it has more than it desires, since what it launched was heavy. */
  readonly overage?: Overage | undefined;
  /** Alarm actions and scheduled runs that have had their effect, so that they have it once. */
  readonly honoredIds: readonly string[];
  /** What policies have made of the group at one and the same time, most lately. */
  readonly policyRound?: PolicyRound | undefined;
  /** Set once the group has said that protection keeps it from its desired capacity. */
  readonly isProtectionTold?: boolean | undefined;
  /** Of a group whose termination policy is a function. */
  readonly nomination?: Nomination | undefined;
  /** When the values of the enabled metrics go out next. */
  readonly metricsDueAt?: Date | undefined;
  /** The capacity that each predictive policy asks for, by its name. */
  readonly predictions?: Readonly<Record<string, number>> | undefined;
  readonly hooks?: readonly LifecycleHook[] | undefined;
  /** What the latest tokens of LaunchInstances have brought about. */
  readonly launchRequests?: readonly LaunchRequest[] | undefined;
  readonly topics?: readonly TopicNotifications[] | undefined;
  /** What topics and hooks' targets are still to be told. */
  readonly notices?: readonly Notice[] | undefined;
}

type ShownAlways =
  | 'AutoScalingGroupName'
  | 'AutoScalingGroupARN'
  | 'CreatedTime'
  | 'MinSize'
  | 'MaxSize'
  | 'DesiredCapacity'
  | 'DefaultCooldown'
  | 'AvailabilityZones'
  | 'AvailabilityZoneIds'
  | 'VPCZoneIdentifier'
  | 'LoadBalancerNames'
  | 'TargetGroupARNs'
  | 'TrafficSources'
  | 'HealthCheckType'
  | 'HealthCheckGracePeriod'
  | 'SuspendedProcesses'
  | 'EnabledMetrics'
  | 'Tags'
  | 'TerminationPolicies'
  | 'NewInstancesProtectedFromScaleIn'
  | 'ServiceLinkedRoleARN'
  | 'AvailabilityZoneDistribution'
  | 'CapacityReservationSpecification'
  | 'InstanceLifecyclePolicy';

type ShownWhenSet =
  | 'LaunchConfigurationName'
  | 'LaunchTemplate'
  | 'Status'
  | 'MaxInstanceLifetime'
  | 'DesiredCapacityType'
  | 'DefaultInstanceWarmup'
  | 'InstanceMaintenancePolicy'
  | 'DeletionProtection'
  | 'PredictedCapacity'
  | 'MixedInstancesPolicy'
  | 'CapacityRebalance';

/** The members that DescribeAutoScalingGroups shows always, with a default when never set. */
export type Group = {
  readonly [K in ShownAlways]: Exclude<AutoScalingGroup[K], undefined>;
} & { readonly [K in ShownWhenSet]?: AutoScalingGroup[K] };

/** One instance: what Describe calls show of it, and what we know beside. */
export interface ManagedInstance {
  readonly instance: ShownInstance;
  readonly SubnetId?: string | undefined;
  readonly launchedAt: Date;
  readonly launchedFor: LaunchPurpose;
  /** Of an instance of a mixed group. */
  readonly market?: Market | undefined;
  /** When its launch configuration was created; the termination policies ask. */
  readonly launchSourceCreatedAt?: Date | undefined;
  /** Set when the launcher has told of it for the first time. */
  readonly isSeen: boolean;
  readonly inServiceAt?: Date | undefined;
  /** Of one that was in service before `inServiceAt`: it has come back, or was attached. */
  readonly firstInServiceAt?: Date | undefined;
  /** Launched after the group has begun; it counts as warming up for a while. */
  readonly warmsUp?: true | undefined;
  /** How long the policy that asked for it says that it warms up. */
  readonly warmupSeconds?: number | undefined;
  /** EC2 has given notice that it takes the instance back. */
  readonly isInterrupted?: true | undefined;
  readonly unhealthyBecause?: HealthFinding | undefined;
  /** A user has said that it is unhealthy, and has not taken that back. */
  readonly isReported?: true | undefined;
  /** The lifecycle actions that it waits for, or has waited for. */
  readonly waits?: readonly LifecycleWait[] | undefined;
  /** It was in service before: launch hooks do not run again. */
  readonly skipsHooks?: true | undefined;
  /** The activity that launches or terminates it, or did so last. */
  readonly ActivityId: string;
}

export type ShownInstance = Instance & {
  readonly InstanceId: string;
  readonly AvailabilityZone: string;
  readonly AvailabilityZoneId: string;
  readonly LifecycleState: LifecycleState;
  readonly HealthStatus: string;
  readonly ProtectedFromScaleIn: boolean;
};

export interface LaunchSource {
  /** Of a group that launches from templates, where an EC2 told what they hold. */
  readonly templates?: readonly ResolvedTemplate[] | undefined;
  /** The types that meet the requirements of overrides, by their `requirementsKey`. */
  readonly requiredTypes?: Readonly<Record<string, readonly InstanceTypeSize[]>> | undefined;
  readonly InstanceType?: string | undefined;
  readonly createdAt?: Date | undefined;
}

export interface Subnet {
  readonly SubnetId: string;
  readonly AvailabilityZone: string;
  /** Where an EC2 told it when the group was put. */
  readonly VpcId?: string | undefined;
}

export const deletingStatus = 'Delete in progress';

export function isDeleting({ group }: GroupDocument): boolean {
  return group.Status === deletingStatus;
}

export function findInstance(
  document: GroupDocument,
  InstanceId: string,
): ManagedInstance | undefined {
  return document.instances.find(({ instance }) => instance.InstanceId === InstanceId);
}

export function withInstance(document: GroupDocument, changed: ManagedInstance): GroupDocument {
  return {
    ...document,
    instances: document.instances.map((each) =>
      each.instance.InstanceId === changed.instance.InstanceId ? changed : each,
    ),
  };
}
