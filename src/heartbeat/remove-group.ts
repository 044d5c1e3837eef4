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
import { type Key, partsOf } from '../store/keys.js';
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
 *
 * Others may remove it in the same moment, and a user create another one of its name. What was
 * listed while the group was there is its own; what has changed since then waits for another look.
 */
export async function removeGroup(
  { key, document: { group } }: Pick<Entry<GroupDocument>, 'key' | 'document'>,
  { store, attend }: RemovalParts,
  now: Date,
): Promise<void> {
  const scope = partsOf(key);
  const { AutoScalingGroupName: name, AutoScalingGroupARN } = group;
  const policies = await store.list(policyPrefix(scope, name), { limit: partsMax });
  const forecasts = await store.list(forecastPrefix(scope, name), { limit: partsMax });
  const actions = await store.list(scheduledActionPrefix(scope, name), { limit: partsMax });
  const there = await store.get(key);
  if (there?.group.AutoScalingGroupARN !== AutoScalingGroupARN) return;
  for (const entry of policies) {
    if (!(await change(store, entry, (policy) => withoutPolicy(policy, now)))) return;
    await attend(entry.key, now);
  }
  for (const entry of [...forecasts, ...actions]) {
    if (!(await change<Document>(store, entry, () => undefined))) return;
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

/** False where the document is another one than was listed. */
async function change<D extends Document>(
  store: Store,
  entry: Entry<D>,
  without: (document: D) => D | undefined,
): Promise<boolean> {
  const seen = { isListed: false };
  await store.revise(entry, (current) => {
    seen.isListed = current === entry.document;
    return current === entry.document ? without(entry.document) : current;
  });
  return seen.isListed;
}
