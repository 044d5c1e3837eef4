import { expect } from 'chai';
import { withDesiredCapacity } from '../../src/autoscaling/group.js';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { activityKind, groupKey } from '../../src/autoscaling/keys.js';
import { testNotice, withNotices } from '../../src/autoscaling/notice.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import type { Ec2 } from '../../src/ec2/ec2.js';
import { Ec2Asks } from '../../src/heartbeat/ec2-asks.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { reconcileGroups } from '../../src/heartbeat/reconcile-groups.js';
import { createSimulatedLauncher } from '../../src/launchers/simulated.js';
import { kindOf } from '../../src/store/keys.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { groupDocument, noon, scope, secondsAfter } from '../support/group-documents.js';

const key = groupKey(scope, 'web');

const unasked = (): never => expect.fail('EC2 is asked for launch templates alone');
const lackingTemplates: Ec2 = {
  launchTemplate: () => Promise.resolve({ kind: 'refused', code: 'Gone', message: 'It is gone.' }),
  ...{ instance: unasked, subnets: unasked, zones: unasked, instanceTypes: unasked },
  dryRun: unasked,
};

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

  constructor(private readonly ec2Asks?: Ec2Asks) {}

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
      ...{ store: this.memory, ec2Asks: this.ec2Asks },
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

  it('ends the activity of what it cannot launch', async () => {
    const ec2Asks = new Ec2Asks({ ec2: lackingTemplates, isClockHeld: () => true });
    const looks = new Looks(ec2Asks);
    const given = {
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
      AvailabilityZones: ['us-east-1a'],
    };
    await looks.change(({ group, ...document }) =>
      desiring(
        { ...document, group: { ...group, LaunchConfigurationName: undefined, ...given } },
        1,
        noon,
      ),
    );
    expect(await looks.look(noon)).to.deep.equal([2, 3]);
    const left = await looks.memory.get(key);
    expect([left?.instances, left?.activities]).to.deep.equal([[], []]);
    expect(left?.due).to.deep.equal(secondsAfter(noon, 30));
  });

  it('hands on what topics are to be told, but nothing that comes meanwhile', async () => {
    const looks = new Looks();
    const topic = 'arn:aws:sns:us-east-1:000000000000:web';
    const add = (id: string): Promise<void> =>
      looks.change((document) =>
        withNotices(document, [testNotice(document, topic, { id, now: noon })]),
      );
    await add('1');
    const store = looks.memory;
    const update = store.update.bind(store);
    store.update = async (at, change) => {
      store.update = update;
      await add('2');
      return update(at, change);
    };
    await looks.look(noon);
    const noticed = looks.writes.map(({ notices = [] }) => notices.map(({ id }) => id));
    expect(noticed).to.deep.equal([['test-1'], ['test-1', 'test-2'], ['test-2'], []]);
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
