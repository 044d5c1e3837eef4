import { forecastPrefix } from '../autoscaling/forecast-document.js';
import type { GroupDocument } from '../autoscaling/group-document.js';
import { instanceIdPrefixOf } from '../autoscaling/identity.js';
import {
  instanceOwnerKey,
  policyPrefix,
  scheduledActionPrefix,
  startClaimsKey,
} from '../autoscaling/keys.js';
import { groupQuota, policyQuota, scheduledActionQuota } from '../autoscaling/limits.js';
import { withoutPolicy } from '../autoscaling/policy.js';
import { type Key, partsOf, type Prefix } from '../store/keys.js';
import { freePlace, removeRoster } from '../store/roster.js';
import type { Document, Entry, Store } from '../store/store.js';

export interface RemovalParts {
  readonly store: Store;
  readonly attend: (key: Key<unknown>, now: Date) => Promise<void>;
}

/**
 * Removes what belongs to a group whose instances are gone, and at last the group itself; what a
 * crash leaves is found by the group, which is still there. Its activities outlive it; the alarms
 * of its policies end with it.
 */
export async function removeGroup(
  { key, document: { group } }: Pick<Entry<GroupDocument>, 'key' | 'document'>,
  { store, attend }: RemovalParts,
  now: Date,
): Promise<void> {
  const scope = partsOf(key);
  const { AutoScalingGroupName: name, AutoScalingGroupARN } = group;
  for (const { key: policy } of await all(store, policyPrefix(scope, name))) {
    await store.update(policy, (current) => current && withoutPolicy(current, now));
    await attend(policy, now);
  }
  for (const { key: forecast } of await all(store, forecastPrefix(scope, name))) {
    await store.update(forecast, () => undefined);
  }
  for (const { key: action } of await all(store, scheduledActionPrefix(scope, name))) {
    await store.update(action, () => undefined);
  }
  await store.update(startClaimsKey(scope, name), () => undefined);
  await removeRoster(policyQuota(scope, name), store);
  await removeRoster(scheduledActionQuota(scope, name), store);
  await freePlace(key, groupQuota(scope), store);
  const owner = instanceOwnerKey(scope, instanceIdPrefixOf(AutoScalingGroupARN));
  await store.update(owner, (current) => {
    const left = current?.AutoScalingGroupNames.filter((each) => each !== name) ?? [];
    return left.length === 0 ? undefined : { AutoScalingGroupNames: left };
  });
  await store.update(key, (current) =>
    current?.group.AutoScalingGroupARN === AutoScalingGroupARN ? undefined : current,
  );
}

/** A group has at most 50 policies and 125 scheduled actions. */
const partsMax = 1_000;

function all<D extends Document>(store: Store, prefix: Prefix<D>): Promise<readonly Entry<D>[]> {
  return store.list(prefix, { limit: partsMax });
}
