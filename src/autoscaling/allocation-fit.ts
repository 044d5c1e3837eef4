import type { GroupDocument, ManagedInstance } from './group-document.js';
import { countInPool, isInOrder, poolsOf } from './instance-choice.js';
import { launchOptions } from './launch-options.js';

/**
 * How well an instance fits the allocation strategy of its market, the least fit to be terminated
 * by AllocationStrategy: where the types are in an order, the further behind the worse; where they
 * take turns in a zone, those of which there are the most; and those of a type that the group would
 * not launch any more before all ("Configure termination policies for Amazon EC2 Auto Scaling").
 * All are alike in a group of one type.
 */
export function allocationFit(document: GroupDocument, managed: ManagedInstance): number {
  const all = launchOptions(document);
  if (all.length === 0) return 0;
  const { instance, market = 'on-demand' } = managed;
  const types = poolsOf(document, all, market).map(({ InstanceType }) => InstanceType);
  const place = types.indexOf(instance.InstanceType);
  if (place < 0) return -Infinity;
  return isInOrder(document, market) ? -place : -countInPool(document, instance);
}
