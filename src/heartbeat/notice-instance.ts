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

/** Instances that have changed by themselves, each until its group has been told. */
export class InstanceNotices {
  private readonly open = new Map<string, InstanceReference>();

  constructor(private readonly attention: Attention) {}

  add(instance: InstanceReference): void {
    this.open.set(instance.InstanceId, instance);
  }

  /** Throws where the store cannot serve; what is left then is told with the next call. */
  async tell(now: Date): Promise<void> {
    for (const [id, instance] of this.open) {
      await noticeInstance(this.attention, instance, now);
      this.open.delete(id);
    }
  }
}
