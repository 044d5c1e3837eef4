import type {
  CreateAutoScalingGroupType,
  CreateLaunchConfigurationType,
} from '@aws-sdk/client-auto-scaling';
import type { Context, Validated } from '../service.js';
import { ServiceError, ServiceUnavailable$ } from '../wire/errors.js';
import { checkParts } from './configuration-parts.js';
import { validationError } from './errors.js';
import type { PlacementInput } from './group-placement.js';
import {
  createLaunchConfiguration,
  type LaunchConfigurationDocument,
} from './launch-configuration.js';

/** What a launch configuration takes from an instance: all but its block devices. */
export type Copied = Partial<CreateLaunchConfigurationType>;

export interface SourceInstance {
  readonly copied: Copied;
  /** Where a group launches that is made of the instance, unless it says where. */
  readonly placement: PlacementInput;
}

export async function readSourceInstance(
  InstanceId: string,
  { ec2, region }: Pick<Context, 'ec2' | 'region'>,
): Promise<SourceInstance> {
  if (ec2 === undefined) {
    throw validationError('Updraft needs --ec2-endpoint to serve the parameter InstanceId.');
  }
  const answer = await ec2.instance(InstanceId, region);
  if (answer.kind === 'failed') throw new ServiceError(ServiceUnavailable$, answer.reason);
  if (answer.kind === 'refused') throw validationError(`Instance [${InstanceId}] is invalid.`);
  const { isMonitored, AvailabilityZone, SubnetId, ...copied } = answer.value;
  const members = { ...copied, InstanceMonitoring: { Enabled: isMonitored } };
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  const zones = AvailabilityZone === undefined ? [] : [AvailabilityZone];
  const placement =
    SubnetId === undefined ? { AvailabilityZones: zones } : { VPCZoneIdentifier: SubnetId };
  return { copied: Object.fromEntries(present), placement };
}

/** A group that is made of an instance has a launch configuration of its own name, from then on. */
export async function hiddenConfiguration(
  { AutoScalingGroupName }: Validated<CreateAutoScalingGroupType>,
  { copied }: SourceInstance,
  context: Context,
): Promise<LaunchConfigurationDocument> {
  const named = { LaunchConfigurationName: AutoScalingGroupName };
  const { account, region, now } = context;
  const creation = { scope: { account, region }, now, uuid: context.newId() };
  const hidden = createLaunchConfiguration(named, copied, creation);
  await checkParts(hidden, context);
  return hidden;
}
