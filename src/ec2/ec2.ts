import type { Requirements } from './requirements.js';

/**
 * What is asked of an EC2-compatible service, where one is configured: the content of launch
 * templates, what an instance was launched with, which zones there are and where
 * subnets lie, which instance types meet requirements, and whether it has what launches name.
 */
export interface Ec2 {
  launchTemplate(name: TemplateName, region: string): Promise<Ec2Answer<TemplateVersion>>;
  instance(InstanceId: string, region: string): Promise<Ec2Answer<LaunchedInstance>>;
  /** Where subnets lie, by their ids. */
  subnets(SubnetIds: readonly string[], region: string): Promise<Ec2Answer<FoundSubnets>>;
  /** The zones of a region; empty of an EC2 that has no call for it. */
  zones(region: string): Promise<Ec2Answer<readonly FoundZone[]>>;
  /** Smallest first. */
  instanceTypes(
    wanted: WantedTypes,
    region: string,
  ): Promise<Ec2Answer<readonly InstanceTypeSize[]>>;
  /** Refused where EC2 would refuse a launch, whatever else is in it. */
  dryRun(parts: LaunchParts, region: string): Promise<Ec2Answer<LaunchParts>>;
}

/** What launches name of what EC2 has. */
export interface LaunchParts {
  readonly ImageIds: readonly string[];
  readonly InstanceTypes: readonly string[];
  readonly KeyNames: readonly string[];
  /** By their ids or their names. */
  readonly SecurityGroups: readonly string[];
  /** Where they are launched; security groups by their ids must be of it. */
  readonly VpcId?: string | undefined;
}

/** Those of one launch. */
export function partsOfLaunch({
  ImageId,
  InstanceType,
  KeyName,
  ...rest
}: LaunchNames): LaunchParts {
  const present = (name: string | undefined): string[] => (name ? [name] : []);
  return {
    ...{ ImageIds: present(ImageId), InstanceTypes: present(InstanceType) },
    ...{ KeyNames: present(KeyName), ...rest },
  };
}

export interface LaunchNames extends Pick<LaunchParts, 'SecurityGroups' | 'VpcId'> {
  readonly ImageId: string | undefined;
  readonly InstanceType: string | undefined;
  readonly KeyName: string | undefined;
}

/** All others are names of security groups. */
export function isSecurityGroupId(group: string): boolean {
  return /^sg-\w+$/.test(group);
}

export interface WantedTypes {
  readonly requirements: Requirements;
  /** The types must be able to run it. */
  readonly ImageId: string | undefined;
}

export interface InstanceTypeSize {
  readonly InstanceType: string;
  readonly vCpus: number;
  readonly memoryMiB: number;
  readonly accelerators: number;
}

export type FoundSubnets = ReadonlyMap<string, FoundSubnet>;

export interface FoundZone {
  readonly AvailabilityZone: string;
  /** Not every EC2 tells it. */
  readonly AvailabilityZoneId?: string | undefined;
}

export interface FoundSubnet extends FoundZone {
  readonly VpcId?: string | undefined;
}

export type Ec2Answer<T> =
  | { readonly kind: 'found'; readonly value: T }
  | Refusal
  /** There was no answer; there may be one later. */
  | { readonly kind: 'failed'; readonly reason: string; readonly status?: number };

export interface Refusal {
  readonly kind: 'refused';
  /** EC2's own, as the text. */
  readonly code: string;
  readonly message: string;
  /** Of a dry run: what there is not. */
  readonly lacks?: LackedPart | undefined;
}

/** A security group may be there, and not where it is looked for. */
export type LackedPart =
  | 'image'
  | 'instance type'
  | 'key pair'
  | 'security group'
  | 'security group in VPC'
  | 'security group in default VPC';

/** A launch template by its id or its name; the default version unless another is named. */
export interface TemplateName {
  readonly LaunchTemplateId?: string | undefined;
  readonly LaunchTemplateName?: string | undefined;
  /** A number, `$Latest` or `$Default`. */
  readonly Version?: string | undefined;
}

/** One version of a launch template: what a launch needs of it. */
export interface TemplateVersion {
  readonly LaunchTemplateId: string;
  readonly LaunchTemplateName: string;
  readonly VersionNumber: string;
  readonly ImageId?: string | undefined;
  readonly InstanceType?: string | undefined;
  readonly KeyName?: string | undefined;
  /** By their ids or their names. */
  readonly SecurityGroups: readonly string[];
  /** Some of them are not of its network interfaces, though it has such. */
  readonly hasStrayGroups: boolean;
  readonly UserData?: string | undefined;
  readonly isSpot: boolean;
  /** Of one that asks for types by what they have. */
  readonly requirements?: Requirements | undefined;
  /** Those of instances. */
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** In the words of a launch configuration, and where it runs. */
export interface LaunchedInstance {
  readonly AvailabilityZone?: string | undefined;
  readonly SubnetId?: string | undefined;
  readonly ImageId: string;
  readonly InstanceType: string;
  readonly KeyName?: string | undefined;
  readonly SecurityGroups: readonly string[];
  readonly UserData?: string | undefined;
  readonly KernelId?: string | undefined;
  readonly RamdiskId?: string | undefined;
  readonly IamInstanceProfile?: string | undefined;
  readonly PlacementTenancy?: string | undefined;
  readonly EbsOptimized: boolean;
  readonly isMonitored: boolean;
}
