import type {
  MetricDataQuery,
  PredictiveScalingConfiguration,
  PredictiveScalingMetricSpecification,
} from '@aws-sdk/client-auto-scaling';
import { validationError } from './errors.js';
import { checkTargetValue } from './target-tracking.js';

/** What a policy of predictive scaling may say, in AWS's words ("Predictive scaling"). */
export function checkPredictive(configuration: PredictiveScalingConfiguration): void {
  const { MetricSpecifications, MaxCapacityBreachBehavior, MaxCapacityBuffer } = configuration;
  const [specification, ...others] = MetricSpecifications ?? [];
  if (specification === undefined || others.length > 0) {
    throw validationError('You must specify one metric specification');
  }
  checkSpecification(specification);
  const isIncreasing = MaxCapacityBreachBehavior === 'IncreaseMaxCapacity';
  if (isIncreasing && MaxCapacityBuffer === undefined) {
    throw validationError('You must specify max capacity buffer when using IncreaseMaxCapacity');
  }
  if (!isIncreasing && MaxCapacityBuffer !== undefined) {
    throw validationError('You must not specify max capacity buffer when using HonorMaxCapacity');
  }
}

function checkSpecification(specification: PredictiveScalingMetricSpecification): void {
  const {
    TargetValue,
    PredefinedMetricPairSpecification: pair,
    PredefinedLoadMetricSpecification: load,
    PredefinedScalingMetricSpecification: scaling,
    CustomizedLoadMetricSpecification: customLoad,
    CustomizedScalingMetricSpecification: customScaling,
    CustomizedCapacityMetricSpecification: customCapacity,
  } = specification;
  const loads = [load, customLoad].filter((each) => each !== undefined).length;
  const scalings = [scaling, customScaling].filter((each) => each !== undefined).length;
  const isPair = pair !== undefined && loads === 0 && scalings === 0;
  if (!isPair && (pair !== undefined || loads !== 1 || scalings !== 1)) {
    throw validationError(
      'A policy must have either one scaling metric and one load metric or one metric pair',
    );
  }
  if (customCapacity !== undefined && customLoad === undefined) {
    throw validationError('Capacity metric can only be used when you use customized load metric.');
  }
  checkTargetValue(TargetValue);
  const types = [pair, load, scaling].flatMap((each) => each?.PredefinedMetricType ?? []);
  const balanced = types.find((type) => type.startsWith('ALB'));
  const labels = [pair, load, scaling].map((each) => each?.ResourceLabel);
  if (balanced !== undefined && !labels.some((label) => label !== undefined)) {
    throw validationError('A resource label is required');
  }
  if (balanced !== undefined) {
    throw validationError(`Updraft does not serve the predefined metric type ${balanced} yet.`);
  }
}

/** The lists of metrics that a policy brings itself, each of one series, hour by hour. */
export function customQueries({
  MetricSpecifications,
}: PredictiveScalingConfiguration): readonly (readonly MetricDataQuery[])[] {
  const [specification] = MetricSpecifications ?? [];
  const {
    CustomizedLoadMetricSpecification: load,
    CustomizedScalingMetricSpecification: scaling,
    CustomizedCapacityMetricSpecification: capacity,
  } = specification ?? {};
  return [load, scaling, capacity].flatMap((each) => {
    if (each?.MetricDataQueries === undefined) return [];
    return [
      each.MetricDataQueries.map(({ MetricStat, ...query }) => ({
        ...query,
        MetricStat: MetricStat && { ...MetricStat, Period: 3_600 },
      })),
    ];
  });
}

/** SchedulingBufferTime of a policy that names none. */
export const bufferSecondsDefault = 300;

/** As DescribePolicies shows it, which keeps silent on the buffer if the policy does. */
export function withDefaults(
  configuration: PredictiveScalingConfiguration,
): PredictiveScalingConfiguration {
  return {
    ...configuration,
    Mode: configuration.Mode ?? 'ForecastOnly',
    MaxCapacityBreachBehavior: configuration.MaxCapacityBreachBehavior ?? 'HonorMaxCapacity',
  };
}
