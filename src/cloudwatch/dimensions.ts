import type { Dimension as SdkDimension } from '@aws-sdk/client-cloudwatch';
import type { Dimension } from '../datapoints/datapoints.js';
import { invalidValue } from './errors.js';

/** A metric's dimensions are a set: their order means nothing, and no name may stand twice. */
export function sortedDimensions(dimensions: readonly Dimension[] = []): readonly Dimension[] {
  if (dimensions.length < 2) return dimensions;
  const sorted = [...dimensions].sort((a, b) => (a.Name < b.Name ? -1 : a.Name > b.Name ? 1 : 0));
  for (let index = 1; index < sorted.length; index++) {
    if (sorted[index]?.Name === sorted[index - 1]?.Name) {
      throw invalidValue('No metric may specify the same dimension name twice.');
    }
  }
  return sorted;
}

/** For what keeps them in the order in which they were given, to show them so. */
export function checkedDimensions(dimensions: readonly Dimension[] = []): Dimension[] {
  sortedDimensions(dimensions);
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
