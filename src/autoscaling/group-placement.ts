import type { FoundSubnets, FoundZone } from '../ec2/ec2.js';
import type { Scope } from '../store/keys.js';
import { validationError } from './errors.js';
import type { Group, Subnet } from './group-document.js';
import { type Zone, zoneIdOf, zoneOfSubnet, zonesOf } from './zones.js';

/** Where a group launches: zones by name or id, or the zones of its subnets, sorted as AWS does. */
export interface PlacementInput {
  readonly AvailabilityZones?: readonly string[] | undefined;
  readonly AvailabilityZoneIds?: readonly string[] | undefined;
  readonly VPCZoneIdentifier?: string | undefined;
}

export type Placement = Pick<
  Group,
  'AvailabilityZones' | 'AvailabilityZoneIds' | 'VPCZoneIdentifier'
> & { readonly subnets: readonly Subnet[] };

/** What an EC2 tells of zones, where one was asked. */
export interface ToldZones {
  /** Those of the region. */
  readonly all?: readonly FoundZone[] | undefined;
  /** Those of subnets, by their ids. */
  readonly ofSubnets?: FoundSubnets | undefined;
}

/** Undefined where nothing is said of a placement. */
export function readPlacement(
  input: PlacementInput,
  { region }: Pick<Scope, 'region'>,
  /** Without them, the names of regions and the ids of subnets tell. */
  told: ToldZones = {},
): Placement | undefined {
  const subnets = subnetIdsOf(input).map((SubnetId): Subnet => {
    const { AvailabilityZone, VpcId } = told.ofSubnets?.get(SubnetId) ?? {};
    const zone = AvailabilityZone ?? zoneOfSubnet(region, SubnetId);
    return { SubnetId, AvailabilityZone: zone, ...(VpcId !== undefined && { VpcId }) };
  });
  // Where no EC2 tells of subnets, whatever bears the name of one is taken for one.
  const odd = subnets.find(({ SubnetId }) => !SubnetId.startsWith('subnet-'));
  if (odd !== undefined) throw validationError(`The subnet ID '${odd.SubnetId}' does not exist`);
  const known = (told.all ?? zonesOf(region)).map(withId);
  const named = readZones(input, known);
  if (named.length === 0 && subnets.length === 0) return undefined;
  const ofSubnets = [...new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone))].sort();
  if (named.length > 0 && subnets.length > 0 && named.join() !== ofSubnets.join()) {
    throw zonesMismatch();
  }
  const zones = subnets.length > 0 ? ofSubnets : named;
  const found = [...known, ...(told.ofSubnets?.values() ?? [])].map(withId);
  const ids = new Map(found.map((zone) => [zone.AvailabilityZone, zone.AvailabilityZoneId]));
  return {
    AvailabilityZones: zones,
    AvailabilityZoneIds: zones.map((zone) => ids.get(zone) ?? zoneIdOf(zone)),
    VPCZoneIdentifier: subnets.map(({ SubnetId }) => SubnetId).join(','),
    subnets,
  };
}

function withId({ AvailabilityZone, AvailabilityZoneId }: FoundZone): Zone {
  return { AvailabilityZone, AvailabilityZoneId: AvailabilityZoneId ?? zoneIdOf(AvailabilityZone) };
}

/** The id of a zone as the group knows it. */
export function zoneIdIn(
  {
    AvailabilityZones,
    AvailabilityZoneIds,
  }: Pick<Group, 'AvailabilityZones' | 'AvailabilityZoneIds'>,
  zone: string,
): string {
  return AvailabilityZoneIds[AvailabilityZones.indexOf(zone)] ?? zoneIdOf(zone);
}

export function zonesMismatch(): Error {
  return validationError(
    'The availability zones of the specified subnets and the Auto Scaling group do not match',
  );
}

function readZones(
  { AvailabilityZones = [], AvailabilityZoneIds = [] }: PlacementInput,
  known: readonly Zone[],
): string[] {
  if (AvailabilityZones.length > 0 && AvailabilityZoneIds.length > 0) {
    throw validationError("AvailabilityZones and AvailabilityZoneIds can't be used together");
  }
  const ids = new Map(known.map((zone) => [zone.AvailabilityZoneId, zone.AvailabilityZone]));
  const names = [...AvailabilityZones, ...AvailabilityZoneIds.map((id) => ids.get(id) ?? id)];
  const unknown = names.filter((name) => !known.some((zone) => zone.AvailabilityZone === name));
  if (unknown.length > 0) {
    throw validationError(`Invalid availability zones: [${unknown.join(', ')}]`);
  }
  return [...new Set(names)].sort();
}

export function subnetIdsOf({ VPCZoneIdentifier = '' }: PlacementInput): readonly string[] {
  const ids = VPCZoneIdentifier.split(',').map((id) => id.trim());
  return [...new Set(ids)].filter((id) => id !== '').sort();
}
