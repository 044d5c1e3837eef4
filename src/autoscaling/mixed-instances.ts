import type {
  InstancesDistribution,
  LaunchTemplate,
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';
import { checkRequirements } from './instance-requirements.js';
import { checkSpotPrice } from './spot-price.js';

/**
 * A group of several instance types, on demand and spot, as DescribeAutoScalingGroups shows it.
 * What an update leaves out of the distribution stays; overrides are replaced as a whole. Only what
 * is given is held to the rules of what may be given: what is shown has defaults filled in, and its
 * templates bear both id and name.
 */
export function readMixedPolicy(
  given: MixedInstancesPolicy,
  current: MixedInstancesPolicy | undefined,
): MixedInstancesPolicy {
  const { LaunchTemplate: template = {}, InstancesDistribution: distribution = {} } = given;
  const knownTemplate = current?.LaunchTemplate;
  const ownSpecification = template.LaunchTemplateSpecification;
  if (ownSpecification !== undefined || knownTemplate === undefined) {
    checkSpecification(ownSpecification);
  }
  if (template.Overrides !== undefined) checkOverrides(template.Overrides);
  const LaunchTemplate = {
    LaunchTemplateSpecification: ownSpecification ?? knownTemplate?.LaunchTemplateSpecification,
    Overrides: template.Overrides ?? knownTemplate?.Overrides ?? [],
  };
  checkTemplateCount(LaunchTemplate);
  const { Overrides } = LaunchTemplate;
  checkRequirements(Overrides, distribution);
  const isByRequirements = Overrides.some((each) => each.InstanceRequirements !== undefined);
  // Types that requirements find have no order of their own to follow.
  const inOrder = isByRequirements ? { OnDemandAllocationStrategy: 'lowest-price' } : undefined;
  const known = { ...current?.InstancesDistribution, ...inOrder };
  return {
    LaunchTemplate,
    InstancesDistribution: readDistribution(distribution, known),
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

const templatesMax = 20;

/** The limit is AWS's, counted over all versions of a template; its words are not known. */
function checkTemplateCount({ LaunchTemplateSpecification, Overrides = [] }: LaunchTemplate): void {
  const ofOverrides = Overrides.map((override) => override.LaunchTemplateSpecification);
  const names = [LaunchTemplateSpecification, ...ofOverrides].flatMap(
    (each) => each?.LaunchTemplateId ?? each?.LaunchTemplateName ?? [],
  );
  if (new Set(names).size <= templatesMax) return;
  throw validationError(
    `The number of launch templates in a mixed instances policy must be at most ${templatesMax}`,
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

/**
 * A pool count belongs to one strategy: another one that is given drops a count that is there, and
 * refuses one that is given with it.
 */
function readDistribution(
  given: InstancesDistribution,
  current: InstancesDistribution,
): InstancesDistribution {
  const {
    OnDemandAllocationStrategy = 'prioritized',
    OnDemandBaseCapacity = 0,
    OnDemandPercentageAboveBaseCapacity = 100,
    SpotAllocationStrategy = 'lowest-price',
    SpotInstancePools = 2,
    SpotMaxPrice,
  } = { ...current, ...present(given) };
  checkStrategy(onDemandStrategies, OnDemandAllocationStrategy);
  checkStrategy(spotStrategies, SpotAllocationStrategy);
  checkRange('OnDemandBaseCapacity', OnDemandBaseCapacity, [0, Infinity]);
  checkRange('OnDemandPercentageAboveBaseCapacity', OnDemandPercentageAboveBaseCapacity, [0, 100]);
  const isLowest = SpotAllocationStrategy === 'lowest-price';
  if (isLowest) checkRange('SpotInstancePools', SpotInstancePools, [1, 20]);
  if (!isLowest && (given.SpotInstancePools ?? 0) !== 0) {
    throw validationError(
      'SpotInstancePools option is only available with the lowest-price allocation strategy',
    );
  }
  // An empty one stands for the price of on demand.
  if (SpotMaxPrice !== undefined && SpotMaxPrice !== '') checkSpotPrice(SpotMaxPrice);
  return {
    OnDemandAllocationStrategy,
    OnDemandBaseCapacity,
    OnDemandPercentageAboveBaseCapacity,
    SpotAllocationStrategy,
    SpotInstancePools: isLowest ? SpotInstancePools : undefined,
    SpotMaxPrice,
  };
}

type Range = readonly [min: number, max: number];

/** The ranges are those of the page; AWS's words are not known. */
function checkRange(name: string, value: number, [min, max]: Range): void {
  if (value >= min && value <= max) return;
  throw validationError(
    max === Infinity ? `${name} must be non-negative` : `${name} must be between ${min} and ${max}`,
  );
}

function checkStrategy(strategies: readonly string[], strategy: string): void {
  if (strategies.includes(strategy)) return;
  throw validationError(
    `${strategy} is not a valid allocation strategy. Valid options are [${strategies.join(', ')}]`,
  );
}
