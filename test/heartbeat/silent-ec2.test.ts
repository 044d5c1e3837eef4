import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { withDesiredCapacity } from '../../src/autoscaling/group.js';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import { groupKey } from '../../src/autoscaling/keys.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { createEc2 } from '../../src/ec2/ec2-client.js';
import { Ec2Asks } from '../../src/heartbeat/ec2-asks.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { reconcileGroups } from '../../src/heartbeat/reconcile-groups.js';
import { createSimulatedLauncher } from '../../src/launchers/simulated.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';
import { MemoryStore } from '../simulation/memory-store.js';
import { type FakeEndpoint, openEndpoint } from '../support/endpoint.js';
import {
  groupDocument,
  instanceOf,
  noon,
  scope,
  secondsAfter,
} from '../support/group-documents.js';

function desiring(document: GroupDocument, DesiredCapacity: number): GroupDocument {
  const now = noon;
  return withDesiredCapacity(document, { DesiredCapacity, now, reason: () => 'a user request' });
}

describe('an EC2 that takes requests and never answers', () => {
  const options = {
    ...{ startMilliseconds: 60_000, stopMilliseconds: 2_000, failures: 0, interruptions: 0 },
    ...{ interruptedAfterMilliseconds: 0, zoneCapacity: new Map<string, number>() },
  };
  let endpoint: FakeEndpoint;
  let store: MemoryStore;
  let look: (seconds: number) => Promise<void>;
  let isClockHeld: boolean;

  // The first request of a process takes its time, whomever it asks.
  before(async () => {
    endpoint = await openEndpoint();
    await fetch(endpoint.url, { method: 'POST' });
    await endpoint.close();
  });

  beforeEach(async () => {
    endpoint = await openEndpoint();
    endpoint.hang();
    store = new MemoryStore(() => undefined);
    isClockHeld = false;
    const signer = { accessKeyId: 'test', secretAccessKey: 'test' };
    const ec2 = createEc2({ ec2: new URL(endpoint.url), signer }, { milliseconds: 100 });
    // A held clock waits until the bound of each request is over.
    const wait = async (answers: readonly Promise<unknown>[], isHeld: boolean): Promise<void> => {
      await (isHeld ? Promise.all(answers) : setImmediate());
    };
    const worker = reconcileGroups({
      store,
      datapoints: createDatapoints(new MemoryBlocks().open()),
      launcher: createSimulatedLauncher(store, options),
      journal: new Journal(),
      ec2Asks: ec2 && new Ec2Asks({ ec2, isClockHeld: () => isClockHeld, wait }),
      attend: () => Promise.resolve(),
    });
    look = async (seconds) => {
      const entries = await Promise.all(['web', 'other'].map((name) => store.entry(keyOf(name))));
      const there = entries.filter((entry) => entry !== undefined);
      await worker.attend(there, secondsAfter(noon, seconds));
    };
  });

  afterEach(() => endpoint.close());

  const keyOf = (name: string): ReturnType<typeof groupKey> => groupKey(scope, name);

  const put = (
    name: string,
    given: Partial<Group>,
    launched: readonly string[],
  ): Promise<unknown> =>
    store.update(keyOf(name), (current) => {
      const instances = launched.map((InstanceId, index) =>
        instanceOf(index + 1, { shown: { InstanceId } }),
      );
      const begun = groupDocument({ AutoScalingGroupName: name, ...given }, instances);
      return current ?? { ...begun, launchSource: { InstanceType: 'm5.large' } };
    });

  const desire = (name: string, capacity: number): Promise<unknown> =>
    store.update(keyOf(name), (current) => current && desiring(current, capacity));

  /** How many the launcher has, and how many it is still to be told of. */
  const launchesOf = async (name: string): Promise<readonly [told: number, untold: number]> => {
    const { instances = [] } = (await store.get(keyOf(name))) ?? {};
    const seen = instances.filter(({ isSeen }) => isSeen).length;
    return [seen, instances.length - seen];
  };

  it('delays the launches of a group alone, and only until it has not answered', async () => {
    await put('web', {}, []);
    await put('other', {}, ['i-11', 'i-12']);
    await desire('web', 2);
    await desire('other', 0);
    await look(0);
    expect(await launchesOf('web')).to.deep.equal([0, 2]);
    const states = (await store.get(keyOf('other')))?.instances.map(
      ({ instance }) => instance.LifecycleState,
    );
    expect(states).to.deep.equal(['Terminating', 'Terminating']);
    expect((await store.get(keyOf('web')))?.due).to.deep.equal(secondsAfter(noon, 1));
    isClockHeld = true;
    await look(1);
    await look(2);
    expect(await launchesOf('web')).to.deep.equal([2, 0]);
    expect(endpoint.received.length).to.equal(1);
  });

  it('is not asked for a while once it has not answered', async () => {
    await put('web', {}, []);
    await desire('web', 1);
    await look(0);
    isClockHeld = true;
    await look(1);
    isClockHeld = false;
    await desire('web', 2);
    await look(10);
    await look(11);
    expect(await launchesOf('web')).to.deep.equal([2, 0]);
    expect(endpoint.received.length).to.equal(1);
    await desire('web', 3);
    await look(30);
    await look(31);
    expect(await launchesOf('web')).to.deep.equal([2, 1]);
    isClockHeld = true;
    await look(32);
    expect(endpoint.received.length).to.equal(2);
  });

  it('leaves be a group that would launch from an alias, and then fails its launch', async () => {
    const LaunchTemplate = { LaunchTemplateName: 'web', Version: '$Latest' };
    await put('web', { LaunchConfigurationName: undefined, LaunchTemplate }, []);
    const ids = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'web' };
    const resolved = { ...ids, Version: '$Latest', VersionNumber: '1', isSpot: false };
    await store.update(
      keyOf('web'),
      (current) => current && { ...desiring(current, 1), launchSource: { templates: [resolved] } },
    );
    const before = await store.get(keyOf('web'));
    await look(0);
    expect(await store.get(keyOf('web'))).to.deep.equal(before);
    isClockHeld = true;
    await look(1);
    const after = await store.get(keyOf('web'));
    expect(after?.instances).to.deep.equal([]);
    expect(after?.refusals.map(({ retryAt }) => retryAt)).to.deep.equal(
      Array(3).fill(secondsAfter(noon, 31)),
    );
  });
});
