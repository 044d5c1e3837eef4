import { functionOf, withoutFunction } from './custom-termination.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { isInState } from './lifecycle.js';
import { lifetimeStarts } from './lifetime.js';
import { surplusOf } from './overage.js';
import { isLeading } from './placement.js';
import { reconcile } from './reconciliation.js';
import { chooseTermination } from './termination-policy.js';
import type { Turn } from './turn.js';
import { weightOf } from './units.js';

/** What the function of a group's termination policy is asked, in AWS's words. */
export interface TerminationRequest {
  readonly AutoScalingGroupARN: string;
  readonly AutoScalingGroupName: string;
  readonly CapacityToTerminate: readonly CapacityToTerminate[];
  /** Those that the group would take. */
  readonly Instances: readonly SuggestedInstance[];
  readonly Cause: 'SCALE_IN' | 'MAX_INSTANCE_LIFETIME' | 'REBALANCE';
  readonly HasMoreInstances: boolean;
}

interface CapacityToTerminate {
  readonly AvailabilityZone: string;
  readonly Capacity: number;
  readonly InstanceMarketOption: string;
}

interface SuggestedInstance {
  readonly AvailabilityZone: string;
  readonly InstanceId: string;
  readonly InstanceType: string | undefined;
  readonly InstanceMarketOption: string;
}

/** AWS tells a function of so many at most. */
const instancesMax = 30_000;

/**
 * The group's turn is taken twice on paper, as if there were no function and as if it named none:
 * what lies between the two is what it is to decide. Undefined if that is nothing.
 */
export function terminationRequest(
  document: GroupDocument,
  turn: Turn,
): TerminationRequest | undefined {
  const { group } = document;
  if (functionOf(group) === undefined || isDeleting(document)) return undefined;
  const free = reconcile(withoutFunction(document), turn);
  const held = reconcile(document, turn);
  const ended = new Set(held.instances.filter(isEnding).map(idOf));
  const ending = free.instances.filter((each) => isEnding(each) && !ended.has(idOf(each)));
  const moves = countMoves(free) - countMoves(held);
  const leaving = ending.length > 0 ? ending : chosenOf(withoutFunction(held), moves, turn.now);
  if (leaving.length === 0) return undefined;
  const { AutoScalingGroupARN, AutoScalingGroupName } = group;
  const starts = startsById(document);
  const isOutliving = leaving.some((managed) => {
    const start = starts.get(idOf(managed));
    return start !== undefined && start <= turn.now;
  });
  const isSurplus = surplusOf(held) > 0;
  return {
    AutoScalingGroupARN,
    AutoScalingGroupName,
    CapacityToTerminate: capacitiesOf(leaving),
    Instances: leaving.slice(0, instancesMax).map(suggested),
    Cause: isSurplus ? 'SCALE_IN' : isOutliving ? 'MAX_INSTANCE_LIFETIME' : 'REBALANCE',
    HasMoreInstances: leaving.length > instancesMax,
  };
}

function startsById(document: GroupDocument): ReadonlyMap<string, Date> {
  return new Map([...lifetimeStarts(document)].map(([managed, start]) => [idOf(managed), start]));
}

function isEnding(managed: ManagedInstance): boolean {
  return isInState(managed, 'Terminating', 'Terminating:Wait');
}

function idOf({ instance }: ManagedInstance): string {
  return instance.InstanceId;
}

/** Several may be launched for one that leaves. */
function countMoves({ instances, succession }: GroupDocument): number {
  return succession === undefined ? instances.filter(isLeading).length : 1;
}

/** Those whose places would be taken elsewhere, one after the other. */
function chosenOf(document: GroupDocument, count: number, now: Date): readonly ManagedInstance[] {
  const chosen: ManagedInstance[] = [];
  let current = document;
  while (chosen.length < count) {
    const next = chooseTermination(current, now);
    if (next === undefined) break;
    chosen.push(next);
    current = { ...current, instances: current.instances.filter((each) => each !== next) };
  }
  return chosen;
}

function capacitiesOf(leaving: readonly ManagedInstance[]): readonly CapacityToTerminate[] {
  const capacities = new Map<string, CapacityToTerminate>();
  for (const managed of leaving) {
    const { AvailabilityZone, InstanceMarketOption } = suggested(managed);
    const key = `${AvailabilityZone} ${InstanceMarketOption}`;
    const Capacity = (capacities.get(key)?.Capacity ?? 0) + weightOf(managed);
    capacities.set(key, { AvailabilityZone, Capacity, InstanceMarketOption });
  }
  return [...capacities.values()];
}

function suggested({ instance, market = 'on-demand' }: ManagedInstance): SuggestedInstance {
  const { AvailabilityZone, InstanceId, InstanceType } = instance;
  return { AvailabilityZone, InstanceId, InstanceType, InstanceMarketOption: market };
}
