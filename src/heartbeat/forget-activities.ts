import { activityKind } from '../autoscaling/keys.js';
import type { Document, Store } from '../store/store.js';
import type { Worker } from './worker.js';

/** Removes scaling activities six weeks after they ended, as AWS does. */
export function forgetActivities(store: Store): Worker {
  return {
    kind: activityKind,
    attend: async (entries) => {
      await Promise.all(entries.map(({ key }) => store.update<Document>(key, () => undefined)));
    },
    isMoving: () => false,
  };
}
