import { isEnded, launchActivity, launchTextOf, type Trigger } from './activity.js';
import { withGrowthMoved } from './cause.js';
import type { GroupDocument, ManagedInstance, ShownInstance } from './group-document.js';
import { activityIdOf, instanceIdOf } from './identity.js';
import { zoneIdIn } from './group-placement.js';
import type { InstanceChoice } from './instance-choice.js';
import { findTemplate, shownSpecification, type Specification } from './launch-template.js';
import { isCounted } from './placement.js';
import { weightOf } from './units.js';

/**
 * A launch begins with its place in the group's document: the instance is there, `Pending`, before
 * the launcher is told of it. From the document follows what the launcher must be told, as often
 * as it takes until the instance has been seen.
 */
export interface Launch {
  readonly AvailabilityZone: string;
  /** Any of the zone's where none is named. */
  readonly SubnetId?: string | undefined;
  readonly launchedFor: LaunchPurpose;
  /** Of a mixed group. */
  readonly choice: InstanceChoice | undefined;
  readonly triggers: readonly Trigger[];
  readonly sentences: readonly string[];
  readonly now: Date;
}

/**
 * What an instance is launched for. One that balances zones or markets is more than the group
 * desires, and counts only when it is ready, so that another is terminated then and not before; one
 * that replaces another early counts when that has gone.
 */
export type LaunchPurpose =
  | 'capacity'
  | 'replacement'
  | 'early-replacement'
  | 'balance'
  | 'alignment'
  /** Of a user, who is told if EC2 refuses; there is no later try. */
  | 'request';

export function withLaunch(document: GroupDocument, launch: Launch): GroupDocument {
  const idCount = document.idCount + 1;
  const managed = newInstance(document, launch, idCount);
  const { ActivityId } = managed;
  const activity = launchActivity(document, managed, { ActivityId, ...launch });
  return {
    ...document,
    idCount,
    instances: [...document.instances, managed],
    activities: [...document.activities, activity],
  };
}

/**
 * The launch goes on with another type, as EC2's fleets go on to the next of their pools: it is the
 * same activity, whatever comes of it.
 */
export function withLaunchAgain(
  document: GroupDocument,
  refused: ManagedInstance,
  { choice, now }: Pick<Launch, 'choice' | 'now'>,
): GroupDocument {
  const { ActivityId, launchedFor, warmsUp, warmupSeconds, SubnetId } = refused;
  const { AvailabilityZone } = refused.instance;
  const idCount = document.idCount + 1;
  const launch = { AvailabilityZone, SubnetId, launchedFor, choice, now };
  const fresh = newInstance(document, { ...launch, triggers: [], sentences: [] }, idCount);
  const managed = { ...fresh, ActivityId, warmsUp, warmupSeconds };
  const moved = withWeightMoved(document, refused, weightOf(managed) - weightOf(refused));
  return {
    ...moved,
    idCount,
    instances: [...document.instances, managed],
    activities: moved.activities.map((each) =>
      each.ActivityId === ActivityId ? { ...each, Description: launchTextOf(managed) } : each,
    ),
  };
}

/**
 * Launches that begin together tell running numbers. Where one of them turns out to weigh more, or
 * less, its own go further, and those of the later ones begin there.
 */
export function withWeightMoved(
  document: GroupDocument,
  managed: ManagedInstance,
  by: number,
): GroupDocument {
  if (by === 0 || !isCounted(managed)) return document;
  const own = document.activities.findIndex((each) => each.ActivityId === managed.ActivityId);
  if (own < 0) return document;
  const activities = document.activities.map((each, index) => {
    if (index < own || isEnded(each)) return each;
    const Cause = withGrowthMoved(each.Cause, { from: index === own ? 0 : by, to: by });
    return { ...each, Cause };
  });
  return { ...document, activities };
}

function newInstance(
  document: GroupDocument,
  { AvailabilityZone, SubnetId, launchedFor, choice, triggers, now }: Launch,
  idCount: number,
): ManagedInstance {
  const { group, launchSource, subnets } = document;
  const specification = group.LaunchTemplate ?? choice?.template;
  const template = specification && findTemplate(launchSource.templates, specification);
  const InstanceId = instanceIdOf(group.AutoScalingGroupARN, idCount);
  const inZone = subnets.filter((subnet) => subnet.AvailabilityZone === AvailabilityZone);
  const InstanceType = choice?.InstanceType ?? template?.InstanceType ?? launchSource.InstanceType;
  const instance: ShownInstance = {
    InstanceId,
    ...(InstanceType !== undefined && { InstanceType }),
    ...(choice?.WeightedCapacity !== undefined && { WeightedCapacity: choice.WeightedCapacity }),
    AvailabilityZone,
    AvailabilityZoneId: zoneIdIn(group, AvailabilityZone),
    LifecycleState: 'Pending',
    HealthStatus: 'Healthy',
    ...(choice?.ImageId !== undefined && { ImageId: choice.ImageId }),
    ...launchedFrom(document, specification),
    ProtectedFromScaleIn: false,
  };
  return {
    instance,
    SubnetId: SubnetId ?? inZone[idCount % Math.max(inZone.length, 1)]?.SubnetId,
    launchedAt: now,
    launchedFor,
    market: choice?.market ?? (template?.isSpot === true ? 'spot' : undefined),
    launchSourceCreatedAt: launchSource.createdAt,
    isSeen: false,
    warmsUp: isOfCreation(triggers) ? undefined : true,
    warmupSeconds: triggers.findLast((trigger) => trigger.warmupSeconds !== undefined)
      ?.warmupSeconds,
    ActivityId: activityIdOf(group.AutoScalingGroupARN, idCount),
  };
}

function isOfCreation(triggers: readonly Trigger[]): boolean {
  return triggers.length > 0 && triggers.every(({ isCreation }) => isCreation === true);
}

/** An instance shows what it was launched from; of a template the version, resolved. */
function launchedFrom(
  { group: { LaunchConfigurationName }, launchSource: { templates } }: GroupDocument,
  specification: Specification | undefined,
): Pick<ShownInstance, 'LaunchConfigurationName' | 'LaunchTemplate'> {
  if (specification === undefined) return { LaunchConfigurationName };
  const { VersionNumber } = findTemplate(templates, specification) ?? {};
  const Version = VersionNumber ?? resolvedVersion(specification.Version);
  return { LaunchTemplate: { ...shownSpecification(specification, templates), Version } };
}

/** Where there is no EC2 to ask for a template's versions, an alias stands for the first one. */
function resolvedVersion(Version: string | undefined): string {
  return Version === undefined || Version.startsWith('$') ? '1' : Version;
}
