import {
  CompleteLifecycleActionCommand,
  DescribeLifecycleHooksCommand,
  RecordLifecycleActionHeartbeatCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import type { FakeEndpoint } from '../support/endpoint.js';
import { lifecycleOf } from '../support/groups.js';
import {
  createHookWorld,
  messagesAt,
  putEndHook,
  queue,
  RoleARN,
  setCapacity,
  terminating,
} from '../support/hooks.js';
import { refusalOf } from '../support/refusal.js';
import type { World } from '../support/world.js';

/** What AWS's node termination handler does in its queue mode, without Kubernetes. */
describe('aws-node-termination-handler', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    ({ endpoint, world } = await createHookWorld());
    await putEndHook(world, { NotificationTargetARN: queue, RoleARN });
    await setCapacity(world, 1);
    await world.advance('1m');
    await setCapacity(world, 0);
    await world.advance('5s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await endpoint.close();
  });

  it('skips the test message, beats while it drains the node, and lets it go', async () => {
    const [test, told] = messagesAt(endpoint);
    expect(test?.Event).to.equal('autoscaling:TEST_NOTIFICATION');
    expect(told?.LifecycleTransition).to.equal(terminating);
    const { AutoScalingGroupName = '', LifecycleHookName = '' } = told ?? {};
    const { LifecycleHooks } = await world.autoScaling.send(
      new DescribeLifecycleHooksCommand({
        ...{ AutoScalingGroupName, LifecycleHookNames: [LifecycleHookName] },
      }),
    );
    expect(LifecycleHooks?.map(({ HeartbeatTimeout }) => HeartbeatTimeout)).to.deep.equal([60]);
    // It gives both names of the action, always.
    const action = {
      ...{ AutoScalingGroupName, LifecycleHookName },
      ...{ LifecycleActionToken: told?.LifecycleActionToken, InstanceId: told?.EC2InstanceId },
    };
    const beat = () => world.autoScaling.send(new RecordLifecycleActionHeartbeatCommand(action));
    for (let beats = 0; beats < 3; beats++) {
      await world.advance('40s');
      await beat();
    }
    expect(await lifecycleOf(world)).to.deep.equal({ 'Terminating:Wait': 1 });
    await world.autoScaling.send(
      new CompleteLifecycleActionCommand({ ...action, LifecycleActionResult: 'CONTINUE' }),
    );
    // It stops beating at a ValidationError, and at no other.
    expect((await refusalOf(beat())).code).to.equal('ValidationError');
    await world.advance('1m');
    expect(await lifecycleOf(world)).to.deep.equal({});
  });
});
