import type { GroupDocument, ManagedInstance } from './group-document.js';
import { isForgotten } from './launch-backoff.js';
import { actualCapacity, desiredCapacity, isCounted } from './placement.js';
import type { Policy } from './policy-document.js';
import { isSuspended } from './process.js';
import { type Units, units, unitsOf } from './units.js';

/**
 * An instance that was launched warms up until it has been in service for a while: so long its part
 * of the capacity is on its way, whoever has asked for it. What a group begins with does not warm
 * up, for it is what the group grows from ("Instance warmup"). "Each newly launched instance" has a
 * warm-up ("Set the default instance warmup for an Auto Scaling group"), and one that comes back
 * from standby, or is attached, is not new: it warms up once.
 */
export interface WarmUp {
  readonly seconds: number;
  readonly warming: readonly ManagedInstance[];
  /** What is on its way, launched or not. */
  readonly coming: Units;
  /** Whether instances warm up by which the group has grown, and not in place of others. */
  readonly isGrowing: boolean;
}

export function warmUpOf(policy: Policy, document: GroupDocument, now: Date): WarmUp {
  const { DefaultInstanceWarmup, DefaultCooldown } = document.group;
  const seconds = policy.EstimatedInstanceWarmup ?? DefaultInstanceWarmup ?? DefaultCooldown;
  const isWarming = (managed: ManagedInstance): boolean => {
    const start = warmUpStart(managed);
    return start === undefined || start.getTime() + seconds * 1000 > now.getTime();
  };
  const warming = document.instances.filter(
    (managed) => managed.warmsUp === true && isCounted(managed) && isWarming(managed),
  );
  return {
    ...{ seconds, warming },
    coming: units(unitsOf(warming) + unlaunchedGrowth(document, now)),
    isGrowing: warming.some(({ launchedFor }) => ['capacity', 'request'].includes(launchedFor)),
  };
}

/** What a warm-up is told to be, where it decides. */
export interface ToldWarmUp {
  readonly warmupSeconds: number;
  readonly warming: Units;
  /** What was asked for, and could not be launched yet. */
  readonly unlaunched: Units;
  /** Undefined while one is not in service yet. */
  readonly until: Date | undefined;
}

export function toldWarmUp({ seconds, warming, coming }: WarmUp): ToldWarmUp {
  const starts = warming.map((managed) => warmUpStart(managed)?.getTime() ?? Infinity);
  const end = Math.max(...starts) + seconds * 1000;
  const amount = unitsOf(warming);
  return {
    ...{ warmupSeconds: seconds, warming: amount, unlaunched: units(coming - amount) },
    until: Number.isFinite(end) ? new Date(end) : undefined,
  };
}

/** Undefined of one that has never been in service. */
export function warmUpStart({ firstInServiceAt, inServiceAt }: ManagedInstance): Date | undefined {
  return firstInServiceAt ?? inServiceAt;
}

/** The same instance on its way back into service. */
export function outOfService(managed: ManagedInstance): ManagedInstance {
  return { ...managed, firstInServiceAt: warmUpStart(managed), inServiceAt: undefined };
}

/**
 * What was asked for and could not be launched yet is not asked for a second time. While `Launch`
 * is suspended nothing is on its way, and a policy adjusts the capacity that is desired.
 */
function unlaunchedGrowth(document: GroupDocument, now: Date): Units {
  const { group, triggers, refusals } = document;
  if (isSuspended(group, 'Launch')) return units(0);
  const isHeldUp = refusals.some((refusal) => !isForgotten(refusal, now));
  const isAsked = isHeldUp || triggers.some(({ isCreation }) => isCreation !== true);
  const missing = desiredCapacity(document) - actualCapacity(document);
  return units(isAsked ? Math.max(0, missing) : 0);
}
