import { simulatedInstanceKind } from '../launchers/simulated.js';
import type { Store } from '../store/store.js';
import type { Worker } from './worker.js';

/** Removes simulated instances some time after they stopped. */
export function forgetInstances(store: Store): Worker {
  return {
    kind: simulatedInstanceKind,
    attend: async (entries) => {
      await Promise.all(entries.map(({ key }) => store.update(key, () => undefined)));
    },
    isMoving: () => false,
  };
}
