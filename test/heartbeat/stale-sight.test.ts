import { expect } from 'chai';
import { withDesiredCapacity } from '../../src/autoscaling/group.js';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { groupKey } from '../../src/autoscaling/keys.js';
import { reconcile } from '../../src/autoscaling/reconciliation.js';
import { terminateByUser } from '../../src/autoscaling/user-termination.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { reconcileGroups } from '../../src/heartbeat/reconcile-groups.js';
import type { Launcher } from '../../src/launchers/launcher.js';
import { createSimulatedLauncher } from '../../src/launchers/simulated.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { groupDocument, noon, scope } from '../support/group-documents.js';

/** A group that has just begun a launch of which nobody has told the launcher. */
function launching(): GroupDocument {
  const reason = (): string => 'a user request';
  const asked = withDesiredCapacity(groupDocument(), { DesiredCapacity: 1, now: noon, reason });
  return reconcile(asked, { now: noon, observed: new Map() });
}

describe('a turn that looked at its instances before another launched them', () => {
  const key = groupKey(scope, 'web');
  const options = {
    ...{ startMilliseconds: 3_000, stopMilliseconds: 2_000, failures: 0, interruptions: 0 },
    ...{ interruptedAfterMilliseconds: 0, zoneCapacity: new Map<string, number>() },
  };

  /** The states of the group's instances, when something came between its look and its write. */
  const statesAfter = async (
    between: (document: GroupDocument) => GroupDocument,
  ): Promise<readonly string[]> => {
    const store = new MemoryStore(() => undefined);
    const launcher = createSimulatedLauncher(store, options);
    const attendBy = async (by: Launcher): Promise<void> => {
      const datapoints = createDatapoints(new MemoryBlocks().open());
      const attend = (): Promise<void> => Promise.resolve();
      const parts = { store, datapoints, launcher: by, journal: new Journal(), attend };
      const entry = await store.entry(key);
      if (entry !== undefined) await reconcileGroups(parts).attend([entry], noon);
    };
    let looks = 0;
    const heldUp: Launcher = {
      ...launcher,
      observe: async (instances, now) => {
        looks += 1;
        const isFirst = looks === 1;
        const seen = await launcher.observe(instances, now);
        if (isFirst) {
          // It tells the launcher, and then sees what that has begun.
          await attendBy(launcher);
          await attendBy(launcher);
          await store.update(key, (current) => current && between(current));
        }
        return seen;
      },
    };
    await store.update(key, launching);
    await attendBy(heldUp);
    const document = await store.get(key);
    return (document?.instances ?? []).map(({ instance }) => instance.LifecycleState);
  };

  it('does not take them for gone', async () => {
    expect(await statesAfter((document) => document)).to.deep.equal(['Pending']);
  });

  it('does not leave them running when they were terminated meanwhile', async () => {
    const states = await statesAfter((document) => {
      const [first] = document.instances;
      const termination = { isDecremented: true, now: noon };
      return first ? terminateByUser(document, first, termination) : document;
    });
    expect(states).to.deep.equal(['Terminating']);
  });
});
