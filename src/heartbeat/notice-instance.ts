import { groupKey } from '../autoscaling/keys.js';
import type { InstanceReference } from '../launchers/launcher.js';
import type { Key } from '../store/keys.js';
import type { Store } from '../store/store.js';

export interface Attention {
  readonly store: Store;
  readonly attend: (key: Key<unknown>, now: Date) => Promise<void>;
}

/** An instance has changed by itself: its group, which may have been quiet, is looked at now. */
export async function noticeInstance(
  { store, attend }: Attention,
  { AutoScalingGroupName, ...scope }: InstanceReference,
  now: Date,
): Promise<void> {
  const key = groupKey(scope, AutoScalingGroupName);
  await store.update(key, (current) => current && { ...current, due: now });
  await attend(key, now);
}
