import type { MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling';
import type { Context } from '../service.js';
import { ServiceError, ServiceUnavailable$ } from '../wire/errors.js';
import { unserved, validationError } from './errors.js';
import type { Group, LaunchSource } from './group-document.js';
import type { LaunchSourceInput } from './group-request.js';
import { launchConfigurationKey } from './keys.js';
import type { LaunchConfigurationDocument } from './launch-configuration.js';
import {
  findTemplate,
  type ResolvedTemplate,
  resolvedTemplate,
  type Specification,
  specificationsOf,
} from './launch-template.js';
import { readMixedPolicy } from './mixed-instances.js';

type Asked = Pick<Context, 'account' | 'region' | 'store' | 'ec2'>;

/** What a group takes from its launch source; templates are checked as AWS's dry run would. */
export async function readLaunchSource(
  { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy: mixed }: LaunchSourceInput,
  current: Group | undefined,
  context: Asked,
): Promise<LaunchSource> {
  if (LaunchConfigurationName === undefined) {
    const MixedInstancesPolicy = mixed && readMixedPolicy(mixed, current?.MixedInstancesPolicy);
    const sources = { LaunchTemplate, MixedInstancesPolicy };
    const templates = await readTemplates(specificationsOf(sources), context);
    if (templates !== undefined) checkTemplates(sources, templates);
    return { templates };
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
  { ec2, region }: Asked,
): Promise<readonly ResolvedTemplate[] | undefined> {
  if (ec2 === undefined) return undefined;
  const answers = await Promise.all(specifications.map((each) => ec2.launchTemplate(each, region)));
  return answers.map((answer, index) => {
    if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
    if (answer.kind === 'refused') throw unusable(answer.message);
    // Types by what they have: there is no price list to choose by.
    if (answer.value.hasRequirements) throw unserved('InstanceRequirements');
    return resolvedTemplate(specifications[index] ?? {}, answer.value);
  });
}

function unusable(reason: string): ServiceError {
  return validationError(`You must use a valid fully-formed launch template. ${reason}`);
}

function checkTemplates(
  { LaunchTemplate, MixedInstancesPolicy }: LaunchSourceInput,
  templates: readonly ResolvedTemplate[],
): void {
  const launches: readonly Launch[] =
    LaunchTemplate === undefined ? launchesOf(MixedInstancesPolicy) : [LaunchTemplate];
  for (const launch of launches) {
    const template = findTemplate(templates, launch);
    const { ImageId = template?.ImageId, InstanceType = template?.InstanceType } = launch;
    if (ImageId === undefined) throw unusable(missing('ImageId'));
    if (InstanceType === undefined) throw unusable(missing('InstanceType'));
  }
}

function missing(parameter: string): string {
  return `The request must contain the parameter ${parameter}`;
}

interface Launch extends Specification {
  readonly ImageId?: string | undefined;
  readonly InstanceType?: string | undefined;
}

/** Each override is a launch of its own; without any there is that of the template. */
function launchesOf({ LaunchTemplate }: MixedInstancesPolicy = {}): readonly Launch[] {
  const { LaunchTemplateSpecification: common = {}, Overrides = [] } = LaunchTemplate ?? {};
  if (Overrides.length === 0) return [common];
  return Overrides.map(({ LaunchTemplateSpecification = common, ImageId, InstanceType }) => ({
    ...LaunchTemplateSpecification,
    ...{ ImageId, InstanceType },
  }));
}
