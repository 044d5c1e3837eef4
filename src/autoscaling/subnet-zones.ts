import type { SubnetZones } from '../ec2/ec2.js';
import type { Context } from '../service.js';
import { ServiceError, ServiceUnavailable$ } from '../wire/errors.js';
import { validationError } from './errors.js';
import { type PlacementInput, subnetIdsOf } from './group-placement.js';

/** Where the subnets that are named lie, if there is an EC2 to ask. */
export async function askSubnetZones(
  input: PlacementInput,
  { ec2, region }: Pick<Context, 'ec2' | 'region'>,
): Promise<SubnetZones | undefined> {
  const ids = subnetIdsOf(input);
  if (ec2 === undefined || ids.length === 0) return undefined;
  const answer = await ec2.subnetZones(ids, region);
  if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
  // "The subnet ID 'subnet-1' does not exist", says EC2 itself.
  if (answer.kind === 'refused') throw validationError(answer.message);
  return answer.value;
}
