import type { Context } from '../service.js';
import { ServiceError, ServiceUnavailable$ } from '../wire/errors.js';
import { validationError } from './errors.js';
import {
  type Placement,
  type PlacementInput,
  readPlacement,
  subnetIdsOf,
  type ToldZones,
} from './group-placement.js';

/** Where a group launches; an EC2, if there is one, tells its zones and where its subnets lie. */
export async function askPlacement(
  input: PlacementInput,
  context: Pick<Context, 'ec2' | 'region'>,
): Promise<Placement | undefined> {
  const [all, ofSubnets] = await Promise.all([
    askZones(input, context),
    askSubnets(input, context),
  ]);
  return readPlacement(input, context, { all, ofSubnets });
}

/** An EC2 that does not tell leaves it at what is known of AWS's regions. */
async function askZones(
  { AvailabilityZones = [], AvailabilityZoneIds = [] }: PlacementInput,
  { ec2, region }: Pick<Context, 'ec2' | 'region'>,
): Promise<ToldZones['all']> {
  if (ec2 === undefined || AvailabilityZones.length + AvailabilityZoneIds.length === 0) {
    return undefined;
  }
  const answer = await ec2.zones(region);
  if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
  return answer.kind === 'found' && answer.value.length > 0 ? answer.value : undefined;
}

async function askSubnets(
  input: PlacementInput,
  { ec2, region }: Pick<Context, 'ec2' | 'region'>,
): Promise<ToldZones['ofSubnets']> {
  const ids = subnetIdsOf(input);
  if (ec2 === undefined || ids.length === 0) return undefined;
  const answer = await ec2.subnets(ids, region);
  if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
  // "The subnet ID 'subnet-1' does not exist", says EC2 itself.
  if (answer.kind === 'refused') throw validationError(answer.message);
  const subnets = [...answer.value];
  const vpcs = new Set(subnets.flatMap(([, { VpcId }]) => VpcId ?? []));
  // AWS refuses it too; its words are not known.
  if (vpcs.size > 1) throw validationError('The subnets of a group must all lie in the same VPC');
  return answer.value;
}
