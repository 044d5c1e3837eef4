import { formatDouble } from '../wire/text.js';
import { adjusted } from './adjustment.js';
import { hasToWait } from './cooldown.js';
import type { GroupDocument } from './group-document.js';
import type { Policy } from './policy-document.js';
import { predictedFloor } from './predicted-capacity.js';
import { isSuspended } from './process.js';
import type { Period } from './served-capacity.js';
import { findStep } from './step-adjustment.js';
import { neededAllAlong, neededNow } from './target-load.js';
import { toldWarmUp, type ToldWarmUp, warmUpOf, type WarmUp } from './warm-up.js';

/**
 * What a policy makes of a group when it is invoked. Simple scaling adjusts, and then waits for
 * its cooldown. Step scaling adjusts by how far the metric is from the threshold. Target tracking
 * finds the capacity at which the metric would meet its target (see target-load.ts): it adds what
 * is missing at once, and takes away a tenth at a time. Capacity that warms up since an earlier
 * step counts as coming: only what is still missing is added, and nothing is taken away meanwhile.
 */
export type CapacityDecision =
  | { readonly kind: 'changed'; readonly DesiredCapacity: number; readonly cooldownSeconds: number }
  | {
      readonly kind: 'unchanged';
      readonly reason: string;
      /** What it asks for, and others may not take from it; undefined where it has no say. */
      readonly asked?: number;
      /** Where nothing happens since instances warm up, or are still to be launched. */
      readonly warmUp?: ToldWarmUp;
    }
  /** The invocation makes no sense; a caller gets this text. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface Invocation {
  readonly kind: 'alarm' | 'user';
  readonly direction: 'high' | 'low';
  /** The newest first. */
  readonly values: readonly number[];
  /** What each is of; where that is not known, of the capacity that is there now. */
  readonly periods?: readonly Period[] | undefined;
  readonly threshold: number | undefined;
  readonly shouldHonorCooldown: boolean;
  readonly now: Date;
}

export function decideCapacity(
  policy: Policy,
  document: GroupDocument,
  invocation: Invocation,
): CapacityDecision {
  if (!policy.Enabled) return unchanged('the policy is disabled');
  const isAlarm = invocation.kind === 'alarm';
  if (isAlarm && isSuspended(document.group, 'AlarmNotification')) {
    return unchanged('the process AlarmNotification is suspended');
  }
  switch (policy.PolicyType) {
    case 'SimpleScaling':
      return decideSimple(policy, document, invocation);
    case 'PredictiveScaling':
      return { kind: 'refused', reason: 'A policy of type PredictiveScaling follows its forecast' };
    case 'StepScaling':
      return decideStep(policy, document, invocation);
    default:
      return decideTracking(policy, document, invocation);
  }
}

function decideSimple(
  policy: Policy,
  document: GroupDocument,
  { shouldHonorCooldown, now }: Invocation,
): CapacityDecision {
  if (shouldHonorCooldown && hasToWait(document, now)) {
    return unchanged('the cooldown is not over');
  }
  const { group } = document;
  const { ScalingAdjustment = 0, Cooldown = group.DefaultCooldown } = policy;
  const target = adjusted(group.DesiredCapacity, { ...adjustmentOf(policy), ScalingAdjustment });
  return bounded(document, target, Cooldown);
}

function decideStep(
  policy: Policy,
  document: GroupDocument,
  { values, threshold = 0, now }: Invocation,
): CapacityDecision {
  const value = aggregate(values, policy.MetricAggregationType);
  if (value === undefined) return unchanged('there is no metric value');
  const step = findStep(policy.StepAdjustments, value - threshold);
  if (step === undefined) {
    const reason =
      `No step adjustment found for metric value [${values.map(formatDouble).join(', ')}] and ` +
      `breach threshold ${formatDouble(threshold)}`;
    return { kind: 'refused', reason };
  }
  const { ScalingAdjustment = 0 } = step;
  const adjustment = { ...adjustmentOf(policy), ScalingAdjustment };
  return warmed(document, warmUpOf(policy, document, now), (base) => adjusted(base, adjustment));
}

/** At most this share of the desired capacity is taken away at once. */
const scaleInShare = 0.1;

function decideTracking(
  policy: Policy,
  document: GroupDocument,
  invocation: Invocation,
): CapacityDecision {
  const { TargetValue = 0, DisableScaleIn } = policy.TargetTrackingConfiguration ?? {};
  if (invocation.values.length === 0) return unchanged('there is no metric value');
  const { DesiredCapacity } = document.group;
  if (invocation.direction === 'high') {
    // What has warmed up since the newest datapoint began was no part of it, or of its end alone.
    const seenAt = invocation.periods?.[0]?.from ?? invocation.now;
    const warmUp = warmUpOf(policy, document, seenAt);
    const { warming } = warmUp;
    const needed = neededNow(document, invocation, { TargetValue, warming });
    // A metric above its target lets no other policy take away what is there.
    const decision = bounded(document, Math.max(DesiredCapacity, needed), 0);
    const needs = (): number => neededNow(document, invocation, { TargetValue, warming: [] });
    return explained(document, decision, { warmUp, needs });
  }
  if (DisableScaleIn === true) return unchanged('scale-in is disabled');
  const warmUp = warmUpOf(policy, document, invocation.now);
  if (warmUp.isGrowing) return warmingUp(warmUp);
  const needed = neededAllAlong(document, invocation, TargetValue);
  if (needed === undefined) return unchanged('no datapoint tells of a steady capacity yet');
  const most = Math.max(1, Math.floor(DesiredCapacity * scaleInShare));
  return bounded(document, Math.max(Math.min(needed, DesiredCapacity), DesiredCapacity - most), 0);
}

/** Scaling out starts from what does not warm up; what does is a part of the answer already. */
function warmed(
  document: GroupDocument,
  warmUp: WarmUp,
  targetOf: (base: number) => number,
): CapacityDecision {
  const { DesiredCapacity } = document.group;
  const isScaleIn = targetOf(DesiredCapacity) < DesiredCapacity;
  if (isScaleIn && warmUp.isGrowing) return warmingUp(warmUp);
  if (isScaleIn) return bounded(document, targetOf(DesiredCapacity), 0);
  const target = targetOf(Math.max(0, DesiredCapacity - warmUp.coming));
  const decision = bounded(document, Math.max(DesiredCapacity, target), 0);
  return explained(document, decision, { warmUp, needs: () => targetOf(DesiredCapacity) });
}

function warmingUp(warmUp: WarmUp): CapacityDecision {
  return { ...unchanged('instances are warming up'), warmUp: toldWarmUp(warmUp) };
}

interface Coming {
  readonly warmUp: WarmUp;
  /** What the policy would ask for, were nothing on its way. */
  readonly needs: () => number;
}

/** Where a policy asks for no more, that may be for the only reason that it is on its way. */
function explained(
  document: GroupDocument,
  decision: CapacityDecision,
  { warmUp, needs }: Coming,
): CapacityDecision {
  const { DesiredCapacity } = document.group;
  const isMet = decision.kind === 'unchanged' && decision.asked === DesiredCapacity;
  if (!isMet || warmUp.coming === 0 || needs() <= DesiredCapacity) return decision;
  const reason = 'the capacity is what the policy asks for, with what is on its way';
  return { ...decision, reason, warmUp: toldWarmUp(warmUp) };
}

/** The forecast is a floor: nobody scales in below it, and who scales in does not raise to it. */
function bounded(
  document: GroupDocument,
  target: number,
  cooldownSeconds: number,
): CapacityDecision {
  const { DesiredCapacity, MaxSize } = document.group;
  const floor = predictedFloor(document);
  const least = target > DesiredCapacity ? floor : Math.min(floor, DesiredCapacity);
  const next = Math.max(least, Math.min(MaxSize, target));
  if (next !== DesiredCapacity) return { kind: 'changed', DesiredCapacity: next, cooldownSeconds };
  const isMet = target === next;
  const reason = isMet
    ? 'the capacity is what the policy asks for'
    : 'the capacity is at its bound already';
  return { ...unchanged(reason), asked: target };
}

function aggregate(values: readonly number[], type: string | undefined): number | undefined {
  if (values.length === 0) return undefined;
  if (type === 'Minimum') return Math.min(...values);
  if (type === 'Maximum') return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function adjustmentOf({ AdjustmentType, MinAdjustmentMagnitude }: Policy): {
  AdjustmentType: string | undefined;
  MinAdjustmentMagnitude: number | undefined;
} {
  return { AdjustmentType, MinAdjustmentMagnitude };
}

function unchanged(reason: string): Extract<CapacityDecision, { kind: 'unchanged' }> {
  return { kind: 'unchanged', reason };
}
