import { partsOfLaunch, type Refusal } from '../ec2/ec2.js';
import type { Context } from '../service.js';
import { ServiceError, ServiceUnavailable$ } from '../wire/errors.js';
import { validationError } from './errors.js';
import type { LaunchConfigurationDocument } from './launch-configuration.js';

/**
 * An EC2 that is configured must have what a launch configuration names when it is made. Unlike of
 * a launch template, AWS words what is wrong with its image and its type in ways of its own; what
 * is wrong with its key or its security groups is told as EC2 tells it.
 */
export async function checkParts(
  { launchConfiguration }: LaunchConfigurationDocument,
  { ec2, region }: Pick<Context, 'ec2' | 'region'>,
): Promise<void> {
  if (ec2 === undefined) return;
  const { ImageId, InstanceType, KeyName, SecurityGroups = [] } = launchConfiguration;
  const parts = partsOfLaunch({ ImageId, InstanceType, KeyName, SecurityGroups });
  const answer = await ec2.dryRun(parts, region);
  if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
  if (answer.kind === 'refused') {
    throw validationError(wordsOf(answer, { ImageId, InstanceType }));
  }
}

function wordsOf({ lacks, message }: Refusal, { ImageId = '', InstanceType = '' }: Named): string {
  if (lacks === 'image') return `AMI ${ImageId} is invalid: ${message}`;
  if (lacks !== 'instance type') return message;
  return `The specified instance type ${InstanceType} is not valid`;
}

type Named = Pick<LaunchConfigurationDocument['launchConfiguration'], 'ImageId' | 'InstanceType'>;
