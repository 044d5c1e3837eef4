import type {
  CapacityReservationSpecification,
  CreateAutoScalingGroupType,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import type { Settings, Validated } from '../service.js';
import { refuseUnserved, unserved, validationError } from './errors.js';
import type { Group } from './group-document.js';
import { checkSpecification } from './mixed-instances.js';
import { checkTerminationPolicies } from './termination-policy-request.js';

/** What the calls that create and update a group may say, checked in AWS's words. */
export type CreateInput = Validated<CreateAutoScalingGroupType>;
export type UpdateInput = Validated<UpdateAutoScalingGroupType>;
type EitherInput = CreateInput | UpdateInput;

export function checkMembers(input: EitherInput, settings: Settings): void {
  // AWS says so of it in the model, and is not known to have been asked.
  if (input.Context !== undefined) throw validationError('Context is reserved for AWS services.');
  refuseUnserved(input, ['AvailabilityZoneImpairmentPolicy', 'PlacementGroup']);
  checkReservation(input.CapacityReservationSpecification);
  checkCapacityType(input.DesiredCapacityType);
  const { HealthCheckType = 'EC2', HealthCheckGracePeriod = 0, TerminationPolicies = [] } = input;
  checkLifetime(input.MaxInstanceLifetime);
  checkWaits(input);
  checkHealthCheckType(HealthCheckType);
  if (HealthCheckGracePeriod < 0) throw validationError('Grace period must be a positive integer.');
  checkTerminationPolicies(TerminationPolicies, settings);
}

/** Instances are launched wherever EC2 would, which is what `default` asks for. */
function checkReservation(specification: CapacityReservationSpecification = {}): void {
  const { CapacityReservationPreference: preference, CapacityReservationTarget } = specification;
  const isPlain = preference === 'default' || preference === 'none';
  if (isPlain && CapacityReservationTarget !== undefined) {
    throw validationError(
      "You can't specify CapacityReservationPreference as default or none and provide a " +
        'CapacityReservationTarget in the same request',
    );
  }
  const isUnserved = preference !== undefined && preference !== 'default';
  if (isUnserved || CapacityReservationTarget !== undefined) {
    throw unserved('CapacityReservationSpecification');
  }
}

const capacityTypes = ['units', 'vcpu', 'memory-mib'];

function checkCapacityType(DesiredCapacityType = ''): void {
  if (DesiredCapacityType === '' || capacityTypes.includes(DesiredCapacityType)) return;
  throw validationError(`Valid desired capacity types are: [${capacityTypes.join(', ')}].`);
}

/** By the page of CreateAutoScalingGroup; AWS's text is not known. ARNs rely on it. */
function checkName(name: string): void {
  if (/^[!-9;-~]+$/.test(name)) return;
  throw validationError(
    'AutoScalingGroupName can contain ASCII characters 33 to 126 alone, and no colon',
  );
}

/** 0 is none. */
function checkLifetime(seconds = 0): void {
  if (seconds !== 0 && (seconds < 86_400 || seconds > 31_536_000)) {
    throw validationError(
      'maxInstanceLifetime must be between 86400 and 31536000 seconds (inclusive)',
    );
  }
}

/** The ranges are AWS's; the words follow those of the grace period and of the lifetime. */
function checkWaits({ DefaultCooldown = 0, DefaultInstanceWarmup = 0 }: EitherInput): void {
  if (DefaultCooldown < 0) throw validationError('Default cooldown must be a positive integer.');
  // -1 clears it.
  if (DefaultInstanceWarmup < -1 || DefaultInstanceWarmup > 3600) {
    throw validationError('defaultInstanceWarmup must be between 0 and 3600 seconds (inclusive)');
  }
}

export function checkCreation(input: CreateInput, settings: Settings): void {
  checkName(input.AutoScalingGroupName);
  refuseUnserved(input, ['LoadBalancerNames', 'TargetGroupARNs', 'TrafficSources']);
  checkMembers(input, settings);
}

/**
 * Beside that of EC2, each asks somebody else: load balancers, volumes, target groups of VPC
 * Lattice. Where a group has none of them, nobody finds its instances unhealthy.
 */
const healthCheckTypes = ['EC2', 'ELB', 'EBS', 'VPC_LATTICE'];

function checkHealthCheckType(HealthCheckType: string): void {
  const types = HealthCheckType.split(',');
  if (types.length > 1 && types.includes('EC2')) {
    throw validationError(
      'Specifying EC2 in addition to other health check types is not supported',
    );
  }
  const odd = types.find((type) => type !== '' && !healthCheckTypes.includes(type));
  if (odd !== undefined) {
    throw validationError(`Valid health check types are: [${healthCheckTypes.join(', ')}].`);
  }
}

/** Exactly one source may be named; `sources` is how AWS lists them. */
export function checkLaunchSource(
  { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy, InstanceId }: SourceInput,
  sources: string,
): void {
  const all = [LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy, InstanceId];
  const given = all.filter((each) => each !== undefined);
  if (given.length !== 1) {
    throw validationError(`Valid requests must contain either ${sources} parameter.`);
  }
  if (LaunchTemplate !== undefined) checkSpecification(LaunchTemplate);
}

export interface LaunchSourceInput {
  readonly LaunchConfigurationName?: string | undefined;
  readonly LaunchTemplate?: LaunchTemplateSpecification | undefined;
  readonly MixedInstancesPolicy?: MixedInstancesPolicy | undefined;
}

interface SourceInput extends LaunchSourceInput {
  readonly InstanceId?: string | undefined;
}

export function checkSizes({ MinSize, MaxSize, DesiredCapacity }: Sizes): void {
  if (MinSize < 0) throw validationError('Min size must be non-negative');
  if (MinSize > MaxSize) {
    throw validationError(
      `Max bound, ${MaxSize}, must be greater than or equal to min bound, ${MinSize}`,
    );
  }
  if (DesiredCapacity < MinSize || DesiredCapacity > MaxSize) {
    throw validationError(
      `Desired capacity:${DesiredCapacity} must be between the specified min size:${MinSize} ` +
        `and max size:${MaxSize}`,
    );
  }
}

export type Sizes = Pick<Group, 'MinSize' | 'MaxSize' | 'DesiredCapacity'>;
