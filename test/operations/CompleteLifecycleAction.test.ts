import {
  DeleteAutoScalingGroupCommand,
  DeleteLifecycleHookCommand,
  type PutLifecycleHookType,
  RecordLifecycleActionHeartbeatCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import type { FakeEndpoint } from '../support/endpoint.js';
import { activitiesOf, disturb, groupOf, lifecycleOf } from '../support/groups.js';
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
} from '../support/hooks.js';
import { refusalOf } from '../support/refusal.js';
import type { World } from '../support/world.js';

describe('CompleteLifecycleAction and the life of an instance', () => {
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
  const want = (capacity: number) => setCapacity(world, capacity);
  const instanceId = (index = 0) => instanceIdOf(world, index);
  const complete = (result: string, given?: Action) => completeAction(world, result, given);
  const messages = () => messagesAt(endpoint);
  const lastActivity = async () => (await activitiesOf(world)).at(-1);

  it('lets a launch wait, tell of itself, and come into service when it may', async () => {
    await put({ NotificationTargetARN: queue, RoleARN, NotificationMetadata: 'v=1' });
    await want(1);
    await world.advance('5s');
    expect(await lifecycleOf(world)).to.deep.equal({ 'Pending:Wait': 1 });
    const { StatusCode, Progress } = (await lastActivity()) ?? {};
    expect([StatusCode, Progress]).to.deep.equal(['MidLifecycleAction', 40]);
    const { Time, RequestId, LifecycleActionToken, ...message } = messages()[1] ?? {};
    expect(message).to.deep.equal({
      Origin: 'EC2',
      LifecycleHookName: 'boot',
      Destination: 'AutoScalingGroup',
      AccountId: '000000000000',
      LifecycleTransition: launching,
      AutoScalingGroupName: 'web',
      Service: 'AWS Auto Scaling',
      EC2InstanceId: await instanceId(),
      NotificationMetadata: 'v=1',
    });
    expect([Time, RequestId, LifecycleActionToken].map((each) => typeof each)).to.deep.equal([
      ...['string', 'string', 'string'],
    ]);
    await complete('CONTINUE', { LifecycleActionToken: LifecycleActionToken ?? '' });
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
    expect((await lastActivity())?.StatusCode).to.equal('Successful');
  });

  it('waits for all hooks of a transition', async () => {
    await put();
    await put({ LifecycleHookName: 'warm' });
    await want(1);
    await world.advance('5s');
    await complete('CONTINUE');
    expect(await lifecycleOf(world)).to.deep.equal({ 'Pending:Wait': 1 });
    await complete('CONTINUE', { LifecycleHookName: 'warm' });
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
  });

  it('ends a launch that is abandoned, and begins another', async () => {
    await put();
    await want(1);
    await world.advance('5s');
    const abandoned = await instanceId();
    await complete('ABANDON');
    const { Instances = [] } = (await groupOf(world)) ?? {};
    expect(Instances.map(({ InstanceId, LifecycleState }) => [InstanceId, LifecycleState])).to.eql([
      [abandoned, 'Terminating'],
      [await instanceId(1), 'Pending'],
    ]);
    const launch = (await activitiesOf(world))[0];
    expect(launch?.StatusCode).to.equal('Cancelled');
    expect(launch?.Description).to.match(
      new RegExp(
        `^Launching a new EC2 instance: ${abandoned}\\.  Status Reason: Instance failed to ` +
          "complete user's Lifecycle Action: Lifecycle Action with token [0-9a-f-]{36} was " +
          'abandoned: Lifecycle Action Completed with ABANDON Result$',
      ),
    );
  });

  it('says of a launch that is ended while it waits that nothing else was wrong', async () => {
    await put();
    await want(1);
    await world.advance('5s');
    await want(0);
    const launch = (await activitiesOf(world))[0];
    expect(launch?.StatusCode).to.equal('Cancelled');
    expect(launch?.Description).to.match(
      /Reason: Instance was terminated while waiting for instance to be in InService state\.$/,
    );
  });

  const defaults: readonly (readonly [string, string])[] = [
    ['CONTINUE', 'InService'],
    ['ABANDON', 'Terminating'],
  ];
  for (const [DefaultResult, state] of defaults) {
    it(`takes silence for ${DefaultResult} when the hook says so`, async () => {
      await put({ DefaultResult });
      await want(1);
      await world.advance('5s');
      const id = await instanceId();
      await world.advance('57s');
      expect(await lifecycleOf(world)).to.deep.equal({ 'Pending:Wait': 1 });
      await world.advance('1s');
      const { Instances = [] } = (await groupOf(world)) ?? {};
      const found = Instances.find(({ InstanceId }) => InstanceId === id);
      expect(found?.LifecycleState).to.equal(state);
      const launch = (await activitiesOf(world))[0];
      const isTold = launch?.Description?.endsWith('was abandoned: Heartbeat Timeout');
      expect(isTold).to.equal(DefaultResult === 'ABANDON');
    });
  }

  it('waits longer with each heartbeat, and no longer than a hundred of them', async () => {
    await put({ HeartbeatTimeout: 30 });
    await want(1);
    await world.advance('5s');
    const heartbeat = async () =>
      world.autoScaling.send(
        new RecordLifecycleActionHeartbeatCommand({
          ...{ AutoScalingGroupName: 'web', LifecycleHookName: 'boot' },
          InstanceId: await instanceId(),
        }),
      );
    for (let beat = 0; beat < 119; beat++) {
      await heartbeat();
      await world.advance('25s');
    }
    expect(await lifecycleOf(world)).to.deep.equal({ 'Pending:Wait': 1 });
    const id = await instanceId();
    await heartbeat();
    await world.advance('25s');
    expect(await instanceId()).not.to.equal(id);
  });

  it('asks for a token or an instance', async () => {
    await put();
    const input = { AutoScalingGroupName: 'web', LifecycleHookName: 'boot' };
    const beat = world.autoScaling.send(new RecordLifecycleActionHeartbeatCommand(input));
    expect(await refusalOf(beat)).to.deep.equal({
      code: 'ValidationError',
      message: 'You must specify either LifecycleActionToken or InstanceId.',
    });
  });

  it('lets a termination wait, and end either way', async () => {
    await putEnd();
    await want(2);
    await world.advance('5s');
    await want(1);
    expect(await lifecycleOf(world)).to.deep.equal({ 'Terminating:Wait': 1, InService: 1 });
    const { StatusCode, Progress } = (await lastActivity()) ?? {};
    expect([StatusCode, Progress]).to.deep.equal(['MidTerminatingLifecycleAction', 60]);
    const { Instances = [] } = (await groupOf(world)) ?? {};
    const waiting = Instances.find(({ LifecycleState = '' }) => LifecycleState.endsWith('Wait'));
    await complete('ABANDON', {
      ...{ LifecycleHookName: 'drain', InstanceId: waiting?.InstanceId ?? '' },
    });
    expect(await lifecycleOf(world)).to.deep.equal({ 'Terminating:Proceed': 1, InService: 1 });
    await world.advance('5s');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
    expect((await lastActivity())?.StatusCode).to.equal('Successful');
  });

  it('runs for a group that is deleted by force, too', async () => {
    await putEnd();
    await want(1);
    await world.advance('5s');
    await world.autoScaling.send(
      new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: 'web', ForceDelete: true }),
    );
    expect(await lifecycleOf(world)).to.deep.equal({ 'Terminating:Wait': 1 });
    await world.advance('2m');
    expect(await groupOf(world)).to.equal(undefined);
  });

  it('lets go of what waits for a hook that is deleted', async () => {
    await put();
    await want(1);
    await world.advance('5s');
    const removal = new DeleteLifecycleHookCommand({
      ...{ AutoScalingGroupName: 'web', LifecycleHookName: 'boot' },
    });
    await world.autoScaling.send(removal);
    expect(await lifecycleOf(world)).to.deep.equal({ Terminating: 1, Pending: 1 });
    await world.advance('10s');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
    expect((await refusalOf(world.autoScaling.send(removal))).message).to.equal(
      "No Lifecycle Hook found with name 'boot' for group 'web'",
    );
  });

  it('replaces an instance that dies while it waits', async () => {
    await put();
    await want(1);
    await world.advance('5s');
    const id = await instanceId();
    await disturb(world, id, 'terminated');
    await world.advance('5s');
    expect(await lifecycleOf(world)).to.deep.equal({ 'Pending:Wait': 1 });
    expect(await instanceId()).not.to.equal(id);
  });

  it('goes on to wait after a restart', async () => {
    await put({ NotificationTargetARN: queue, RoleARN });
    await want(1);
    await world.advance('5s');
    world = await world.restart();
    await world.advance('30s');
    expect(await lifecycleOf(world)).to.deep.equal({ 'Pending:Wait': 1 });
    await complete('CONTINUE');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
    expect(messages().length).to.equal(2);
  });
});
