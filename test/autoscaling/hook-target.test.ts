import {
  DescribeLifecycleHooksCommand,
  type LifecycleHookSpecification,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import type { FakeEndpoint } from '../support/endpoint.js';
import { activitiesOf, createGroup, groupOf, lifecycleOf } from '../support/groups.js';
import { createHookWorld, launching, putHook, queue, RoleARN } from '../support/hooks.js';
import { refusalOf } from '../support/refusal.js';
import type { World } from '../support/world.js';

const target = { NotificationTargetARN: queue, RoleARN };
const noQueue = '<Error><Code>AWS.SimpleQueueService.NonExistentQueue</Code></Error>';
const AutoScalingGroupName = 'web';

describe('the target of a lifecycle hook', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    ({ endpoint, world } = await createHookWorld());
  });

  afterEach(async () => {
    await world.close();
    await endpoint.close();
  });

  const events = (): unknown[] =>
    endpoint.received.map(({ body }) => {
      const text = new URLSearchParams(body).get('MessageBody') ?? '';
      return (JSON.parse(text) as { readonly Event?: string }).Event;
    });
  const hookNames = async (): Promise<(string | undefined)[]> => {
    const { LifecycleHooks = [] } = await world.autoScaling.send(
      new DescribeLifecycleHooksCommand({ AutoScalingGroupName }),
    );
    return LifecycleHooks.map(({ LifecycleHookName }) => LifecycleHookName);
  };
  const createOther = (hook: Partial<LifecycleHookSpecification>): Promise<void> => {
    const named = { LifecycleHookName: 'boot', LifecycleTransition: launching, ...hook };
    const LifecycleHookSpecificationList = [named];
    return createGroup(world, { AutoScalingGroupName: 'other', LifecycleHookSpecificationList });
  };

  it('is sent a test message with the hook, and with a group that is created with it', async () => {
    await putHook(world, target);
    await createOther(target);
    const test = 'autoscaling:TEST_NOTIFICATION';
    expect(events()).to.deep.equal([test, test]);
    await world.advance('5s');
    expect(events()).to.deep.equal([test, test]);
  });

  it('must take that message', async () => {
    endpoint.answer(400, noQueue);
    const refusal = {
      code: 'ValidationError',
      message:
        `Unable to publish test message to notification target ${queue} using IAM role ` +
        `${RoleARN}. Please check your target and role configuration and try to put lifecycle ` +
        'hook again.',
    };
    expect(await refusalOf(putHook(world, target))).to.deep.equal(refusal);
    expect(await hookNames()).to.deep.equal([]);
    expect(await refusalOf(createOther(target))).to.deep.equal(refusal);
    expect(await groupOf(world, 'other')).to.equal(undefined);
  });

  const defaults: readonly (readonly [string, string, string])[] = [
    ['CONTINUE', 'InService', 'Successful'],
    ['ABANDON', 'Terminating', 'Cancelled'],
  ];
  for (const [DefaultResult, state, StatusCode] of defaults) {
    it(`that cannot be told of an instance any more lets it ${DefaultResult} at once`, async () => {
      await putHook(world, { ...target, DefaultResult, HeartbeatTimeout: 600 });
      endpoint.answer(400, noQueue);
      await world.autoScaling.send(
        new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: 1 }),
      );
      await world.advance('5s');
      const [launch] = await activitiesOf(world);
      expect(launch?.StatusCode).to.equal(StatusCode);
      expect(await lifecycleOf(world)).to.have.property(state);
      const isTold = launch?.Description?.endsWith('Notification Publication Failure') === true;
      expect(isTold).to.equal(DefaultResult === 'ABANDON');
      expect(world.logLines.join()).to.contain('A message could not be delivered');
    });
  }
});
