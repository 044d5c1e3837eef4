import type {
  InstanceRequirements,
  InstancesDistribution,
  LaunchTemplateOverrides,
} from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';
import type { Group, LaunchSource } from './group-document.js';

/**
 * Instance types by what they have instead of by their names. What AWS refuses is refused in its
 * words; which types meet requirements is asked of an EC2.
 */
export function checkRequirements(
  overrides: readonly LaunchTemplateOverrides[],
  distribution: InstancesDistribution,
): void {
  const required = overrides.filter((override) => override.InstanceRequirements !== undefined);
  if (required.length === 0) return;
  if (required.length > requirementsMax) {
    throw validationError(
      `You can only have ${requirementsMax} launch template overrides using instance ` +
        'requirements at most',
    );
  }
  for (const { InstanceType, InstanceRequirements = {} } of required) {
    if (InstanceType !== undefined) {
      throw validationError(
        'The parameter InstanceType cannot be used in a launch template override using instance ' +
          'requirements',
      );
    }
    checkEach(InstanceRequirements);
  }
  checkStrategies(distribution);
}

const requirementsMax = 4;

/** Instance types that requirements find have no order of their own. */
function checkStrategies(distribution: InstancesDistribution): void {
  const { OnDemandAllocationStrategy, SpotAllocationStrategy } = distribution;
  const incompatible = 'allocation strategy is not compatible with instance requirements';
  if (OnDemandAllocationStrategy === 'prioritized') {
    throw validationError(`The prioritized ${incompatible}. Valid options are [lowest-price]`);
  }
  if (SpotAllocationStrategy === 'capacity-optimized-prioritized') {
    throw validationError(`The capacity-optimized-prioritized ${incompatible}`);
  }
}

function checkEach(requirements: Partial<InstanceRequirements>): void {
  const { AllowedInstanceTypes: allowed = [], ExcludedInstanceTypes: excluded = [] } = requirements;
  if (allowed.length > 0 && excluded.length > 0) {
    throw validationError(
      'You can specify either AllowedInstanceTypes or ExcludedInstanceTypes, but not both',
    );
  }
  const {
    SpotMaxPricePercentageOverLowestPrice: overLowest,
    MaxSpotPriceAsPercentageOfOptimalOnDemandPrice: ofOnDemand,
  } = requirements;
  if (overLowest !== undefined && ofOnDemand !== undefined) {
    throw validationError('Specify only one of these parameters');
  }
  for (const name of ranges) {
    const { Min = 0, Max = Infinity } = requirements[name] ?? {};
    if (Min <= Max) continue;
    throw validationError(
      `Invalid instance requirements. The Min value (${Min}) in ${name} must be less or equal to ` +
        `the Max value (${Max})`,
    );
  }
}

const ranges = [
  'VCpuCount',
  'MemoryMiB',
  'MemoryGiBPerVCpu',
  'NetworkInterfaceCount',
  'TotalLocalStorageGB',
  'BaselineEbsBandwidthMbps',
  'AcceleratorCount',
  'AcceleratorTotalMemoryMiB',
  'NetworkBandwidthGbps',
] as const;

/**
 * Capacity is counted in vCPUs or memory only where types are chosen by what they have ("Create a
 * mixed instances group using attribute-based instance type selection"); AWS's words are not known.
 */
export function checkCapacityUnits(
  { DesiredCapacityType = 'units', MixedInstancesPolicy }: Group,
  { requiredTypes, templates = [] }: LaunchSource,
): void {
  if (DesiredCapacityType === 'units') return;
  const { Overrides = [] } = MixedInstancesPolicy?.LaunchTemplate ?? {};
  const isNamed = Overrides.some(({ InstanceType }) => InstanceType !== undefined);
  const hasTypes = requiredTypes ?? templates.find(({ types }) => types !== undefined);
  if (hasTypes === undefined || isNamed) {
    throw validationError(
      `The desired capacity type ${DesiredCapacityType} is only supported with instance ` +
        'requirements',
    );
  }
  if (Overrides.some(({ WeightedCapacity }) => WeightedCapacity !== undefined)) {
    throw validationError(
      `WeightedCapacity is not supported with the desired capacity type ${DesiredCapacityType}`,
    );
  }
}
