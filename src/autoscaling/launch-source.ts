import type { LaunchTemplateOverrides } from '@aws-sdk/client-auto-scaling';
import type { Ec2Answer, LaunchParts } from '../ec2/ec2.js';
import type { Context } from '../service.js';
import { ServiceError, ServiceUnavailable$ } from '../wire/errors.js';
import { invalidQueryParameter, validationError } from './errors.js';
import type { Group, GroupDocument, LaunchSource, Subnet } from './group-document.js';
import type { LaunchSourceInput } from './group-request.js';
import { launchConfigurationKey } from './keys.js';
import type { LaunchConfigurationDocument } from './launch-configuration.js';
import {
  findTemplate,
  type ResolvedTemplate,
  resolveTemplate,
  type Specification,
  specificationsOf,
} from './launch-template.js';
import { requirementsKey } from './launch-options.js';
import { readMixedPolicy } from './mixed-instances.js';

interface Placed extends Pick<Context, 'ec2' | 'region'> {
  /** Those in which the group launches. */
  readonly subnets: readonly Subnet[];
}

type Asked = Placed & Pick<Context, 'account' | 'store'>;

/** What a group takes from its launch source; templates are checked as AWS's dry run would. */
export async function readLaunchSource(
  input: LaunchSourceInput,
  current: Group | undefined,
  context: Asked,
): Promise<LaunchSource> {
  const { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy: mixed } = input;
  if (LaunchConfigurationName === undefined) {
    const MixedInstancesPolicy = mixed && readMixedPolicy(mixed, current?.MixedInstancesPolicy);
    const sources = { LaunchTemplate, MixedInstancesPolicy };
    const templates = await readTemplates(specificationsOf(sources), context);
    checkTemplates(templates ?? [], { isMixed: mixed !== undefined });
    const requiredTypes = await readRequiredTypes(sources, templates, context);
    if (templates !== undefined) {
      await checkLaunches(launchesOf(sources, templates), context);
    }
    return { templates, ...(requiredTypes && { requiredTypes }) };
  }
  const found = await context.store.get(launchConfigurationKey(context, LaunchConfigurationName));
  if (found === undefined) throw validationError('Launch configuration name not found - null');
  return sourceOf(found);
}

export function sourceOf({ launchConfiguration }: LaunchConfigurationDocument): LaunchSource {
  const { InstanceType, CreatedTime } = launchConfiguration;
  return { InstanceType, createdAt: CreatedTime };
}

/** Undefined where there is no EC2 to ask. */
async function readTemplates(
  specifications: readonly Specification[],
  { ec2, region }: Placed,
): Promise<readonly ResolvedTemplate[] | undefined> {
  if (ec2 === undefined) return undefined;
  const answers = await Promise.all(
    specifications.map((each) => resolveTemplate(each, ec2, region)),
  );
  return answers.map(valueOf);
}

function valueOf<T>(answer: Ec2Answer<T>): T {
  if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
  if (answer.kind === 'refused') throw unusable(answer.message);
  return answer.value;
}

/** What AWS sees in templates before it asks EC2; both refusals are reported of it. */
function checkTemplates(
  templates: readonly ResolvedTemplate[],
  { isMixed }: { readonly isMixed: boolean },
): void {
  if (isMixed && templates.some(({ isSpot }) => isSpot)) {
    throw invalidQueryParameter(
      'Incompatible launch template: You cannot use a launch template that is set to request ' +
        'Spot Instances (InstanceMarketOptions) when you configure an Auto Scaling group with a ' +
        'mixed instances policy. Add a different launch template to the group and try again.',
    );
  }
  if (templates.some(({ hasStrayGroups }) => hasStrayGroups === true)) {
    throw invalidQueryParameter(
      'Invalid launch template: When a network interface is provided, the security groups must ' +
        'be a part of it.',
    );
  }
}

/** Undefined where no override asks for types by what they have. */
async function readRequiredTypes(
  { MixedInstancesPolicy }: LaunchSourceInput,
  templates: readonly ResolvedTemplate[] | undefined,
  { ec2, region }: Placed,
): Promise<LaunchSource['requiredTypes']> {
  const { LaunchTemplateSpecification: common = {}, Overrides = [] } =
    MixedInstancesPolicy?.LaunchTemplate ?? {};
  const required = Overrides.filter((override) => override.InstanceRequirements !== undefined);
  if (required.length === 0) return undefined;
  if (ec2 === undefined) {
    throw validationError('Updraft needs --ec2-endpoint to serve InstanceRequirements.');
  }
  const types = required.map(async (override) => {
    const { InstanceRequirements: requirements = {}, LaunchTemplateSpecification } = override;
    const template = findTemplate(templates, LaunchTemplateSpecification ?? common);
    const ImageId = override.ImageId ?? template?.ImageId;
    const found = valueOf(await ec2.instanceTypes({ requirements, ImageId }, region));
    if (found.length === 0) throw unusable('No instance types meet the instance requirements');
    return [requirementsKey(requirements), found] as const;
  });
  return Object.fromEntries(await Promise.all(types));
}

function unusable(reason: string): ServiceError {
  return validationError(`You must use a valid fully-formed launch template. ${reason}`);
}

/**
 * The security groups of a group's templates, as they are known, where the group moves to other
 * subnets. Of those of a launch configuration AWS tells when it launches.
 */
export async function checkMove(
  { launchSource: { templates = [] } }: GroupDocument,
  context: Placed,
): Promise<void> {
  const SecurityGroups = each(templates, (template) => template.SecurityGroups ?? []);
  const none = { ImageIds: [], InstanceTypes: [], KeyNames: [] };
  await checkParts({ ...none, SecurityGroups }, context);
}

/** Of each launch, an image and a type must be known, and EC2 must have what it names. */
async function checkLaunches(launches: readonly Launch[], context: Placed): Promise<void> {
  for (const { ImageId, InstanceType, hasOtherTypes } of launches) {
    if (ImageId === undefined) throw unusable(missing('ImageId'));
    if (InstanceType === undefined && !hasOtherTypes) throw unusable(missing('InstanceType'));
  }
  const parts = {
    ImageIds: each(launches, ({ ImageId }) => ImageId ?? []),
    InstanceTypes: each(launches, ({ InstanceType }) => InstanceType ?? []),
    KeyNames: each(launches, ({ KeyName }) => KeyName ?? []),
    SecurityGroups: each(launches, (launch) => launch.SecurityGroups ?? []),
  };
  await checkParts(parts, context);
}

async function checkParts(
  parts: Omit<LaunchParts, 'VpcId'>,
  { ec2, region, subnets }: Placed,
): Promise<void> {
  if (ec2 === undefined) return;
  // All of them lie in one.
  const VpcId = subnets[0]?.VpcId;
  const answer = await ec2.dryRun({ ...parts, VpcId }, region);
  const lacks = answer.kind === 'refused' ? answer.lacks : undefined;
  // Of groups by name, and of those of another VPC, AWS was seen to tell in words of its own.
  if (answer.kind === 'refused' && lacks === 'security group in default VPC') {
    throw validationError(answer.message);
  }
  if (lacks === 'security group in VPC') {
    throw validationError(
      'One or more security groups in the launch template are not linked to the VPCs configured ' +
        'in the Auto Scaling group',
    );
  }
  valueOf(answer);
}

/** What launches name, each once. */
function each<T>(
  launches: readonly T[],
  named: (launch: T) => string | readonly string[],
): readonly string[] {
  return [...new Set(launches.flatMap(named))];
}

function missing(parameter: string): string {
  return `The request must contain the parameter ${parameter}`;
}

/** What a launch would ask EC2 for. */
interface Launch {
  readonly ImageId: string | undefined;
  readonly InstanceType: string | undefined;
  readonly KeyName: string | undefined;
  readonly SecurityGroups: readonly string[] | undefined;
  /** Some that meet requirements. */
  readonly hasOtherTypes: boolean;
}

/** Each override is a launch of its own; without any there is that of the template. */
function launchesOf(
  { LaunchTemplate, MixedInstancesPolicy }: LaunchSourceInput,
  templates: readonly ResolvedTemplate[],
): readonly Launch[] {
  const { LaunchTemplateSpecification: common = {}, Overrides = [] } =
    MixedInstancesPolicy?.LaunchTemplate ?? {};
  const overrides = Overrides.length > 0 ? Overrides : [{}];
  return overrides.map((override: LaunchTemplateOverrides) => {
    const own = LaunchTemplate ?? override.LaunchTemplateSpecification ?? common;
    const template = findTemplate(templates, own);
    const isByRequirements = override.InstanceRequirements !== undefined;
    return {
      ImageId: override.ImageId ?? template?.ImageId,
      InstanceType: isByRequirements
        ? undefined
        : (override.InstanceType ?? template?.InstanceType),
      KeyName: template?.KeyName,
      SecurityGroups: template?.SecurityGroups,
      hasOtherTypes: isByRequirements || template?.types !== undefined,
    };
  });
}
