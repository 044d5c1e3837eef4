import {
  type Activity,
  AttachInstancesCommand,
  DeleteAutoScalingGroupCommand,
  DetachInstancesCommand,
  EnterStandbyCommand,
  ExitStandbyCommand,
  PutLifecycleHookCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
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

const AutoScalingGroupName = 'web';

describe('instances that leave their service and come back', () => {
  let world: World;
  let ids: string[];

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1, MaxSize: 3, DesiredCapacity: 2 });
    await world.advance('5s');
    ids = ((await groupOf(world))?.Instances ?? []).map(({ InstanceId = '' }) => InstanceId);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const enter = (InstanceIds: string[], ShouldDecrementDesiredCapacity = true) =>
    world.autoScaling.send(
      new EnterStandbyCommand({
        ...{ AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity },
      }),
    );
  const exit = (InstanceIds: string[]) =>
    world.autoScaling.send(new ExitStandbyCommand({ AutoScalingGroupName, InstanceIds }));
  const detach = (InstanceIds: string[], ShouldDecrementDesiredCapacity = true) =>
    world.autoScaling.send(
      new DetachInstancesCommand({
        ...{ AutoScalingGroupName, InstanceIds, ShouldDecrementDesiredCapacity },
      }),
    );
  const attach = (InstanceIds: string[], group = 'web') =>
    world.autoScaling.send(
      new AttachInstancesCommand({ AutoScalingGroupName: group, InstanceIds }),
    );
  const first = () => ids.slice(0, 1);
  const desired = async () => (await groupOf(world))?.DesiredCapacity;
  const shown = ({ Activities: [activity] = [] }: { Activities?: Activity[] | undefined }) => {
    const { Description, Cause, StatusCode, Progress } = activity ?? {};
    return { Description, Cause, StatusCode, Progress };
  };

  describe('standby', () => {
    it('takes an instance aside, and its place with it', async () => {
      expect(shown(await enter(first()))).to.deep.equal({
        Description: `Moving EC2 instance to Standby: ${ids[0]}`,
        Cause:
          `At 2026-03-10T12:00:05Z instance ${ids[0]} was moved to standby in response to a user ` +
          'request, shrinking the capacity from 2 to 1.',
        StatusCode: 'InProgress',
        Progress: 50,
      });
      expect(await lifecycleOf(world)).to.deep.equal({ Standby: 1, InService: 1 });
      expect(await desired()).to.equal(1);
      await world.advance('1m');
      expect(await lifecycleOf(world)).to.deep.equal({ Standby: 1, InService: 1 });
      expect((await activitiesOf(world)).at(-1)?.StatusCode).to.equal('Successful');
    });

    it('has it replaced where its place is left open', async () => {
      await enter(first(), false);
      await world.advance('5s');
      expect(await lifecycleOf(world)).to.deep.equal({ Standby: 1, InService: 2 });
      expect((await activitiesOf(world)).find(({ Description }) => Description?.startsWith('Mov')))
        .to.have.property('Cause')
        .that.matches(/was moved to standby in response to a user request\.$/);
    });

    it('gives it back its service, without the hooks of a launch', async () => {
      await world.autoScaling.send(
        new PutLifecycleHookCommand({
          ...{ AutoScalingGroupName, LifecycleHookName: 'boot' },
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        }),
      );
      await enter(first());
      expect(shown(await exit(first()))).to.deep.equal({
        Description: `Moving EC2 instance out of Standby: ${ids[0]}`,
        Cause:
          `At 2026-03-10T12:00:05Z instance ${ids[0]} was moved out of standby in response to a ` +
          'user request, increasing the capacity from 1 to 2.',
        StatusCode: 'PreInService',
        Progress: 30,
      });
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
      expect(await desired()).to.equal(2);
    });

    // The example of "Temporarily remove instances from your Auto Scaling group".
    it('does not look after it: one that has ended is replaced when it is to return', async () => {
      await enter(first());
      await disturb(world, ids[0] ?? '', 'terminated');
      await world.advance('5m');
      const { Instances = [] } = (await groupOf(world)) ?? {};
      const aside = Instances.find(({ InstanceId }) => InstanceId === ids[0]);
      expect([aside?.LifecycleState, aside?.HealthStatus]).to.deep.equal(['Standby', 'Healthy']);
      await exit(first());
      await world.advance('10s');
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
      const [move, end, launch] = (await activitiesOf(world)).slice(-3);
      expect([move?.StatusCode, end?.Cause, launch?.StatusCode]).to.deep.equal([
        'Cancelled',
        'At 2026-03-10T12:05:05Z an instance was taken out of service in response to an EC2 ' +
          'health check indicating it has been terminated or stopped.',
        'Successful',
      ]);
    });

    it('goes with a group that is deleted by force, and tells why', async () => {
      await world.autoScaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 0 }),
      );
      await enter(ids);
      await world.advance('5s');
      await world.autoScaling.send(
        new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }),
      );
      await world.advance('10s');
      expect(await groupOf(world)).to.equal(undefined);
      const causes = (await activitiesOf(world)).slice(-2).map(({ Cause = '' }) => Cause);
      expect(causes.map((each) => each.replace(/i-\w+/, 'i-x'))).to.deep.equal(
        Array(2).fill(
          'At 2026-03-10T12:00:10Z instance i-x was taken out of service in response to a user ' +
            'request.',
        ),
      );
    });

    it('refuses what the sizes do not allow, and states that do not fit', async () => {
      const refusals = [
        await refusalOf(enter(ids)),
        await refusalOf(enter(['i-0'])),
        await refusalOf(exit(first())),
      ];
      await enter(first(), false);
      await world.advance('5s');
      await world.autoScaling.send(
        new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity: 3 }),
      );
      await world.advance('5s');
      refusals.push(await refusalOf(enter(first())), await refusalOf(exit(first())));
      await world.autoScaling.send(
        new SuspendProcessesCommand({ AutoScalingGroupName, ScalingProcesses: ['Launch'] }),
      );
      refusals.push(await refusalOf(exit(first())));
      const sizes = 'AutoScalingGroup web has min-size=1, max-size=3, and desired-size=';
      const please = 'please update the AutoScalingGroup sizes appropriately.';
      expect(refusals.map(({ message }) => message)).to.deep.equal([
        `${sizes}2. To place into standby 2 instances, ${please}`,
        'The instance i-0 is not part of Auto Scaling group web.',
        `The instance ${ids[0]} is not in Standby.`,
        `The instance ${ids[0]} is not in InService.`,
        `${sizes}3. To move out of standby 1 instance, ${please}`,
        'The Launch process of AutoScalingGroup web is suspended.',
      ]);
    });
  });

  describe('detached instances', () => {
    it('are members no more, and live on', async () => {
      expect(shown(await detach(first()))).to.deep.equal({
        Description: `Detaching EC2 instance: ${ids[0]}`,
        Cause:
          `At 2026-03-10T12:00:05Z instance ${ids[0]} was detached in response to a user ` +
          'request, shrinking the capacity from 2 to 1.',
        StatusCode: 'InProgress',
        Progress: 50,
      });
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
      const [seen] = await world.updraft.launcher.observe(
        first().map((InstanceId) => {
          return { account: '000000000000', region: 'us-east-1', AutoScalingGroupName, InstanceId };
        }),
        world.now(),
      );
      expect(seen?.state).to.equal('running');
    });

    it('are replaced where their place is left open', async () => {
      await detach(first(), false);
      await world.advance('5s');
      expect([await lifecycleOf(world), await desired()]).to.deep.equal([{ InService: 2 }, 2]);
    });

    it('can be attached again, to any group of their zones', async () => {
      await createGroup(world, { AutoScalingGroupName: 'other', MaxSize: 1 });
      await detach(first());
      await attach(first(), 'other');
      expect(await lifecycleOf(world, 'other')).to.deep.equal({ InService: 1 });
      expect((await groupOf(world, 'other'))?.DesiredCapacity).to.equal(1);
      const [activity] = await activitiesOf(world, 'other');
      expect([activity?.Description, activity?.StatusCode, activity?.Cause]).to.deep.equal([
        `Attaching an existing EC2 instance: ${ids[0]}`,
        'Successful',
        `At 2026-03-10T12:00:05Z instance ${ids[0]} was attached in response to a user request, ` +
          'increasing the capacity from 0 to 1.',
      ]);
      const { message } = await refusalOf(attach(first()));
      expect(message).to.equal(`The Instance: ${ids[0]} is already part of AutoScalingGroup:other`);
    });

    it('are refused where they run no more', async () => {
      await detach(first());
      const owner = { account: '000000000000', region: 'us-east-1', AutoScalingGroupName };
      const gone = { ...owner, InstanceId: ids[0] ?? '' };
      await world.updraft.launcher.terminate([gone], world.now());
      const { message } = await refusalOf(attach(first()));
      expect(message).to.equal(`Instance ${ids[0]} is not in correct state`);
      expect(await desired()).to.equal(1);
    });

    it('are refused where they do not fit', async () => {
      await createGroup(world, {
        ...{ AutoScalingGroupName: 'small', MaxSize: 0 },
        AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      });
      const refusals = [
        await refusalOf(detach(ids)),
        await refusalOf(attach(['i-0'])),
        await refusalOf(attach(['i-0'], 'none')),
        await refusalOf(attach(first())),
      ];
      await detach(first());
      refusals.push(await refusalOf(attach(first(), 'small')));
      const please = 'please update the AutoScalingGroup sizes appropriately.';
      expect(refusals.map(({ message }) => message)).to.deep.equal([
        'AutoScalingGroup web has min-size=1, max-size=3, and desired-size=2. ' +
          `To detach 2 instances, ${please}`,
        'Invalid Instance ID(s): [i-0]',
        'AutoScalingGroup name not found - null',
        `The Instance: ${ids[0]} is already part of AutoScalingGroup:web`,
        'AutoScalingGroup small has min-size=0, max-size=0, and desired-size=0. ' +
          `To attach 1 instance, ${please}`,
      ]);
    });
  });
});
