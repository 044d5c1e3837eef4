import { type Ec2, type Ec2Answer, type LaunchParts, vpcOf } from '../ec2/ec2.js';

/** What a launch names of what EC2 has. */
export interface LaunchNames {
  readonly ImageId: string | undefined;
  readonly InstanceType: string | undefined;
  readonly KeyName: string | undefined;
  readonly SecurityGroups: readonly string[];
  readonly SubnetId: string | undefined;
}

export type Obstacle = Extract<Ec2Answer<LaunchParts>, { readonly kind: 'refused' }>;

/**
 * An EC2 that is configured is asked before launches whether it has what they name: a key pair or a
 * security group may have been lost since the group was put. Launches that name the same are asked
 * about once. Where it cannot tell, nothing is in their way.
 */
export function checkLaunches({
  ec2,
  region,
}: {
  readonly ec2: Ec2 | undefined;
  readonly region: string;
}): (names: LaunchNames) => Promise<Obstacle | undefined> {
  const vpcs = new Map<string, Promise<string | undefined>>();
  const obstacles = new Map<string, Promise<Obstacle | undefined>>();
  return async ({ SubnetId, ...names }) => {
    if (ec2 === undefined) return undefined;
    const isPlaced = SubnetId !== undefined && names.SecurityGroups.length > 0;
    const VpcId = isPlaced
      ? await once(vpcs, SubnetId, () => vpcOf(SubnetId, { ec2, region }))
      : undefined;
    const parts = partsOf(names, VpcId);
    return once(obstacles, JSON.stringify(parts), async () => {
      const answer = await ec2.dryRun(parts, region);
      return answer.kind === 'refused' ? answer : undefined;
    });
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  return asked;
}

function partsOf(
  { ImageId, InstanceType, KeyName, SecurityGroups }: Omit<LaunchNames, 'SubnetId'>,
  VpcId: string | undefined,
): LaunchParts {
  const present = (name: string | undefined): string[] => (name ? [name] : []);
  return {
    ...{ ImageIds: present(ImageId), InstanceTypes: present(InstanceType) },
    ...{ KeyNames: present(KeyName), SecurityGroups, VpcId },
  };
}
