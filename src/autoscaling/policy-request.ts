import type { PutScalingPolicyType } from '@aws-sdk/client-auto-scaling';
import type { Validated } from '../service.js';
import { validationError } from './errors.js';
import { checkPredictive } from './predictive-request.js';
import { checkSteps } from './step-adjustment.js';
import { checkTargetTracking } from './target-tracking.js';

/** Which members a policy of each type must and must not have, in AWS's words. */
export type PolicyInput = Validated<PutScalingPolicyType>;

export function checkPolicy(input: PolicyInput): void {
  checkType(input);
  if ((input.EstimatedInstanceWarmup ?? 0) < 0) {
    throw validationError('EstimatedInstanceWarmup must be a positive integer.');
  }
}

function checkType(input: PolicyInput): void {
  const { PolicyType = 'SimpleScaling' } = input;
  switch (PolicyType) {
    case 'SimpleScaling':
      checkSimple(input);
      return;
    case 'StepScaling':
      checkStep(input);
      return;
    case 'TargetTrackingScaling':
      checkTracking(input);
      return;
    case 'PredictiveScaling':
      checkForecast(input);
      return;
    default:
      throw validationError(`Policy type ${PolicyType} is not supported`);
  }
}

function checkSimple(input: PolicyInput): void {
  refuse(input, 'is not supported for a SimpleScaling policy', [
    'StepAdjustments',
    'MetricAggregationType',
    'EstimatedInstanceWarmup',
    'TargetTrackingConfiguration',
    'PredictiveScalingConfiguration',
  ]);
  checkAdjustment(input, 'SimpleScaling');
  // No recording shows AWS's words.
  if ((input.Cooldown ?? 0) < 0) throw validationError('Cooldown must be a positive integer.');
  if (input.ScalingAdjustment === undefined) {
    throw validationError('Scaling increment must be specified for a SimpleScaling policy');
  }
  if (input.AdjustmentType === 'ExactCapacity' && input.ScalingAdjustment < 0) {
    throw validationError('The lower range for adjustment is 0 with the specified adjustment type');
  }
}

function checkStep(input: PolicyInput): void {
  refuse(input, 'is not supported for a StepScaling policy', [
    'ScalingAdjustment',
    'Cooldown',
    'TargetTrackingConfiguration',
    'PredictiveScalingConfiguration',
  ]);
  checkAdjustment(input, 'StepScaling');
  checkAggregation(input);
  const steps = input.StepAdjustments ?? [];
  checkSteps(steps);
  const isExact = input.AdjustmentType === 'ExactCapacity';
  if (isExact && steps.some(({ ScalingAdjustment }) => ScalingAdjustment < 0)) {
    throw validationError(
      'The lowest value for ScalingAdjustment parameter is 0 with the specified adjustment type',
    );
  }
}

function checkTracking(input: PolicyInput): void {
  refuse(input, 'are not supported for a TargetTracking policy', [
    'AdjustmentType',
    'ScalingAdjustment',
    'StepAdjustments',
    'Cooldown',
    'MinAdjustmentMagnitude',
    'MinAdjustmentStep',
    'MetricAggregationType',
    'PredictiveScalingConfiguration',
  ]);
  if (input.TargetTrackingConfiguration === undefined) {
    throw validationError('You should provide a TargetTrackingConfiguration');
  }
  checkTargetTracking(input.TargetTrackingConfiguration);
}

function checkForecast(input: PolicyInput): void {
  for (const member of notPredictive) {
    if (!isGiven(input, member)) continue;
    throw validationError(`You can't specify ${member} for policy type: PredictiveScaling`);
  }
  if (input.PredictiveScalingConfiguration === undefined) {
    throw validationError('You must specify PredictiveScalingConfiguration');
  }
  checkPredictive(input.PredictiveScalingConfiguration);
}

const notPredictive = [
  'AdjustmentType',
  'ScalingAdjustment',
  'StepAdjustments',
  'Cooldown',
  'MinAdjustmentMagnitude',
  'MinAdjustmentStep',
  'MetricAggregationType',
  'EstimatedInstanceWarmup',
  'TargetTrackingConfiguration',
] as const;

function refuse(input: PolicyInput, text: string, members: readonly (keyof PolicyInput)[]): void {
  for (const member of members) {
    if (isGiven(input, member)) throw validationError(`${member} ${text}`);
  }
}

/**
 * AWS takes an empty list, and a zero of the two numbers that only a simple policy has, for not
 * given. Terraform sends such zeros ("0 is allowed as placeholder", it says in its source).
 */
function isGiven(input: PolicyInput, member: keyof PolicyInput): boolean {
  const value = input[member];
  if (value === 0) return member !== 'Cooldown' && member !== 'ScalingAdjustment';
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** The name that AWS gave MinAdjustmentMagnitude before; it takes and shows both still. */
export interface OldMagnitude {
  readonly MinAdjustmentStep?: number | undefined;
}

export function minAdjustmentMagnitude(input: PolicyInput): number | undefined {
  const old: OldMagnitude = input;
  return input.MinAdjustmentMagnitude ?? old.MinAdjustmentStep;
}

const aggregationTypes = ['Minimum', 'Maximum', 'Average'];

/** The words follow those of the type of adjustment. */
function checkAggregation({ MetricAggregationType: type }: PolicyInput): void {
  if (type === undefined || aggregationTypes.includes(type)) return;
  throw validationError(
    `${type} is not a valid MetricAggregationType. Valid types are: ` +
      `[${aggregationTypes.join(', ')}]`,
  );
}

const adjustmentTypes = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];

function checkAdjustment(input: PolicyInput, type: string): void {
  const { AdjustmentType } = input;
  if (AdjustmentType === undefined) {
    throw validationError(`You must specify an AdjustmentType for policy type: ${type}`);
  }
  if (!adjustmentTypes.includes(AdjustmentType)) {
    throw validationError(
      `${AdjustmentType} is not a valid AdjustmentType. Valid types are: ` +
        `[${adjustmentTypes.join(', ')}]`,
    );
  }
  const magnitude = minAdjustmentMagnitude(input);
  if (magnitude === undefined) return;
  if (magnitude <= 0) {
    throw validationError('If specified, MinAdjustmentMagnitude must be greater than zero');
  }
  if (AdjustmentType !== 'PercentChangeInCapacity') {
    throw validationError(
      'MinAdjustmentMagnitude is not supported by the specified adjustment type',
    );
  }
}
