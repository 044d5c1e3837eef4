import type {
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import type { GroupDocument, ManagedInstance } from './group-document.js';
import { launchOptions } from './launch-options.js';
import { findTemplate } from './launch-template.js';
import { type Market, nextMarket } from './market.js';
import { actualCapacity, desiredCapacity, isCounted, isLiving } from './placement.js';
import { weightOf } from './units.js';

/**
 * What the next instance of a mixed group is: on demand until the base and the share above it are
 * there, else spot; and of which type. On demand, and where the strategy says so, the first of the
 * list; else the types take turns in a zone, since there are no prices and capacities to ask for.
 * One that is so heavy that another would have to go at once is passed over where a lighter does.
 */
export interface InstanceChoice {
  readonly market: Market;
  readonly InstanceType: string | undefined;
  readonly WeightedCapacity: string | undefined;
  readonly ImageId: string | undefined;
  readonly template: LaunchTemplateSpecification | undefined;
}

/** Undefined of a group whose launch source names the type. */
export function chooseInstance(
  document: GroupDocument,
  AvailabilityZone: string,
): InstanceChoice | undefined {
  const { MixedInstancesPolicy: policy, LaunchTemplate } = document.group;
  const options = launchOptions(document);
  if (policy === undefined && options.length === 0) return undefined;
  const market = policy === undefined ? marketOf(document) : nextMarket(document);
  const common = policy?.LaunchTemplate?.LaunchTemplateSpecification ?? LaunchTemplate;
  const override = overrideFor(document, options, { market, AvailabilityZone });
  return {
    market,
    InstanceType: override?.InstanceType,
    WeightedCapacity: override?.WeightedCapacity,
    ImageId: override?.ImageId,
    template: override?.LaunchTemplateSpecification ?? common,
  };
}

/**
 * What takes the place of an instance that is to leave, once it is there: one of the same market,
 * and no lighter. Another would be the one to go, and the group would never come to rest.
 * Undefined where the group's types are all lighter.
 */
export function chooseSuccessor(
  document: GroupDocument,
  { instance, market }: ManagedInstance,
): InstanceChoice | undefined {
  const { MixedInstancesPolicy: policy, LaunchTemplate } = document.group;
  const common = policy?.LaunchTemplate?.LaunchTemplateSpecification ?? LaunchTemplate;
  const options = launchOptions(document);
  const weight = Number(instance.WeightedCapacity ?? 1);
  const fitting = options.filter(({ WeightedCapacity }) => Number(WeightedCapacity ?? 1) >= weight);
  const same = fitting.find(({ InstanceType }) => InstanceType === instance.InstanceType);
  const override = same ?? fitting[0];
  if (override === undefined && options.length > 0) return undefined;
  return {
    market: market ?? 'on-demand',
    InstanceType: override?.InstanceType,
    WeightedCapacity: override?.WeightedCapacity,
    ImageId: override?.ImageId,
    template: override?.LaunchTemplateSpecification ?? common,
  };
}

interface Place {
  readonly market: Market;
  readonly AvailabilityZone: string;
}

function overrideFor(
  document: GroupDocument,
  overrides: readonly LaunchTemplateOverrides[],
  { market, AvailabilityZone }: Place,
): LaunchTemplateOverrides | undefined {
  const { SpotAllocationStrategy, SpotInstancePools } =
    document.group.MixedInstancesPolicy?.InstancesDistribution ?? {};
  const isInOrder =
    market === 'on-demand' || SpotAllocationStrategy === 'capacity-optimized-prioritized';
  if (isInOrder) return ofFittingWeight(document, overrides)[0];
  const open = overrides.slice(0, SpotInstancePools ?? overrides.length);
  const pools = ofFittingWeight(document, open);
  const counts = pools.map(({ InstanceType }) => {
    const isInPool = (managed: ManagedInstance): boolean =>
      managed.market === 'spot' &&
      managed.instance.AvailabilityZone === AvailabilityZone &&
      managed.instance.InstanceType === InstanceType;
    return document.instances.filter((managed) => isLiving(managed) && isInPool(managed)).length;
  });
  return pools[counts.indexOf(Math.min(...counts))];
}

/**
 * A group may go over what it desires by less than the weight of any of its instances: more, and
 * it would at once terminate one. Where all are too heavy, the lightest go over by the least.
 */
function ofFittingWeight(
  document: GroupDocument,
  overrides: readonly LaunchTemplateOverrides[],
): readonly LaunchTemplateOverrides[] {
  const missing = desiredCapacity(document) - actualCapacity(document);
  if (missing <= 0) return overrides;
  const lightest = Math.min(...document.instances.filter(isCounted).map(weightOf));
  const fitting = overrides.filter((override) => {
    const weight = weightOfType(override);
    return weight - missing < Math.min(lightest, weight);
  });
  if (fitting.length > 0) return fitting;
  const least = Math.min(...overrides.map(weightOfType));
  return overrides.filter((override) => weightOfType(override) === least);
}

function weightOfType({ WeightedCapacity }: LaunchTemplateOverrides): number {
  return Number(WeightedCapacity ?? 1);
}

/** Of a group that has one template and takes types by its requirements. */
function marketOf({ group: { LaunchTemplate }, launchSource }: GroupDocument): Market {
  const template = LaunchTemplate && findTemplate(launchSource.templates, LaunchTemplate);
  return template?.isSpot === true ? 'spot' : 'on-demand';
}
