import type {
  LaunchTemplateOverrides,
  LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import type { GroupDocument, ManagedInstance, ShownInstance } from './group-document.js';
import { isRefusing, type RefusedPlace } from './launch-backoff.js';
import { launchOptions } from './launch-options.js';
import { findTemplate } from './launch-template.js';
import { type Market, nextMarket } from './market.js';
import { actualCapacity, desiredCapacity, isCounted, isLiving } from './placement.js';
import { weightOf } from './units.js';

/**
 * What the next instance of a mixed group is: on demand until the base and the share above it are
 * there, else spot; and of which type. On demand, and where the strategy says so, the first of the
 * list; else the types take turns in a zone, since there are no prices and capacities to ask for,
 * but for one that is too heavy for what is missing where a lighter is not. A type that EC2 has
 * refused in a zone is passed over there for a while.
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
  now: Date,
): InstanceChoice | undefined {
  return chooseWithin(document, Infinity, { AvailabilityZone, now });
}

/** The same of the types that weigh no more than that; undefined, too, where there are none. */
export function chooseWithin(
  document: GroupDocument,
  weightMax: number,
  { AvailabilityZone, now }: Omit<Place, 'market'>,
): InstanceChoice | undefined {
  const { MixedInstancesPolicy: policy } = document.group;
  const options = launchOptions(document);
  if (policy === undefined && options.length === 0) return undefined;
  const market = policy === undefined ? marketOf(document) : nextMarket(document);
  const all = poolsOf(document, options, market);
  const pools = all.filter((override) => weightOfType(override) <= weightMax);
  if (pools.length === 0 && (all.length > 0 || weightMax < 1)) return undefined;
  const override = overrideFor(document, pools, { market, AvailabilityZone, now });
  return choiceOf(document, market, override);
}

function choiceOf(
  { group: { MixedInstancesPolicy, LaunchTemplate } }: GroupDocument,
  market: Market,
  override: LaunchTemplateOverrides | undefined,
): InstanceChoice {
  const common = MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return {
    market,
    InstanceType: override?.InstanceType,
    WeightedCapacity: override?.WeightedCapacity,
    ImageId: override?.ImageId,
    template: override?.LaunchTemplateSpecification ?? common ?? LaunchTemplate,
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
  { AvailabilityZone, now }: Omit<Place, 'market'>,
): InstanceChoice | undefined {
  const kind = { market: market ?? 'on-demand' };
  const all = poolsOf(document, launchOptions(document), kind.market);
  const options = all.filter(isOpenAt(document, { AvailabilityZone, ...kind, now }));
  const weight = Number(instance.WeightedCapacity ?? 1);
  const fitting = options.filter((override) => weightOfType(override) >= weight);
  const same = fitting.find(({ InstanceType }) => InstanceType === instance.InstanceType);
  const override = same ?? fitting[0];
  if (override === undefined && (all.length > 0 || weight > 1)) return undefined;
  return choiceOf(document, kind.market, override);
}

/** Of one market, and no lighter than that; undefined where there is no such type. */
export function chooseOfMarket(
  document: GroupDocument,
  { market, weightMin }: { readonly market: Market; readonly weightMin: number },
  { AvailabilityZone, now }: Omit<Place, 'market'>,
): InstanceChoice | undefined {
  const all = poolsOf(document, launchOptions(document), market);
  const fitting = all.filter((override) => weightOfType(override) >= weightMin);
  if (fitting.length === 0 && (all.length > 0 || weightMin > 1)) return undefined;
  const override = overrideFor(document, fitting, { market, AvailabilityZone, now });
  return choiceOf(document, market, override);
}

/** What the heaviest weighs of all that the group launches in a market. */
export function heaviestOption(document: GroupDocument, market: Market): number {
  const options = poolsOf(document, launchOptions(document), market);
  return options.length === 0 ? 1 : Math.max(...options.map(weightOfType));
}

interface Place {
  readonly market: Market;
  readonly AvailabilityZone: string;
  readonly now: Date;
}

type Options = readonly LaunchTemplateOverrides[];

/** What may still be launched where something has been refused; empty of a group of one type. */
export function openOptions(
  document: GroupDocument,
  { AvailabilityZone, kind }: RefusedPlace,
  now: Date,
): Options {
  const market = kind?.market ?? 'on-demand';
  const options = poolsOf(document, launchOptions(document), market);
  return options.filter(isOpenAt(document, { AvailabilityZone, market, now }));
}

function isOpenAt(
  document: GroupDocument,
  { AvailabilityZone, market, now }: Place,
): (override: LaunchTemplateOverrides) => boolean {
  return ({ InstanceType }) =>
    !isRefusing(document, { AvailabilityZone, kind: { InstanceType, market } }, now);
}

/** Spot instances may come of the first types alone. */
export function poolsOf({ group }: GroupDocument, options: Options, market: Market): Options {
  const { SpotInstancePools } = group.MixedInstancesPolicy?.InstancesDistribution ?? {};
  return market === 'spot' ? options.slice(0, SpotInstancePools ?? options.length) : options;
}

function overrideFor(
  document: GroupDocument,
  all: Options,
  place: Place,
): LaunchTemplateOverrides | undefined {
  const { market, AvailabilityZone } = place;
  const open = all.filter(isOpenAt(document, place));
  // Where all were refused, the zone was too, until the first of them may be tried again.
  const left = open.length > 0 ? open : all;
  if (isInOrder(document, market)) return left[0];
  const pools = ofFittingWeight(document, left);
  const counts = pools.map(({ InstanceType }) =>
    countInPool(document, { InstanceType, AvailabilityZone }),
  );
  return pools[counts.indexOf(Math.min(...counts))];
}

/** Whether the first types of the list are the best ones; else they take turns. */
export function isInOrder({ group }: GroupDocument, market: Market): boolean {
  const { SpotAllocationStrategy } = group.MixedInstancesPolicy?.InstancesDistribution ?? {};
  return market === 'on-demand' || SpotAllocationStrategy === 'capacity-optimized-prioritized';
}

type Pool = Pick<ShownInstance, 'InstanceType' | 'AvailabilityZone'>;

/** How many spot instances of a type there are in a zone. */
export function countInPool({ instances }: GroupDocument, pool: Pool): number {
  return instances.filter(
    (managed) =>
      isLiving(managed) &&
      managed.market === 'spot' &&
      managed.instance.AvailabilityZone === pool.AvailabilityZone &&
      managed.instance.InstanceType === pool.InstanceType,
  ).length;
}

/**
 * Those that take the group over what it desires by less than any of its instances weighs: more,
 * and one of them would not be needed. Where all are too heavy, the lightest go over by the least.
 */
function ofFittingWeight(document: GroupDocument, overrides: Options): Options {
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
