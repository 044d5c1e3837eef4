import type { GroupDocument } from './group-document.js';
import { launchOptions } from './launch-options.js';

/**
 * Weights hold for the instances that run as well as for those to come; the group then launches or
 * terminates for its desired capacity by the new weights. A type that is not listed any more keeps
 * its last weight ("Configure an Auto Scaling group to use instance weights").
 */
export function withNewWeights(document: GroupDocument): GroupDocument {
  const weights = new Map(
    launchOptions(document).map(({ InstanceType, WeightedCapacity }) => [
      InstanceType,
      WeightedCapacity,
    ]),
  );
  const instances = document.instances.map((managed) => {
    const { InstanceType, WeightedCapacity } = managed.instance;
    const next = weights.has(InstanceType) ? weights.get(InstanceType) : WeightedCapacity;
    if (next === WeightedCapacity) return managed;
    return { ...managed, instance: { ...managed.instance, WeightedCapacity: next } };
  });
  const areSame = instances.every((managed, index) => managed === document.instances[index]);
  return areSame ? document : { ...document, instances };
}
