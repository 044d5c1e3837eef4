import {
  DescribeLifecycleHooksCommand,
  type LifecycleHook,
  type PutLifecycleHookType,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import type { FakeEndpoint } from '../support/endpoint.js';
import { createGroup } from '../support/groups.js';
import {
  type Action,
  completeAction,
  createHookWorld,
  instanceIdOf,
  launching,
  messagesAt,
  putEndHook,
  putHook,
  queue,
  RoleARN,
  setCapacity,
  terminating,
} from '../support/hooks.js';
import { refusalOf } from '../support/refusal.js';
import type { World } from '../support/world.js';

describe('PutLifecycleHook', () => {
  let endpoint: FakeEndpoint;
  let world: World;

  beforeEach(async () => {
    ({ endpoint, world } = await createHookWorld());
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await endpoint.close();
  });

  const put = (given: Partial<PutLifecycleHookType> = {}) => putHook(world, given);
  const putEnd = (given: Partial<PutLifecycleHookType> = {}) => putEndHook(world, given);
  const hooks = async (): Promise<LifecycleHook[]> => {
    const { LifecycleHooks = [] } = await world.autoScaling.send(
      new DescribeLifecycleHooksCommand({ AutoScalingGroupName: 'web' }),
    );
    return LifecycleHooks;
  };
  const want = (capacity: number) => setCapacity(world, capacity);
  const instanceId = (index = 0) => instanceIdOf(world, index);
  const complete = (result: string, given?: Action) => completeAction(world, result, given);
  const messages = () => messagesAt(endpoint);

  describe('serialisation', () => {
    it('shows what was put, with the defaults', async () => {
      await put({ HeartbeatTimeout: undefined });
      await putEnd({ HeartbeatTimeout: 30, DefaultResult: 'CONTINUE', NotificationMetadata: 'x' });
      expect(await hooks()).to.deep.equal([
        {
          LifecycleHookName: 'boot',
          AutoScalingGroupName: 'web',
          LifecycleTransition: launching,
          HeartbeatTimeout: 3_600,
          GlobalTimeout: 172_800,
          DefaultResult: 'ABANDON',
        },
        {
          LifecycleHookName: 'drain',
          AutoScalingGroupName: 'web',
          LifecycleTransition: terminating,
          NotificationMetadata: 'x',
          HeartbeatTimeout: 30,
          GlobalTimeout: 3_000,
          DefaultResult: 'CONTINUE',
        },
      ]);
    });

    it('keeps what an update leaves out, and takes a target back', async () => {
      await put({ NotificationTargetARN: queue, RoleARN, NotificationMetadata: 'x' });
      await put({ LifecycleTransition: undefined, HeartbeatTimeout: 90 });
      const [updated] = await hooks();
      expect([updated?.NotificationTargetARN, updated?.RoleARN]).to.deep.equal([queue, RoleARN]);
      await put({ NotificationTargetARN: '' });
      const [hook] = await hooks();
      expect(hook).to.include({ HeartbeatTimeout: 60, NotificationMetadata: 'x' });
      expect(hook).not.to.have.any.keys('NotificationTargetARN', 'RoleARN');
    });

    const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:hooks';
    const other = { queue: `${queue}-2`, role: `${RoleARN}-2` };
    const updates: readonly (readonly [string, Partial<PutLifecycleHookType>, unknown[]])[] = [
      ['keeps its role', { NotificationTargetARN: other.queue }, [other.queue, RoleARN]],
      ['keeps its target', { RoleARN: other.role }, [queue, other.role]],
      ['gives its role up for a function', { NotificationTargetARN: lambda }, [lambda, undefined]],
    ];
    for (const [what, given, target] of updates) {
      it(`${what} where the other of the two is put alone`, async () => {
        await put({ NotificationTargetARN: queue, RoleARN });
        await put(given);
        const [hook] = await hooks();
        expect([hook?.NotificationTargetARN, hook?.RoleARN]).to.deep.equal(target);
      });
    }

    it('tells the target by a test message', async () => {
      await put({ NotificationTargetARN: queue, RoleARN });
      await world.advance('1s');
      expect(messages().map(({ Event }) => Event)).to.deep.equal(['autoscaling:TEST_NOTIFICATION']);
    });

    it('comes with a group that is created, too', async () => {
      const LifecycleHookSpecificationList = [
        { LifecycleHookName: 'boot', LifecycleTransition: launching },
      ];
      await createGroup(world, { AutoScalingGroupName: 'born', LifecycleHookSpecificationList });
      const { LifecycleHooks } = await world.autoScaling.send(
        new DescribeLifecycleHooksCommand({
          ...{ AutoScalingGroupName: 'born', LifecycleHookNames: ['boot', 'nobody'] },
        }),
      );
      expect(LifecycleHooks?.map(({ LifecycleHookName }) => LifecycleHookName)).to.eql(['boot']);
    });
  });

  describe('validation', () => {
    const cases: readonly (readonly [string, Partial<PutLifecycleHookType>, string])[] = [
      [
        'a transition that there is not',
        { LifecycleTransition: 'autoscaling:BIRTH' },
        `'LifecycleTransition' must be one of: ${launching}, ${terminating}`,
      ],
      [
        'no transition at first',
        { LifecycleTransition: undefined },
        `'LifecycleTransition' must be one of: ${launching}, ${terminating}`,
      ],
      [
        'a result that there is not',
        { DefaultResult: 'MAYBE' },
        "'DefaultResult' must be one of: CONTINUE, ABANDON",
      ],
      [
        'a short heartbeat',
        { HeartbeatTimeout: 29 },
        'HeartbeatTimeout must be between 30 and 7200 seconds',
      ],
      [
        'a target that is none',
        { NotificationTargetARN: 'arn:aws:s3:::bucket', RoleARN },
        "'NotificationTargetARN' must be a valid ARN",
      ],
      [
        'a role without a target',
        { RoleARN },
        "'NotificationTargetARN' parameter required when 'RoleARN' parameter is specified",
      ],
      [
        'a target without a role',
        { NotificationTargetARN: queue },
        "'RoleARN' parameter required when 'NotificationTargetARN' parameter is specified",
      ],
      [
        'a group that there is not',
        { AutoScalingGroupName: 'nobody' },
        "AutoScalingGroup name not found - AutoScalingGroup 'nobody' not found",
      ],
    ];
    for (const [what, given, message] of cases) {
      it(`refuses ${what}`, async () => {
        expect(await refusalOf(put(given))).to.deep.equal({ code: 'ValidationError', message });
        expect(await hooks()).to.deep.equal([]);
      });
    }

    it('holds fifty hooks and no more', async () => {
      for (let number = 0; number < 50; number++) await put({ LifecycleHookName: `h${number}` });
      expect((await refusalOf(put())).code).to.equal('LimitExceeded');
    });

    it('knows an action by its open token or its instance alone', async () => {
      await put();
      await want(1);
      await world.advance('5s');
      const token = '00000000-0000-0000-0000-000000000000';
      expect(await refusalOf(complete('CONTINUE', { LifecycleActionToken: token }))).to.deep.equal({
        code: 'ValidationError',
        message: `No active Lifecycle Action found with token ${token}`,
      });
      const id = await instanceId();
      await complete('CONTINUE');
      expect(await refusalOf(complete('CONTINUE'))).to.deep.equal({
        code: 'ValidationError',
        message: `No active Lifecycle Action found with instance ID ${id}`,
      });
      expect((await refusalOf(complete('MAYBE'))).code).to.equal('ValidationError');
    });
  });
});
