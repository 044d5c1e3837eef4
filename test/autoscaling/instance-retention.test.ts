import {
  CompleteLifecycleActionCommand,
  DeleteAutoScalingGroupCommand,
  DeleteLifecycleHookCommand,
  DetachInstancesCommand,
  EnterStandbyCommand,
  PutLifecycleHookCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  disturb,
  groupOf,
  lifecycleOf,
} from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const web = { AutoScalingGroupName: 'web' };
const hook = {
  LifecycleHookName: 'drain',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  HeartbeatTimeout: 30,
};
const retain = { RetentionTriggers: { TerminateHookAbandon: 'retain' } } as const;

describe('instances that a group retains', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const send: World['autoScaling']['send'] = (...call: [never]) => world.autoScaling.send(...call);

  /** A group of two, of which the first that was to go is retained. */
  const retainOne = async (): Promise<string> => {
    await createGroup(world, {
      ...{ MinSize: 0, DesiredCapacity: 2, InstanceLifecyclePolicy: retain },
      LifecycleHookSpecificationList: [hook],
    });
    await world.advance('10s');
    await send(new SetDesiredCapacityCommand({ ...web, DesiredCapacity: 1 }));
    const { Instances = [] } = (await groupOf(world)) ?? {};
    const { InstanceId = '' } =
      Instances.find(({ LifecycleState }) => LifecycleState === 'Terminating:Wait') ?? {};
    const { LifecycleHookName } = hook;
    const action = { ...web, LifecycleHookName, InstanceId };
    const result = { ...action, LifecycleActionResult: 'ABANDON' };
    await send(new CompleteLifecycleActionCommand(result));
    await world.advance('5s');
    return InstanceId;
  };

  it('need a hook that may abandon', async () => {
    const policy = { InstanceLifecyclePolicy: retain };
    const refusal = {
      code: 'InvalidQueryParameter',
      message:
        'InstanceLifecyclePolicy requires at least one terminate lifecycle hook with default ' +
        'result ABANDON. Configure a terminate lifecycle hook with ABANDON result, or remove ' +
        'InstanceLifecyclePolicy and try again.',
    };
    expect(await refusalOf(createGroup(world, policy))).to.deep.equal(refusal);
    await createGroup(world);
    const update = new UpdateAutoScalingGroupCommand({ ...web, ...policy });
    expect(await refusalOf(send(update))).to.deep.equal(refusal);
  });

  it('run on, do not count, and have an activity that was cancelled', async () => {
    const InstanceId = await retainOne();
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1, 'Terminating:Retained': 1 });
    const last = (await activitiesOf(world)).at(-1);
    expect(last).to.include({ StatusCode: 'Cancelled', Progress: 100 });
    expect(last?.Description).to.match(
      new RegExp(
        `^Terminating EC2 instance: ${InstanceId}\\.  Status Reason: Instance failed to complete ` +
          "user's Lifecycle Action: Lifecycle Action with token \\S{36} was abandoned: Lifecycle " +
          'Action Completed with ABANDON Result$',
      ),
    );
  });

  it('are retained when the hook is not answered too', async () => {
    await retainOne();
    await send(new SetDesiredCapacityCommand({ ...web, DesiredCapacity: 0 }));
    await world.advance('1m');
    expect(await lifecycleOf(world)).to.deep.equal({ 'Terminating:Retained': 2 });
  });

  it('are no more where the last hook that retains them has gone', async () => {
    const InstanceId = await retainOne();
    const { LifecycleHookName } = hook;
    const named = { ...web, LifecycleHookName };
    await send(new PutLifecycleHookCommand({ ...named, DefaultResult: 'CONTINUE' }));
    await send(new DeleteLifecycleHookCommand(named));
    expect((await groupOf(world))?.InstanceLifecyclePolicy).to.deep.equal(retain);
    const ended = { InstanceId, ShouldDecrementDesiredCapacity: false };
    await send(new TerminateInstanceInAutoScalingGroupCommand(ended));
    await send(new SetDesiredCapacityCommand({ ...web, DesiredCapacity: 0 }));
    await world.advance('10s');
    expect(await lifecycleOf(world)).to.deep.equal({});
  });

  it('are terminated by a user, after their hooks', async () => {
    const InstanceId = await retainOne();
    const input = { InstanceId, ShouldDecrementDesiredCapacity: false };
    await send(new TerminateInstanceInAutoScalingGroupCommand(input));
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1, 'Terminating:Wait': 1 });
  });

  it('are detached by a user, and none takes their place', async () => {
    const InstanceIds = [await retainOne()];
    const input = { ...web, InstanceIds, ShouldDecrementDesiredCapacity: false };
    await send(new DetachInstancesCommand(input));
    await world.advance('10s');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
  });

  it('stay though they end by themselves, until a user terminates them', async () => {
    const InstanceId = await retainOne();
    await disturb(world, InstanceId, 'terminated');
    await world.advance('10s');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1, 'Terminating:Retained': 1 });
    const input = { InstanceId, ShouldDecrementDesiredCapacity: false };
    await send(new TerminateInstanceInAutoScalingGroupCommand(input));
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1, 'Terminating:Wait': 1 });
  });

  it('are not there to be moved, protected or counted down', async () => {
    const InstanceId = await retainOne();
    const InstanceIds = [InstanceId];
    const down = { ShouldDecrementDesiredCapacity: true };
    const calls = [
      send(new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ...down })),
      send(new DetachInstancesCommand({ ...web, InstanceIds, ...down })),
      send(new EnterStandbyCommand({ ...web, InstanceIds, ...down })),
      send(new SetInstanceProtectionCommand({ ...web, InstanceIds, ProtectedFromScaleIn: true })),
    ];
    const refusals = await Promise.all(calls.map(refusalOf));
    const retry = "Retry without decreasing the Auto Scaling group's desired capacity.";
    expect(refusals.map(({ message }) => message.replaceAll(InstanceId, 'i-x'))).to.deep.equal([
      "The instance i-x is in a Retained state and can't be terminated while decreasing desired " +
        `capacity. ${retry}`,
      "The instance i-x is in a Retained state and can't be detached while decreasing desired " +
        `capacity. ${retry}`,
      'The instance i-x is not in InService.',
      'The instance i-x is not in InService or EnteringStandby or Standby.',
    ]);
    const healthy = { InstanceId, HealthStatus: 'Unhealthy', ShouldRespectGracePeriod: false };
    await send(new SetInstanceHealthCommand(healthy));
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1, 'Terminating:Retained': 1 });
  });

  it('keep their group from being deleted, by force too', async () => {
    await retainOne();
    const remove = (ForceDelete: boolean): Promise<unknown> =>
      send(new DeleteAutoScalingGroupCommand({ ...web, ForceDelete }));
    expect(await refusalOf(remove(false))).to.include({ code: 'ResourceInUse' });
    expect(await refusalOf(remove(true))).to.deep.equal({
      code: 'ValidationError',
      message:
        "You can't force delete this Auto Scaling group because the TerminateHookAbandon " +
        'retention trigger is set to retain. Change the retention trigger to terminate and try ' +
        'again.',
    });
    const terminate = { RetentionTriggers: { TerminateHookAbandon: 'terminate' } } as const;
    const update = { ...web, InstanceLifecyclePolicy: terminate };
    await send(new UpdateAutoScalingGroupCommand(update));
    await remove(true);
    await world.advance('1m');
    expect(await groupOf(world)).to.equal(undefined);
  });
});
