import type {
  CreateAutoScalingGroupType,
  CreateLaunchConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import type { Context, Validated } from '../service.js';
import { ServiceError, ServiceUnavailable$ } from '../wire/errors.js';
import { validationError } from './errors.js';
import {
  createLaunchConfiguration,
  type LaunchConfigurationDocument,
} from './launch-configuration.js';

/** What a launch configuration takes from an instance: all but its block devices. */
export type Copied = Partial<CreateLaunchConfigurationType>;

export async function readSourceInstance(
  InstanceId: string,
  { ec2, region }: Pick<Context, 'ec2' | 'region'>,
): Promise<Copied> {
  if (ec2 === undefined) {
    throw validationError('Updraft needs --ec2-endpoint to serve the parameter InstanceId.');
  }
  const answer = await ec2.instance(InstanceId, region);
  if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
  if (answer.kind === 'refused') throw validationError(`Instance [${InstanceId}] is invalid.`);
  const { isMonitored, ...copied } = answer.value;
  const members = { ...copied, InstanceMonitoring: { Enabled: isMonitored } };
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present);
}

/** A group that is made of an instance has a launch configuration of its own name, from then on. */
export async function readHiddenConfiguration(
  { AutoScalingGroupName, InstanceId }: Validated<CreateAutoScalingGroupType>,
  context: Context,
): Promise<LaunchConfigurationDocument | undefined> {
  if (InstanceId === undefined) return undefined;
  const copied = await readSourceInstance(InstanceId, context);
  const { account, region, now } = context;
  const named = { LaunchConfigurationName: AutoScalingGroupName };
  const creation = { scope: { account, region }, now, uuid: context.newId() };
  return createLaunchConfiguration(named, copied, creation);
}
