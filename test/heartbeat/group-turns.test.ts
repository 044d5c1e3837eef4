import { expect } from 'chai';
import { withDesiredCapacity } from '../../src/autoscaling/group.js';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { activityKind, groupKey } from '../../src/autoscaling/keys.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { reconcileGroups } from '../../src/heartbeat/reconcile-groups.js';
import { createSimulatedLauncher } from '../../src/launchers/simulated.js';
import { kindOf } from '../../src/store/keys.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { groupDocument, noon, scope, secondsAfter } from '../support/group-documents.js';

const key = groupKey(scope, 'web');

function desiring(document: GroupDocument, DesiredCapacity: number, now: Date): GroupDocument {
  return withDesiredCapacity(document, { DesiredCapacity, now, reason: () => 'a user request' });
}

/** A group whose instances start in three seconds and stop in two, and what looks at it cost. */
class Looks {
  readonly writes: GroupDocument[] = [];
  readonly memory = new MemoryStore(({ key: { text }, after }) => {
    // Nothing else lies at this key.
    if (text === key.text && after !== undefined) this.writes.push(after as GroupDocument);
  });
  /** How often the launcher was asked what it has. */
  sights = 0;

  async change(change: (document: GroupDocument) => GroupDocument): Promise<void> {
    await this.memory.update(key, (current) => change(current ?? groupDocument()));
  }

  async look(now: Date): Promise<readonly [sights: number, writes: number]> {
    this.sights = 0;
    this.writes.length = 0;
    const launcher = createSimulatedLauncher(this.memory, {
      ...{ startMilliseconds: 3_000, stopMilliseconds: 2_000, failures: 0, interruptions: 0 },
      ...{ interruptedAfterMilliseconds: 0, zoneCapacity: new Map<string, number>() },
    });
    const worker = reconcileGroups({
      store: this.memory,
      datapoints: createDatapoints(new MemoryBlocks().open()),
      launcher: {
        ...launcher,
        observe: (instances, at) => {
          this.sights += 1;
          return launcher.observe(instances, at);
        },
      },
      journal: new Journal(),
      attend: () => Promise.resolve(),
    });
    const entry = await this.memory.entry(key);
    if (entry !== undefined) await worker.attend([entry], now);
    return [this.sights, this.writes.length];
  }
}

describe('a look at a group', () => {
  it('comes back to its instances only after it has told the launcher of some', async () => {
    const looks = new Looks();
    await looks.change((document) => desiring(document, 3, noon));
    expect(await looks.look(noon), 'launching').to.deep.equal([2, 2]);
    expect(await looks.look(secondsAfter(noon, 1)), 'nothing yet').to.deep.equal([1, 0]);
    expect(await looks.look(secondsAfter(noon, 3)), 'in service').to.deep.equal([1, 2]);
    expect(await looks.look(secondsAfter(noon, 4)), 'quiet').to.deep.equal([1, 0]);
    await looks.change((document) => desiring(document, 1, secondsAfter(noon, 60)));
    expect(await looks.look(secondsAfter(noon, 60)), 'terminating').to.deep.equal([2, 2]);
    expect(await looks.look(secondsAfter(noon, 62)), 'gone').to.deep.equal([1, 2]);
  });

  it('is not needed any more once the instances are in service', async () => {
    const looks = new Looks();
    await looks.change((document) => desiring(document, 3, noon));
    await looks.look(noon);
    expect((await looks.memory.get(key))?.due).to.deep.equal(secondsAfter(noon, 3));
    await looks.look(secondsAfter(noon, 3));
    expect((await looks.memory.get(key))?.due).to.equal(undefined);
  });

  it('leaves the time that somebody sets while activities become documents', async () => {
    const looks = new Looks();
    await looks.change((document) => desiring(document, 1, noon));
    await looks.look(noon);
    const now = secondsAfter(noon, 3);
    const store = looks.memory;
    const update = store.update.bind(store);
    store.update = async (at, change) => {
      if (kindOf(at) === activityKind) await looks.change((group) => desiring(group, 2, now));
      return update(at, change);
    };
    await looks.look(now);
    const [begun, asked, handed] = looks.writes;
    expect([begun?.activities.length, asked?.activities.length]).to.deep.equal([1, 1]);
    expect(handed?.activities.length).to.equal(0);
    expect(handed?.due).to.deep.equal(now);
    expect(looks.writes.at(-1)?.instances.length).to.equal(2);
  });
});
