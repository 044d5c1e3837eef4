import {
  CompleteLifecycleActionCommand,
  DeleteAutoScalingGroupCommand,
  type DeleteAutoScalingGroupType,
  DescribePoliciesCommand,
  DescribeScheduledActionsCommand,
  PutScalingPolicyCommand,
  PutScheduledUpdateGroupActionCommand,
  RecordLifecycleActionHeartbeatCommand,
  SetDesiredCapacityCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { shownAlarms } from '../support/alarms.js';
import { createConfiguration, createGroup, groupOf, lifecycleOf } from '../support/groups.js';
import { putEndHook } from '../support/hooks.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('DeleteAutoScalingGroup', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { DesiredCapacity: 2 });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const remove = (given: Partial<DeleteAutoScalingGroupType> = {}): Promise<Refusal> => {
    const input = { AutoScalingGroupName: 'web', ...given };
    return refusalOf(world.autoScaling.send(new DeleteAutoScalingGroupCommand(input)));
  };

  const accepted = { code: 'accepted', message: '' };

  describe('validation', () => {
    it('knows no other group', async () => {
      expect(await remove({ AutoScalingGroupName: 'none' })).to.deep.equal({
        code: 'ValidationError',
        message: "AutoScalingGroup name not found - AutoScalingGroup 'none' not found",
      });
    });

    it('refuses while there are instances', async () => {
      expect(await remove()).to.deep.equal({
        code: 'ResourceInUse',
        message:
          'You cannot delete an AutoScalingGroup while there are instances or pending Spot ' +
          'instance request(s) still in the group.',
      });
    });

    for (const protection of ['prevent-force-deletion', 'prevent-all-deletion'] as const) {
      it(`refuses what ${protection} protects from`, async () => {
        await world.autoScaling.send(
          new UpdateAutoScalingGroupCommand({
            AutoScalingGroupName: 'web',
            DeletionProtection: protection,
          }),
        );
        expect((await groupOf(world))?.DeletionProtection).to.equal(protection);
        expect(await remove({ ForceDelete: true })).to.deep.equal({
          code: 'ResourceInUse',
          message:
            "The Auto Scaling group web can't be deleted because deletion protection is set to " +
            `${protection}.`,
        });
      });
    }
  });

  describe('behaviour', () => {
    it('takes away the instances first where it is forced, and the group at last', async () => {
      await world.advance('5s');
      expect(await remove({ ForceDelete: true })).to.deep.equal(accepted);
      const group = await groupOf(world);
      expect([group?.Status, group?.MinSize, group?.MaxSize, group?.DesiredCapacity]).to.deep.equal(
        ['Delete in progress', 0, 0, 0],
      );
      expect(await lifecycleOf(world)).to.deep.equal({ Terminating: 2 });
      await world.advance('5s');
      expect(await groupOf(world)).to.equal(undefined);
    });

    it('takes no changes while it goes on', async () => {
      await remove({ ForceDelete: true });
      const input = { AutoScalingGroupName: 'web', DesiredCapacity: 0 };
      const call = world.autoScaling.send(new SetDesiredCapacityCommand(input));
      expect(await refusalOf(call)).to.deep.equal({
        code: 'ValidationError',
        message: 'AutoScalingGroup web is pending delete',
      });
      expect(await refusalOf(createGroup(world))).to.deep.equal({
        code: 'AlreadyExists',
        message: 'AutoScalingGroup by this name already exists and is pending delete',
      });
    });

    it('lets hooks be told that they are done', async () => {
      const group = { AutoScalingGroupName: 'web' };
      await putEndHook(world);
      await world.advance('5s');
      await remove({ ForceDelete: true });
      expect(await lifecycleOf(world)).to.deep.equal({ 'Terminating:Wait': 2 });
      for (const { InstanceId } of (await groupOf(world))?.Instances ?? []) {
        const action = { ...group, LifecycleHookName: 'drain', InstanceId };
        await world.autoScaling.send(new RecordLifecycleActionHeartbeatCommand(action));
        await world.autoScaling.send(
          new CompleteLifecycleActionCommand({ ...action, LifecycleActionResult: 'CONTINUE' }),
        );
      }
      await world.advance('10s');
      expect(await groupOf(world)).to.equal(undefined);
    });

    const group = { AutoScalingGroupName: 'web' };
    const track = async (): Promise<void> => {
      const PredefinedMetricType = 'ASGAverageCPUUtilization';
      const PredefinedMetricSpecification = { PredefinedMetricType } as const;
      await world.autoScaling.send(
        new PutScalingPolicyCommand({
          ...group,
          PolicyName: 'track',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingConfiguration: { PredefinedMetricSpecification, TargetValue: 50 },
        }),
      );
    };

    it('takes the alarms of policies along in the same moment', async () => {
      await world.autoScaling.send(
        new UpdateAutoScalingGroupCommand({ ...group, MinSize: 0, DesiredCapacity: 0 }),
      );
      await world.advance('1m');
      await track();
      expect((await shownAlarms(world)).length).to.equal(2);
      expect(await remove()).to.deep.equal(accepted);
      expect(await shownAlarms(world)).to.deep.equal([]);
    });

    it('takes policies, their alarms and scheduled actions along', async () => {
      await track();
      await world.autoScaling.send(
        new PutScheduledUpdateGroupActionCommand({
          ...group,
          ScheduledActionName: 'nightly',
          Recurrence: '0 0 * * *',
          DesiredCapacity: 0,
        }),
      );
      await remove({ ForceDelete: true });
      await world.advance('10s');
      const { ScalingPolicies } = await world.autoScaling.send(new DescribePoliciesCommand({}));
      const { ScheduledUpdateGroupActions } = await world.autoScaling.send(
        new DescribeScheduledActionsCommand({}),
      );
      const rest = [ScalingPolicies, ScheduledUpdateGroupActions, await shownAlarms(world)];
      expect(rest).to.deep.equal([[], [], []]);
    });

    it('lets a group of the same name be created again, which is another one', async () => {
      const before = await groupOf(world);
      await remove({ ForceDelete: true });
      await world.advance('10s');
      await createGroup(world, { DesiredCapacity: 1 });
      await world.advance('10s');
      const after = await groupOf(world);
      expect(after?.AutoScalingGroupARN).not.to.equal(before?.AutoScalingGroupARN);
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
    });

    it('leaves none of its decisions to another group of its name', async () => {
      await world.advance('5s');
      await remove({ ForceDelete: true });
      await world.advance('10s');
      await createGroup(world, { DesiredCapacity: 0 });
      const response = await fetch(`${world.endpoint}/_admin/explain?group=web`);
      const { decisions, lastChange } = (await response.json()) as Record<string, unknown>;
      expect({ decisions, lastChange }).to.deep.equal({ decisions: [], lastChange: undefined });
    });
  });
});
