import type { PredictiveScalingConfiguration } from '@aws-sdk/client-auto-scaling';
import { predicted } from './cause.js';
import { type GroupDocument, isDeleting } from './group-document.js';
import { withDesiredCapacity } from './group.js';
import { type HourlyLoad } from './load-forecast.js';
import { roundedUp } from './units.js';

/**
 * What a forecast of load means for the capacity: so many units that the scaling metric would meet
 * its target. How much load lies on a unit when that metric is 1 follows from the past, in which
 * all three were measured.
 */
export interface MeasuredHour {
  readonly load: number;
  readonly scaling: number;
  readonly capacity: number;
}

/** Undefined where nothing was measured that tells. */
export function loadPerUnit(hours: readonly MeasuredHour[]): number | undefined {
  const ratios = hours
    .filter(({ load, scaling, capacity }) => load > 0 && scaling > 0 && capacity > 0)
    .map(({ load, scaling, capacity }) => load / (scaling * capacity))
    .sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length / 2)];
}

/**
 * How well the scaling metric goes with the load that lies on an instance, from -1 to 1:
 * predictive scaling takes it that they rise and fall together ("Monitor predictive scaling
 * metrics with CloudWatch"). Undefined of what was always the same.
 */
export function pairCorrelation(hours: readonly MeasuredHour[]): number | undefined {
  const pairs = hours
    .filter(({ capacity }) => capacity > 0)
    .map(({ load, scaling, capacity }) => ({ x: load / capacity, y: scaling }));
  const meanX = pairs.reduce((sum, { x }) => sum + x, 0) / pairs.length;
  const meanY = pairs.reduce((sum, { y }) => sum + y, 0) / pairs.length;
  const together = pairs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const spreadX = pairs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const spreadY = pairs.reduce((sum, { y }) => sum + (y - meanY) ** 2, 0);
  const spread = Math.sqrt(spreadX * spreadY);
  // Noise of binary fractions may lead a hair beyond.
  return spread > 0 ? Math.max(-1, Math.min(1, together / spread)) : undefined;
}

/** An hour in which the scaling metric was not measured tells nothing of it. */
export function measuredHours(
  loads: readonly HourlyLoad[],
  scalings: ReadonlyMap<number, number>,
  capacityAt: (hour: number) => number,
): readonly MeasuredHour[] {
  return loads.flatMap(({ hour, value: load }) => {
    const scaling = scalings.get(hour);
    return scaling === undefined ? [] : [{ load, scaling, capacity: capacityAt(hour) }];
  });
}

/** A policy's say in a group's capacity. */
export interface Prediction {
  readonly PolicyName: string;
  /** Undefined when the policy says nothing any more. */
  readonly capacity: number | undefined;
  readonly configuration: PredictiveScalingConfiguration;
  readonly now: Date;
}

/**
 * The group has at least what its policies predict, the highest of them, within its maximum or
 * beyond it as the policy says; a maximum that was raised stays raised, as with AWS. One that is
 * being deleted is to have nothing, whatever is predicted.
 */
export function withPrediction(document: GroupDocument, prediction: Prediction): GroupDocument {
  const { PolicyName, capacity, configuration, now } = prediction;
  const { [PolicyName]: known, ...others } = document.predictions ?? {};
  if (isDeleting(document) || (known === capacity && known === undefined)) return document;
  const predictions = capacity === undefined ? others : { ...others, [PolicyName]: capacity };
  const all = Object.values(predictions);
  const PredictedCapacity = all.length === 0 ? undefined : Math.max(...all);
  const MaxSize = Math.max(document.group.MaxSize, raisedMaximum(capacity ?? 0, configuration));
  const group = { ...document.group, PredictedCapacity, MaxSize };
  const told: GroupDocument = { ...document, group, predictions };
  const DesiredCapacity = predictedFloor(told);
  if (DesiredCapacity <= group.DesiredCapacity) return told;
  const reason = (change: { from: number; to: number }): string => predicted(PolicyName, change);
  return withDesiredCapacity(told, { DesiredCapacity, now, reason });
}

/** The least that policies may leave of the group. */
export function predictedFloor({ group }: Pick<GroupDocument, 'group'>): number {
  const { MinSize, MaxSize, PredictedCapacity = 0 } = group;
  return Math.max(MinSize, Math.min(MaxSize, PredictedCapacity));
}

function raisedMaximum(
  capacity: number,
  { MaxCapacityBreachBehavior, MaxCapacityBuffer = 0 }: PredictiveScalingConfiguration,
): number {
  if (MaxCapacityBreachBehavior !== 'IncreaseMaxCapacity') return 0;
  return roundedUp(capacity * (1 + MaxCapacityBuffer / 100));
}
