/**
 * The zones of a region, named as AWS names them: `us-east-1a` with the id `use1-az1`, and so on.
 * A region has three, but for those that are known to have more. AWS shuffles names and ids per
 * account; here the first name is always the first id.
 *
 * Where no EC2 tells of subnets, one is taken as given, and its zone follows from the last
 * character of its id: `a`, `1` and `4` lie in the first zone, `b`, `2` and `5` in the second, so
 * that subnets numbered or lettered in sequence lie in different zones: three in every region.
 */
export interface Zone {
  readonly AvailabilityZone: string;
  readonly AvailabilityZoneId: string;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const zonesUsually = 3;

/** Those of which an account may see other letters than the first three. */
const zoneCounts: Readonly<Record<string, number>> = {
  'us-east-1': 6,
  'us-west-2': 4,
  'ap-northeast-1': 4,
  'ap-northeast-2': 4,
  'ca-central-1': 4,
};

export function zonesOf(region: string): readonly Zone[] {
  return Array.from(letters.slice(0, zoneCounts[region] ?? zonesUsually), (letter) => {
    const AvailabilityZone = `${region}${letter}`;
    return { AvailabilityZone, AvailabilityZoneId: zoneIdOf(AvailabilityZone) };
  });
}

export function zoneOfSubnet(region: string, SubnetId: string): string {
  const code = SubnetId.charCodeAt(SubnetId.length - 1);
  const index = (code - 'a'.charCodeAt(0)) % zonesUsually;
  return `${region}${letters.at(index < 0 ? index + zonesUsually : index) ?? ''}`;
}

/** The id of a zone by its name. An EC2 may tell of zones that no list has, and that bear none. */
export function zoneIdOf(AvailabilityZone: string): string {
  const [, region = '', letter = ''] = /^(.+-\d+)([a-z])$/.exec(AvailabilityZone) ?? [];
  if (letter === '') return AvailabilityZone;
  return `${zoneIdPrefix(region)}-az${letters.indexOf(letter) + 1}`;
}

/** `us-east-1` is `use1`, `ap-southeast-2` is `apse2`, `us-gov-west-1` is `usgw1`. */
function zoneIdPrefix(region: string): string {
  const parts = /^([a-z]{2})-(gov-|iso[a-z]?-)?([a-z]+)-(\d+)$/.exec(region);
  const direction = directions[parts?.[3] ?? ''];
  if (parts === null || direction === undefined) return region;
  const [, area = '', partition = '', , number = ''] = parts;
  return `${area}${partition.slice(0, 1)}${direction}${number}`;
}

const directions: Readonly<Record<string, string>> = {
  north: 'n',
  northeast: 'ne',
  east: 'e',
  southeast: 'se',
  south: 's',
  southwest: 'sw',
  west: 'w',
  northwest: 'nw',
  central: 'c',
};
