import type { Scope } from '../store/keys.js';
import { validationError } from './errors.js';
import type { Group, Subnet } from './group-document.js';
import { zoneIdOf, zoneOfSubnet, zonesOf } from './zones.js';

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

/** The zones of subnets by their ids. */
export type SubnetZones = ReadonlyMap<string, string>;

/** Undefined where nothing is said of a placement. */
export function readPlacement(
  input: PlacementInput,
  { region }: Pick<Scope, 'region'>,
  /** As EC2 tells them; without them, the ids of subnets do. */
  subnetZones?: SubnetZones,
): Placement | undefined {
  const subnets = subnetIdsOf(input).map((SubnetId): Subnet => {
    const told = subnetZones?.get(SubnetId);
    return { SubnetId, AvailabilityZone: told ?? zoneOfSubnet(region, SubnetId) };
  });
  // Where no EC2 tells of subnets, whatever bears the name of one is taken for one.
  const odd = subnets.find(({ SubnetId }) => !SubnetId.startsWith('subnet-'));
  if (odd !== undefined) throw validationError(`The subnet ID '${odd.SubnetId}' does not exist`);
  const named = readZones(input, region);
  if (named.length === 0 && subnets.length === 0) return undefined;
  const ofSubnets = [...new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone))].sort();
  if (named.length > 0 && subnets.length > 0 && named.join() !== ofSubnets.join()) {
    throw zonesMismatch();
  }
  const zones = subnets.length > 0 ? ofSubnets : named;
  return {
    AvailabilityZones: zones,
    AvailabilityZoneIds: zones.map(zoneIdOf),
    VPCZoneIdentifier: subnets.map(({ SubnetId }) => SubnetId).join(','),
    subnets,
  };
}

export function zonesMismatch(): Error {
  return validationError(
    'The availability zones of the specified subnets and the Auto Scaling group do not match',
  );
}

function readZones(
  { AvailabilityZones = [], AvailabilityZoneIds = [] }: PlacementInput,
  region: string,
): string[] {
  if (AvailabilityZones.length > 0 && AvailabilityZoneIds.length > 0) {
    throw validationError("AvailabilityZones and AvailabilityZoneIds can't be used together");
  }
  const known = zonesOf(region);
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
