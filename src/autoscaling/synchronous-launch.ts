import type {
  InstanceCollection,
  LaunchInstancesError,
  LaunchInstancesRequest,
} from '@aws-sdk/client-auto-scaling';
import type { Validated } from '../service.js';
import { done, sentence } from './cause.js';
import { idempotentMismatch, validationError } from './errors.js';
import { withDesiredCapacity, withGroup } from './group.js';
import type { Group, GroupDocument, LaunchSource, ManagedInstance } from './group-document.js';
import { zoneIdIn } from './group-placement.js';
import { chooseWithin, type InstanceChoice } from './instance-choice.js';
import { withLaunch } from './launch.js';
import type { Market } from './market.js';
import { resizedBy, sizesRefusal } from './membership.js';
import { actualCapacity } from './placement.js';
import { isSuspended } from './process.js';
import { launchSuspended } from './standby.js';
import { unitsOf, weightOf } from './units.js';

/**
 * LaunchInstances: a user has instances launched in one zone, and is told at once which EC2 has
 * taken. What it refuses of one type is asked for of the next, as AWS's fleets do; the user is told
 * of both. The desired capacity grows by what is launched; by what EC2 refused too where the group
 * is to try again by itself. What a token has brought about is remembered, so that the same call
 * gives the same answer ("Launch instances synchronously").
 */
export interface LaunchRequest {
  readonly ClientToken: string;
  /** All that was asked for under the token. */
  readonly asked: string;
  readonly RequestedCapacity: number;
  readonly launches: readonly RequestedLaunch[];
}

export interface RequestedLaunch {
  readonly InstanceId: string;
  readonly InstanceType?: string | undefined;
  readonly market: Market;
  readonly SubnetId?: string | undefined;
  readonly AvailabilityZone: string;
  readonly AvailabilityZoneId: string;
  /** Why EC2 did not take it. */
  readonly refusal?: LaunchFailure | undefined;
}

interface LaunchFailure {
  readonly code: string;
  readonly message: string;
}

export type LaunchInput = Validated<LaunchInstancesRequest>;

export interface Requested {
  readonly input: LaunchInput;
  readonly ClientToken: string;
  readonly launchSource: LaunchSource;
  readonly now: Date;
}

/** Tokens of longer ago are forgotten. */
const requestsMax = 20;
const launchesMax = 100;

export function withRequestedLaunches(
  document: GroupDocument,
  { input, ClientToken, launchSource, now }: Requested,
): GroupDocument {
  const asked = JSON.stringify({ ...input, ClientToken });
  const known = findRequest(document, ClientToken);
  if (known !== undefined) {
    if (known.asked !== asked) throw idempotentMismatch(ClientToken);
    return document;
  }
  const { group } = document;
  if (isSuspended(group, 'Launch')) throw launchSuspended(document);
  checkSource(group);
  const place = placeOf(document, input);
  const launchedFor =
    input.RetryStrategy === 'retry-with-group-configuration' ? 'capacity' : 'request';
  const count = document.instances.length;
  const full = count + launchesMax;
  let current: GroupDocument = { ...document, launchSource };
  let units = 0;
  while (units < input.RequestedCapacity) {
    if (current.instances.length === full) {
      throw validationError(`You can launch ${launchesMax} instances at most in one call.`);
    }
    const from = actualCapacity(current);
    const missing = input.RequestedCapacity - units;
    const choice = chooseRequested(current, missing, { ...place, now });
    const weight = Number(choice?.WeightedCapacity ?? 1);
    const text = done.requested({ from, to: from + weight });
    const sentences = [sentence(now, text)];
    current = withLaunch(current, { ...place, choice, launchedFor, triggers: [], sentences, now });
    units += weight;
  }
  const launched = current.instances.slice(count);
  const refusal = sizesRefusal('To launch', launched.length);
  const sized = resizedBy(current, { units, refusal, now });
  const { RequestedCapacity } = input;
  const request = { ClientToken, asked, RequestedCapacity, launches: launched.map(launchOf) };
  const launchRequests = [...(document.launchRequests ?? []), request].slice(-requestsMax);
  return { ...sized, launchRequests, due: now };
}

interface Where {
  readonly AvailabilityZone: string;
  readonly now: Date;
}

/** As for a group that lacks just what the request does. */
function chooseRequested(
  document: GroupDocument,
  missing: number,
  { weightMax = Infinity, ...where }: Where & { readonly weightMax?: number },
): InstanceChoice | undefined {
  const DesiredCapacity = actualCapacity(document) + missing;
  const lacking = withGroup(document, { ...document.group, DesiredCapacity });
  return chooseWithin(lacking, weightMax, where);
}

function launchOf({ instance, market = 'on-demand', SubnetId }: ManagedInstance): RequestedLaunch {
  const { InstanceId, InstanceType, AvailabilityZone, AvailabilityZoneId } = instance;
  return { InstanceId, InstanceType, market, SubnetId, AvailabilityZone, AvailabilityZoneId };
}

export function findRequest(
  { launchRequests = [] }: GroupDocument,
  token: string,
): LaunchRequest | undefined {
  return launchRequests.find(({ ClientToken }) => ClientToken === token);
}

function checkSource({ LaunchConfigurationName, MixedInstancesPolicy }: Group): void {
  if (LaunchConfigurationName !== undefined) {
    throw validationError('LaunchInstances needs an Auto Scaling group with a launch template.');
  }
  if (MixedInstancesPolicy === undefined) return;
  const { OnDemandBaseCapacity: base, OnDemandPercentageAboveBaseCapacity: share } =
    MixedInstancesPolicy.InstancesDistribution ?? {};
  if (share === 100 || (share === 0 && base === 0)) return;
  throw validationError(
    'LaunchInstances needs a mixed instances policy of On-Demand Instances alone, or of Spot ' +
      'Instances alone.',
  );
}

interface Place {
  readonly AvailabilityZone: string;
  readonly SubnetId: string | undefined;
}

/** The one zone that is meant, by its name, its id or a subnet in it. */
function placeOf({ group, subnets }: GroupDocument, input: LaunchInput): Place {
  const { AvailabilityZones = [], AvailabilityZoneIds = [], SubnetIds = [] } = input;
  if (AvailabilityZones.length > 0 && AvailabilityZoneIds.length > 0) {
    throw validationError("AvailabilityZones and AvailabilityZoneIds can't be used together");
  }
  const [SubnetId] = SubnetIds;
  const subnet = subnets.find((each) => each.SubnetId === SubnetId);
  if (SubnetId !== undefined && subnet === undefined) {
    throw validationError(
      `The subnet ID '${SubnetId}' is not part of AutoScalingGroup ${group.AutoScalingGroupName}.`,
    );
  }
  const given = [
    ...AvailabilityZones,
    ...group.AvailabilityZones.filter((zone) =>
      AvailabilityZoneIds.includes(zoneIdIn(group, zone)),
    ),
  ];
  const asked = AvailabilityZones.length + AvailabilityZoneIds.length;
  const zones = subnet === undefined && asked === 0 ? group.AvailabilityZones : given;
  const [zone = subnet?.AvailabilityZone, ...others] = zones;
  if (zone === undefined || !group.AvailabilityZones.includes(zone)) {
    const named = [...AvailabilityZones, ...AvailabilityZoneIds].join(', ');
    throw validationError(`Invalid availability zones: [${named}]`);
  }
  if (others.length > 0) {
    throw validationError(
      'You must specify an Availability Zone or a subnet for a group of several Availability ' +
        'Zones.',
    );
  }
  if (subnet !== undefined && subnet.AvailabilityZone !== zone) {
    throw validationError(
      'The availability zones of the specified subnets and the Auto Scaling group do not match',
    );
  }
  return { AvailabilityZone: zone, SubnetId };
}

export interface RequestOutcome {
  readonly Instances: InstanceCollection[];
  readonly Errors: LaunchInstancesError[];
}

/** One row for all instances of a kind, and one for all refusals of a kind. */
export function requestOutcome({ launches }: LaunchRequest): RequestOutcome {
  const rows = new Map<string, { row: InstanceCollection & LaunchInstancesError; ids: string[] }>();
  for (const { InstanceId, InstanceType, market, refusal, ...place } of launches) {
    const { AvailabilityZone, AvailabilityZoneId, SubnetId } = place;
    const row = {
      ...(InstanceType !== undefined && { InstanceType }),
      MarketType: market === 'spot' ? 'Spot' : 'OnDemand',
      ...(SubnetId !== undefined && { SubnetId }),
      ...{ AvailabilityZone, AvailabilityZoneId },
      ...(refusal && { ErrorCode: refusal.code, ErrorMessage: refusal.message }),
    };
    const kind = JSON.stringify(row);
    const known = rows.get(kind);
    if (known === undefined) rows.set(kind, { row, ids: [InstanceId] });
    else known.ids.push(InstanceId);
  }
  const all = [...rows.values()];
  return {
    Instances: all
      .filter(({ row }) => row.ErrorCode === undefined)
      .map(({ row, ids }) => ({ ...row, InstanceIds: ids })),
    Errors: all.filter(({ row }) => row.ErrorCode !== undefined).map(({ row }) => row),
  };
}

interface RequestRefusal extends LaunchFailure {
  readonly now: Date;
}

/** EC2 has refused a launch that was asked for: without another try the group wants one less. */
export function withRequestRefused(
  document: GroupDocument,
  InstanceId: string,
  { now, ...refusal }: RequestRefusal,
): GroupDocument {
  const { launchRequests, instances, group } = document;
  if (launchRequests === undefined) return document;
  const noted = launchRequests.map((request) => ({
    ...request,
    launches: request.launches.map((launch) =>
      launch.InstanceId === InstanceId ? { ...launch, refusal } : launch,
    ),
  }));
  const managed = instances.find(({ instance }) => instance.InstanceId === InstanceId);
  if (managed?.launchedFor !== 'request') return { ...document, launchRequests: noted };
  const DesiredCapacity = Math.max(group.MinSize, group.DesiredCapacity - weightOf(managed));
  const next = { ...document, launchRequests: noted };
  return withDesiredCapacity(next, { DesiredCapacity, now, reason: undefined });
}

/** What a request has not got yet of which that launch was refused. */
export function missingOfRequest(document: GroupDocument, refused: ManagedInstance): number {
  const request = document.launchRequests?.find((each) => isOf(each, refused));
  if (request === undefined) return 0;
  const taken = request.launches.filter(({ refusal }) => refusal === undefined);
  const ids = new Set(taken.map(({ InstanceId }) => InstanceId));
  const there = document.instances.filter(({ instance }) => ids.has(instance.InstanceId));
  return request.RequestedCapacity - unitsOf(there);
}

/** Another type for what a request has not got; none that is too heavy for the group. */
export function chooseNextRequested(
  document: GroupDocument,
  refused: ManagedInstance,
  now: Date,
): InstanceChoice | undefined {
  const { AvailabilityZone } = refused.instance;
  const missing = missingOfRequest(document, refused);
  const { DesiredCapacity, MaxSize } = document.group;
  const weightMax = MaxSize - DesiredCapacity;
  return chooseRequested(document, missing, { AvailabilityZone, weightMax, now });
}

/** A launch that was asked for has gone on with another type, of which the user is told too. */
export function withRequestAgain(
  document: GroupDocument,
  refused: ManagedInstance,
  now: Date,
): GroupDocument {
  const { launchRequests, instances, group } = document;
  const fresh = instances.find(({ ActivityId }) => ActivityId === refused.ActivityId);
  if (launchRequests === undefined || fresh === undefined) return document;
  const noted = launchRequests.map((request) =>
    isOf(request, refused)
      ? { ...request, launches: [...request.launches, launchOf(fresh)] }
      : request,
  );
  const next = { ...document, launchRequests: noted };
  if (refused.launchedFor !== 'request') return next;
  const DesiredCapacity = group.DesiredCapacity + weightOf(fresh);
  return withDesiredCapacity(next, { DesiredCapacity, now, reason: undefined });
}

function isOf({ launches }: LaunchRequest, { instance }: ManagedInstance): boolean {
  return launches.some(({ InstanceId }) => InstanceId === instance.InstanceId);
}
