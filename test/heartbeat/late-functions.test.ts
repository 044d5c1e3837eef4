import { expect } from 'chai';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { groupKey } from '../../src/autoscaling/keys.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import type { Answer } from '../../src/delivery/post.js';
import { FunctionAsks } from '../../src/heartbeat/function-asks.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { reconcileGroups } from '../../src/heartbeat/reconcile-groups.js';
import type { Observed } from '../../src/launchers/launcher.js';
import { createSimulatedLauncher } from '../../src/launchers/simulated.js';
import { MemoryBlocks } from '../simulation/memory-blocks.js';
import { MemoryStore } from '../simulation/memory-store.js';
import {
  groupDocument,
  instanceOf,
  noon,
  scope,
  secondsAfter,
} from '../support/group-documents.js';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:ready';

function running({ InstanceId }: { readonly InstanceId: string }): Observed {
  return { InstanceId, state: 'running', status: 'ok' };
}

describe('the function of a termination policy that takes its time', () => {
  let asked: string[];
  let waits: number;
  let end: (answer: Answer) => void;
  let store: MemoryStore;
  let look: (seconds: number) => Promise<void>;

  beforeEach(async () => {
    [asked, waits] = [[], 0];
    store = new MemoryStore();
    const functionAsks = new FunctionAsks({
      functions: {
        invoke: (arn) => {
          asked.push(arn);
          return new Promise((resolve) => (end = resolve));
        },
      },
      isClockHeld: () => false,
      wait: () => {
        waits += 1;
        return Promise.resolve();
      },
    });
    const launcher = createSimulatedLauncher(store, {
      ...{ startMilliseconds: 3_000, stopMilliseconds: 60_000, failures: 0, interruptions: 0 },
      ...{ interruptedAfterMilliseconds: 0, zoneCapacity: new Map<string, number>() },
    });
    const worker = reconcileGroups({
      ...{ store, functionAsks, journal: new Journal(), attend: () => Promise.resolve() },
      datapoints: createDatapoints(new MemoryBlocks().open()),
      launcher: { ...launcher, observe: (all) => Promise.resolve(all.map(running)) },
    });
    look = async (seconds) => {
      const entries = await Promise.all(['web', 'other'].map((name) => store.entry(keyOf(name))));
      const there = entries.filter((entry) => entry !== undefined);
      await worker.attend(there, secondsAfter(noon, seconds));
    };
    await put('web', [functionArn]);
    await put('other', ['OldestInstance']);
  });

  const keyOf = (name: string): ReturnType<typeof groupKey> => groupKey(scope, name);

  /** Of its two instances one is to go. */
  const put = (AutoScalingGroupName: string, TerminationPolicies: string[]): Promise<unknown> => {
    const ids = [1, 2].map((number) => `i-${AutoScalingGroupName}-${number}`);
    const instances = ids.map((InstanceId, index) => instanceOf(index, { shown: { InstanceId } }));
    const given = { AutoScalingGroupName, TerminationPolicies, DesiredCapacity: 1 };
    const document: GroupDocument = { ...groupDocument(given, instances), due: noon };
    return store.update(keyOf(AutoScalingGroupName), () => document);
  };

  const leaving = async (name: string): Promise<readonly string[]> => {
    const { instances = [] } = (await store.get(keyOf(name))) ?? {};
    return instances
      .filter(({ instance }) => instance.LifecycleState === 'Terminating')
      .map(({ instance }) => instance.InstanceId);
  };

  it('delays its group alone, and is asked and waited for once', async () => {
    const before = await store.get(keyOf('web'));
    await look(0);
    await look(1);
    expect(await store.get(keyOf('web'))).to.equal(before);
    expect(await leaving('other')).to.have.length(1);
    expect([asked, waits]).to.deep.equal([[functionArn], 1]);
  });

  it('is heard when it has answered', async () => {
    await look(0);
    end({ kind: 'answered', status: 200, text: '{"InstanceIDs":["i-web-2"]}' });
    await look(1);
    expect(await leaving('web')).to.deep.equal(['i-web-2']);
  });

  it('keeps all instances where it fails, and is asked later', async () => {
    await look(0);
    end({ kind: 'failed', reason: 'the endpoint did not answer in time' });
    await look(2);
    expect(await leaving('web')).to.deep.equal([]);
    const { nomination } = (await store.get(keyOf('web'))) ?? {};
    expect(nomination?.retryAt).to.deep.equal(secondsAfter(noon, 32));
  });
});
