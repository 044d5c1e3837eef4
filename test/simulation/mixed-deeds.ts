import type { Random } from '../support/random.js';
import { type Choice, deed, type WeightedDeed } from './deed.js';
import { someZones } from './group-deeds.js';

/** What clients make of groups that are mixed or come to be: their shares, weights and types. */
export const mixedDeeds: readonly WeightedDeed[] = [
  deed(6, 'UpdateAutoScalingGroup', ({ group, random, scale }) => ({
    AutoScalingGroupName: group,
    MixedInstancesPolicy: { InstancesDistribution: distribution(random, scale) },
  })),
  deed(4, 'UpdateAutoScalingGroup', ({ group, random, scale }) => ({
    AutoScalingGroupName: group,
    MixedInstancesPolicy: { LaunchTemplate: { Overrides: overrides(random, scale) } },
  })),
  deed(3, 'UpdateAutoScalingGroup', mix),
  deed(1, 'UpdateAutoScalingGroup', ({ group, random }) => ({
    AutoScalingGroupName: group,
    InstanceMaintenancePolicy: random.pick(maintenance),
  })),
];

/**
 * All that a group launches from now on is of one type, light or heavy, of which few of its
 * instances are; the others keep their weights. So heavy ones are to leave zones and markets where
 * no other alone could take their place.
 */
export const weighingDeeds: readonly WeightedDeed[] = [
  deed(14, 'UpdateAutoScalingGroup', ({ group, random, scale }) => ({
    AutoScalingGroupName: group,
    ...(random.next() < 0.5 && { AvailabilityZones: someZones(random) }),
    ...(random.next() < 0.4 && room(random, scale)),
    MixedInstancesPolicy: {
      LaunchTemplate: { Overrides: [ofOneWeight(random, scale)] },
      ...(random.next() < 0.3 && { InstancesDistribution: distribution(random, scale) }),
    },
  })),
];

function room(random: Random, scale: number): object {
  return { MinSize: 0, MaxSize: 14 * scale, DesiredCapacity: random.below(14) * scale };
}

function ofOneWeight(random: Random, scale: number): object {
  const heavy = scale > 1 ? ['8', '16'] : ['3'];
  const WeightedCapacity = random.pick([...heavy, '1', '2']);
  return { InstanceType: random.pick(types), WeightedCapacity };
}

function mix({ group, random, scale }: Choice): object {
  const LaunchTemplateSpecification = { LaunchTemplateName: random.pick(['template', 'other']) };
  return {
    AutoScalingGroupName: group,
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification, Overrides: overrides(random, scale) },
      InstancesDistribution: distribution(random, scale),
    },
  };
}

/** What it does not name stays as it is. */
function distribution(random: Random, scale: number): object {
  const sometimes = (given: object): object => (random.next() < 0.5 ? given : {});
  return {
    ...sometimes({ OnDemandBaseCapacity: random.below(4 * scale) }),
    ...sometimes({ OnDemandPercentageAboveBaseCapacity: random.pick([0, 30, 50, 100]) }),
    ...sometimes({ OnDemandAllocationStrategy: random.pick(['lowest-price', 'prioritized']) }),
    ...sometimes({ SpotAllocationStrategy: random.pick(spotStrategies) }),
  };
}

const spotStrategies = [
  'lowest-price',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'price-capacity-optimized',
];

const types = ['m5.large', 'm5.xlarge', 'm5.2xlarge', 'm5.4xlarge', 'm5.8xlarge'];

function overrides(random: Random, scale: number): readonly object[] {
  const some = types.filter(() => random.next() < 0.6);
  const weights = scale > 1 ? ['1', '2', '4', '8', '16'] : ['1', '1', '2', '3'];
  const hasWeights = random.next() < 0.7;
  return (some.length === 0 ? types : some).map((InstanceType) =>
    hasWeights ? { InstanceType, WeightedCapacity: random.pick(weights) } : { InstanceType },
  );
}

const maintenance = [
  { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 },
  { MinHealthyPercentage: 90, MaxHealthyPercentage: 100 },
  { MinHealthyPercentage: 50, MaxHealthyPercentage: 150 },
  { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 },
];
