import type { Dimension as SdkDimension } from '@aws-sdk/client-cloudwatch';
import type { Dimension } from '../datapoints/datapoints.js';
import { invalidValue, validationError } from './errors.js';

/** A metric's dimensions are a set: their order means nothing, and no name may stand twice. */
export function sortedDimensions(dimensions: readonly Dimension[] = []): readonly Dimension[] {
  if (dimensions.length < 2) return dimensions;
  if (dimensionsComplaint(dimensions) !== undefined) throw invalidValue(nameTwice);
  return [...dimensions].sort((a, b) => (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0));
}

const nameTwice = 'No metric may specify the same dimension name twice.';

/** For those who say what is wrong with them as a ValidationError, as GetMetricData does. */
export function dimensionsComplaint(dimensions: readonly Dimension[] = []): string | undefined {
  const names = new Set(dimensions.map(({ Name }) => Name));
  return names.size < dimensions.length ? nameTwice : undefined;
}

/** Those of alarms, which keep them in the order in which they were given, to show them so. */
export function checkedDimensions(dimensions: readonly Dimension[] = []): Dimension[] {
  const complaint = dimensionsComplaint(dimensions);
  if (complaint !== undefined) throw validationError(complaint);
  return [...dimensions];
}

/** Those of an alarm, as those of its metric are kept. */
export function metricDimensions(dimensions: readonly SdkDimension[]): readonly Dimension[] {
  return sortedDimensions(plainDimensions(dimensions));
}

/** As the SDK's types have them, in which every member may be missing, and none ever is. */
export function plainDimensions(dimensions: readonly SdkDimension[]): readonly Dimension[] {
  return dimensions.map(({ Name = '', Value = '' }) => ({ Name, Value }));
}
