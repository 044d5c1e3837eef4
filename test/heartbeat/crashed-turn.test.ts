import { expect } from 'chai';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { groupKey } from '../../src/autoscaling/keys.js';
import { createDatapoints } from '../../src/datapoints/engine.js';
import { FunctionAsks } from '../../src/heartbeat/function-asks.js';
import { Journal } from '../../src/heartbeat/journal.js';
import { reconcileGroups } from '../../src/heartbeat/reconcile-groups.js';
import type { Launcher, Observed } from '../../src/launchers/launcher.js';
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

const key = groupKey(scope, 'web');
const now = secondsAfter(noon, 90);

const running = (number: number): Observed => {
  return { InstanceId: `i-${number}`, state: 'running', status: 'ok' };
};
/** EC2 takes it back two minutes later. */
const interrupted = { ...running(1), isInterrupted: true, changesAt: secondsAfter(now, 120) };

/** A group whose first instances are seen as the test says, and a launcher that may crash. */
class Scene {
  writeCount = 0;
  askedCount = 0;
  sightCount = 0;
  private readonly store = new MemoryStore(({ key: { text } }) => {
    if (text === key.text) this.writeCount += 1;
  });

  constructor(private readonly seen: readonly Observed[]) {}

  async begin(document: GroupDocument): Promise<void> {
    await this.store.update(key, () => ({ ...document, due: now }));
  }

  /** The launcher crashes the server at this call. */
  async look(at: Date, crash?: 'second observe' | 'terminate'): Promise<void> {
    this.sightCount = 0;
    const launcher = createSimulatedLauncher(this.store, {
      ...{ startMilliseconds: 3_000, stopMilliseconds: 2_000, failures: 0, interruptions: 0 },
      ...{ interruptedAfterMilliseconds: 0, zoneCapacity: new Map<string, number>() },
    });
    const crashing: Launcher = {
      ...launcher,
      observe: async (instances, moment) => {
        this.sightCount += 1;
        if (this.sightCount === 2 && crash === 'second observe') throw new Error('crash');
        const all = await launcher.observe(instances, moment);
        return all.map(
          (each) => this.seen.find(({ InstanceId }) => InstanceId === each.InstanceId) ?? each,
        );
      },
      terminate: (instances, moment) =>
        crash === 'terminate'
          ? Promise.reject(new Error('crash'))
          : launcher.terminate(instances, moment),
    };
    const worker = reconcileGroups({
      store: this.store,
      datapoints: createDatapoints(new MemoryBlocks().open()),
      launcher: crashing,
      functionAsks: new FunctionAsks({
        functions: { invoke: () => Promise.resolve(this.answer()) },
        isClockHeld: () => true,
      }),
      journal: new Journal(),
      attend: () => Promise.resolve(),
    });
    const entry = await this.store.entry(key);
    const end =
      entry && (await worker.attend([entry], at).catch((error: unknown) => String(error)));
    expect(end).to.equal(crash && 'Error: crash');
  }

  /** When the group is looked at next, and its instances. */
  async left(): Promise<readonly [Date | undefined, ...(readonly string[])]> {
    const { due, instances = [] } = (await this.store.get(key)) ?? {};
    const states = instances.map(({ instance: { LifecycleState }, launchedFor }) =>
      launchedFor === 'capacity' ? LifecycleState : `${LifecycleState}, ${launchedFor}`,
    );
    return [due, ...states];
  }

  /** The function names one more each time. */
  private answer(): { readonly kind: 'answered'; readonly status: 200; readonly text: string } {
    this.askedCount += 1;
    const InstanceIDs = [`i-${this.askedCount}`];
    return { kind: 'answered', status: 200, text: JSON.stringify({ InstanceIDs }) };
  }
}

/** A launch that is all but over, of an instance of which EC2 has given notice. */
const pending = groupDocument({ CapacityRebalance: true, DesiredCapacity: 1 }, [
  instanceOf(1, { inServiceAt: undefined, shown: { LifecycleState: 'Pending' } }),
]);
const risky: GroupDocument = {
  ...pending,
  activities: [
    {
      ...{ ActivityId: 'activity-1', Cause: 'A user asked.', Details: '{}' },
      AutoScalingGroupName: 'web',
      AutoScalingGroupARN: pending.group.AutoScalingGroupARN,
      ...{ StartTime: noon, Description: 'Launching a new EC2 instance: i-1' },
      ...({ StatusCode: 'PreInService', Progress: 30, Details: '{}' } as const),
    },
  ],
};

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:ready';
/** Two are to go, for as long as a hook waits, and the function names one at a time. */
const asking: GroupDocument = {
  ...groupDocument(
    { TerminationPolicies: [functionArn], DesiredCapacity: 1, AvailabilityZones: ['us-east-1a'] },
    [instanceOf(1), instanceOf(2), instanceOf(3)],
  ),
  hooks: [
    {
      LifecycleHookName: 'drain',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      ...{ HeartbeatTimeout: 3_600, DefaultResult: 'CONTINUE' },
    },
  ],
};

describe('a crash between two turns of a group', () => {
  it('leaves what the second would have begun to the next beat', async () => {
    const scene = new Scene([interrupted]);
    await scene.begin(risky);
    await scene.look(now, 'second observe');
    expect(await scene.left()).to.deep.equal([now, 'InService']);
    const next = secondsAfter(now, 1);
    await scene.look(next);
    const replaced = ['InService', 'Pending, early-replacement'] as const;
    expect(await scene.left()).to.deep.equal([secondsAfter(next, 3), ...replaced]);
    scene.writeCount = 0;
    await scene.look(secondsAfter(next, 1));
    expect(scene.writeCount).to.equal(0);
  });

  it('leaves a function to be asked for more by the next beat', async () => {
    const scene = new Scene([running(1), running(2), running(3)]);
    await scene.begin(asking);
    await scene.look(now, 'second observe');
    const [due, ...states] = await scene.left();
    expect([due, scene.askedCount]).to.deep.equal([now, 1]);
    expect(states).to.deep.equal(['Terminating:Wait', 'InService', 'InService']);
    await scene.look(secondsAfter(now, 1));
    expect(await scene.left()).to.deep.equal([
      ...[secondsAfter(now, 3_600), 'Terminating:Wait', 'Terminating:Wait', 'InService'],
    ]);
  });

  it('has a termination told a second later, whenever the instance would change', async () => {
    const scene = new Scene([interrupted]);
    await scene.begin(groupDocument({ DesiredCapacity: 0 }, [instanceOf(1)]));
    await scene.look(now, 'terminate');
    expect(await scene.left()).to.deep.equal([secondsAfter(now, 1), 'Terminating']);
  });
});

describe('one look at a group', () => {
  it('does not wait for a launcher that takes its time to end an instance', async () => {
    const scene = new Scene([running(1)]);
    await scene.begin(groupDocument({ DesiredCapacity: 0 }, [instanceOf(1)]));
    await scene.look(now);
    expect(scene.sightCount).to.equal(2);
  });

  it('asks a function of the termination policy until it has named enough', async () => {
    const scene = new Scene([running(1), running(2), running(3)]);
    await scene.begin(asking);
    await scene.look(now);
    const [, ...states] = await scene.left();
    expect(states).to.deep.equal(['Terminating:Wait', 'Terminating:Wait', 'InService']);
    expect(scene.askedCount).to.equal(2);
  });
});
