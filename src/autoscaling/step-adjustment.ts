import type { StepAdjustment } from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';

/**
 * The steps of a step scaling policy: how much to add or take, by how far the metric lies from the
 * alarm's threshold. Their intervals lie side by side, without gap or overlap.
 */
export function checkSteps(steps: readonly StepAdjustment[]): void {
  if (steps.length === 0) {
    throw validationError(
      'You should specify at least one StepAdjustment with a StepScaling policy',
    );
  }
  if (steps.length > 20) {
    throw validationError('Your policies can have at most 20 StepAdjustments');
  }
  const bounds = steps.flatMap((step) => [
    step.MetricIntervalLowerBound ?? 0,
    step.MetricIntervalUpperBound ?? 0,
  ]);
  if (!bounds.every(Number.isFinite)) {
    throw validationError('The bounds of a StepAdjustment must be finite numbers');
  }
  const lowers = steps.map(({ MetricIntervalLowerBound: lower }) => lower);
  const uppers = steps.map(({ MetricIntervalUpperBound: upper }) => upper);
  checkOpenBounds(lowers, uppers);
  const sorted = [...steps].sort((a, b) => lowerOf(a) - lowerOf(b));
  sorted.forEach((step, index) => {
    if (lowerOf(step) >= upperOf(step)) {
      throw validationError('LowerBound must be less than the UpperBound for StepAdjustment');
    }
    const next = sorted[index + 1];
    if (next === undefined) return;
    if (upperOf(step) > lowerOf(next)) {
      throw validationError('StepAdjustment intervals cannot overlap');
    }
    if (upperOf(step) < lowerOf(next)) {
      throw validationError('StepAdjustment intervals cannot have gaps between them');
    }
  });
}

type Bounds = readonly (number | undefined)[];

function checkOpenBounds(lowers: Bounds, uppers: Bounds): void {
  const isOpen = (bound: number | undefined): boolean => bound === undefined;
  if (lowers.some((lower, at) => isOpen(lower) && isOpen(uppers[at]))) {
    throw validationError(
      'Both lower and upper bounds of a StepAdjustment cannot be left unspecified',
    );
  }
  for (const [bounds, name] of [
    [lowers, 'lower'],
    [uppers, 'upper'],
  ] as const) {
    if (bounds.filter(isOpen).length > 1) {
      throw validationError(`At most one StepAdjustment may have an unspecified ${name} bound`);
    }
  }
  const needs = (name: string, sign: string): Error =>
    validationError(
      `There must be a StepAdjustment with an unspecified ${name} bound (i.e., ${name} bound is ` +
        `null) when one StepAdjustment has a ${sign} ${name} bound`,
    );
  if (lowers.some((lower = 0) => lower < 0) && !lowers.some(isOpen)) {
    throw needs('lower', 'negative');
  }
  if (uppers.some((upper = 0) => upper > 0) && !uppers.some(isOpen)) {
    throw needs('upper', 'positive');
  }
}

/**
 * The step that a difference falls into. On the positive side the lower bound belongs to a step, on
 * the negative side the upper bound: always the one nearer to the threshold.
 */
export function findStep(
  steps: readonly StepAdjustment[],
  difference: number,
): StepAdjustment | undefined {
  return steps.find((step) =>
    difference >= 0
      ? difference >= lowerOf(step) && difference < upperOf(step)
      : difference > lowerOf(step) && difference <= upperOf(step),
  );
}

function lowerOf({ MetricIntervalLowerBound: lower }: StepAdjustment): number {
  return lower ?? -Infinity;
}

function upperOf({ MetricIntervalUpperBound: upper }: StepAdjustment): number {
  return upper ?? Infinity;
}
