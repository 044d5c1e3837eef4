import type {
  InstancesDistribution,
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';
import { checkRequirements } from './instance-requirements.js';

/**
 * A group of several instance types, on demand and spot, as DescribeAutoScalingGroups shows it.
 * What an update leaves out of the distribution stays; overrides are replaced as a whole.
 */
export function readMixedPolicy(
  given: MixedInstancesPolicy,
  current: MixedInstancesPolicy | undefined,
): MixedInstancesPolicy {
  const { LaunchTemplate: template = {}, InstancesDistribution: distribution = {} } = given;
  const known = current?.LaunchTemplate;
  const specification = template.LaunchTemplateSpecification ?? known?.LaunchTemplateSpecification;
  checkSpecification(specification);
  const Overrides = template.Overrides ?? known?.Overrides ?? [];
  checkOverrides(Overrides);
  checkRequirements(Overrides, distribution);
  const merged = { ...current?.InstancesDistribution, ...present(distribution) };
  const isByRequirements = Overrides.some((each) => each.InstanceRequirements !== undefined);
  const strategy = isByRequirements ? 'lowest-price' : 'prioritized';
  const { OnDemandAllocationStrategy = strategy } = merged;
  return {
    LaunchTemplate: { LaunchTemplateSpecification: specification, Overrides },
    InstancesDistribution: withDefaults({ ...merged, OnDemandAllocationStrategy }),
  };
}

/** What is absent says nothing. */
function present(distribution: InstancesDistribution): InstancesDistribution {
  const entries = Object.entries(distribution).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

export function checkSpecification(specification: LaunchTemplateSpecification | undefined): void {
  const { LaunchTemplateId, LaunchTemplateName, Version } = specification ?? {};
  if ((LaunchTemplateId === undefined) === (LaunchTemplateName === undefined)) {
    throw validationError(
      'Valid requests must contain either launchTemplateId or LaunchTemplateName',
    );
  }
  if (Version === undefined || /^(\$Default|\$Latest|\d+)$/.test(Version)) return;
  throw validationError(
    "Invalid launch template version: either '$Default', '$Latest', or a numeric version are " +
      'allowed.',
  );
}

const overridesMax = 40;

function checkOverrides(overrides: readonly LaunchTemplateOverrides[]): void {
  // AWS takes forty, whatever its words say (observed).
  if (overrides.length > overridesMax) {
    throw validationError(
      `The number of LaunchTemplateOverrides must be fewer than ${overridesMax}`,
    );
  }
  for (const { LaunchTemplateSpecification } of overrides) {
    if (LaunchTemplateSpecification !== undefined) checkSpecification(LaunchTemplateSpecification);
  }
  const named = overrides.filter(({ InstanceRequirements }) => InstanceRequirements === undefined);
  const types = named.map(({ InstanceType }) => InstanceType);
  if (new Set(types).size < types.length) {
    throw validationError('Cannot add same instance type override more than once');
  }
  const weights = overrides.flatMap(({ WeightedCapacity }) => WeightedCapacity ?? []);
  if (weights.length > 0 && weights.length < overrides.length) {
    throw validationError('Not all instance types have a defined WeightedCapacity');
  }
  const odd = weights.find((weight) => !/^[1-9]\d{0,2}$/.test(weight));
  if (odd !== undefined) {
    throw validationError(`WeightedCapacity must be a number from 1 to 999, not ${odd}`);
  }
}

const onDemandStrategies = ['lowest-price', 'prioritized'];
const spotStrategies = [
  'lowest-price',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'price-capacity-optimized',
];

function withDefaults(distribution: InstancesDistribution): InstancesDistribution {
  const {
    OnDemandAllocationStrategy = 'prioritized',
    OnDemandBaseCapacity = 0,
    OnDemandPercentageAboveBaseCapacity = 100,
    SpotAllocationStrategy = 'lowest-price',
    SpotInstancePools,
    SpotMaxPrice,
  } = distribution;
  checkStrategy(onDemandStrategies, OnDemandAllocationStrategy);
  checkStrategy(spotStrategies, SpotAllocationStrategy);
  checkRange('OnDemandBaseCapacity', OnDemandBaseCapacity, Infinity);
  checkRange('OnDemandPercentageAboveBaseCapacity', OnDemandPercentageAboveBaseCapacity, 100);
  checkRange('SpotInstancePools', SpotInstancePools ?? 0, 20);
  const isLowest = SpotAllocationStrategy === 'lowest-price';
  if (SpotInstancePools !== undefined && SpotInstancePools > 0 && !isLowest) {
    throw validationError(
      'SpotInstancePools option is only available with the lowest-price allocation strategy',
    );
  }
  return {
    OnDemandAllocationStrategy,
    OnDemandBaseCapacity,
    OnDemandPercentageAboveBaseCapacity,
    SpotAllocationStrategy,
    SpotInstancePools: isLowest ? (SpotInstancePools ?? 2) : undefined,
    SpotMaxPrice,
  };
}

/** The ranges are those of the page; AWS's words are not known. */
function checkRange(name: string, value: number, max: number): void {
  if (value >= 0 && value <= max) return;
  throw validationError(
    max === Infinity ? `${name} must be non-negative` : `${name} must be between 0 and ${max}`,
  );
}

function checkStrategy(strategies: readonly string[], strategy: string): void {
  if (strategies.includes(strategy)) return;
  throw validationError(
    `${strategy} is not a valid allocation strategy. Valid options are [${strategies.join(', ')}]`,
  );
}
