/**
 * The zones of a region. No EC2 is asked for them, so each region has three, named as AWS names
 * them: `us-east-1a` with the id `use1-az1`, and so on. AWS shuffles names and ids per account;
 * here the first name is always the first id.
 *
 * Where no EC2 tells of subnets, one is taken as given, and its zone follows from the last
 * character of its id: `a`, `1` and `4` lie in the first zone, `b`, `2` and `5` in the second, so
 * that subnets numbered or lettered in sequence lie in different zones.
 */
export interface Zone {
  readonly AvailabilityZone: string;
  readonly AvailabilityZoneId: string;
}

const zoneLetters = ['a', 'b', 'c'] as const;

export function zonesOf(region: string): readonly Zone[] {
  return zoneLetters.map((letter, index) => ({
    AvailabilityZone: `${region}${letter}`,
    AvailabilityZoneId: `${zoneIdPrefix(region)}-az${index + 1}`,
  }));
}

export function zoneOfSubnet(region: string, SubnetId: string): string {
  const code = SubnetId.charCodeAt(SubnetId.length - 1);
  const index = (code - 'a'.charCodeAt(0)) % zoneLetters.length;
  const letter = zoneLetters.at(index) ?? zoneLetters[0];
  return `${region}${letter}`;
}

/** The id of a zone by its name. */
export function zoneIdOf(AvailabilityZone: string): string {
  const zone = zonesOf(AvailabilityZone.slice(0, -1)).find(
    (each) => each.AvailabilityZone === AvailabilityZone,
  );
  return zone?.AvailabilityZoneId ?? AvailabilityZone;
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
