import type {
  InstanceRequirements,
  InstancesDistribution,
  LaunchTemplateOverrides,
} from '@aws-sdk/client-auto-scaling';
import { unserved, validationError } from './errors.js';

/**
 * Instance types by what they have instead of by their names. What AWS refuses is refused in its
 * words; the rest is not served, since nobody tells which types meet requirements and what these
 * cost.
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
  throw unserved('InstanceRequirements');
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
