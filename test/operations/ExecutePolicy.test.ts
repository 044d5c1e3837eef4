import {
  ExecutePolicyCommand,
  type ExecutePolicyType,
  PutScalingPolicyCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { type PolicyGiven, simple, stepped, tracking } from '../support/policies.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

describe('ExecutePolicy', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MaxSize: 5, DesiredCapacity: 1 });
    await world.advance('10s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const put = async (given: PolicyGiven): Promise<string> => {
    const input = { AutoScalingGroupName: 'web', PolicyName: 'policy', ...given };
    const { PolicyARN = '' } = await world.autoScaling.send(new PutScalingPolicyCommand(input));
    return PolicyARN;
  };

  const execute = (given: Partial<ExecutePolicyType> = {}): Promise<Refusal> => {
    const input = { AutoScalingGroupName: 'web', PolicyName: 'policy', ...given };
    return refusalOf(world.autoScaling.send(new ExecutePolicyCommand(input)));
  };

  const desired = async (): Promise<number | undefined> => (await groupOf(world))?.DesiredCapacity;

  describe('validation', () => {
    const bare = 'ValidationError';

    it('knows no other policy', async () => {
      expect(await execute()).to.deep.equal({ code: bare, message: 'Policy name not found' });
    });

    it('needs the group where several policies have the name', async () => {
      await createGroup(world, { AutoScalingGroupName: 'other' });
      await put(simple);
      await put({ ...simple, AutoScalingGroupName: 'other' });
      expect(await execute({ AutoScalingGroupName: undefined })).to.deep.equal({
        code: bare,
        message: 'AutoScalingGroupName is required, since several policies have this name',
      });
    });

    it('refuses a step policy without a metric, and for one that no step is for', async () => {
      await put(stepped([0]));
      expect((await execute()).code).to.equal(bare);
      expect(await execute({ MetricValue: 4, BreachThreshold: 5 })).to.deep.equal({
        code: bare,
        message: 'No step adjustment found for metric value [4.0] and breach threshold 5.0',
      });
    });

    it('refuses a target tracking policy', async () => {
      await put(tracking);
      expect((await execute()).code).to.equal(bare);
    });
  });

  describe('behaviour', () => {
    it('changes the capacity, and tells which policy did', async () => {
      const PolicyName = await put(simple);
      await execute({ PolicyName, AutoScalingGroupName: undefined });
      expect(await desired()).to.equal(2);
      const { Cause = '' } = (await activitiesOf(world))[1] ?? {};
      expect(Cause).to.equal(
        'At 2026-03-10T12:00:10Z a user request executed policy policy changing the desired ' +
          'capacity from 1 to 2.  At 2026-03-10T12:00:10Z an instance was started in response ' +
          'to a difference between desired and actual capacity, increasing the capacity from 1 ' +
          'to 2.',
      );
    });

    it('finds the only policy of a name without its group', async () => {
      await put(simple);
      await execute({ AutoScalingGroupName: undefined });
      expect(await desired()).to.equal(2);
      const without = { AutoScalingGroupName: undefined, PolicyName: 'none' };
      expect((await execute(without)).message).to.equal('Policy name not found');
    });

    it('takes the step of the metric that it is told', async () => {
      await put({
        ...stepped([0, 10], [10]),
        AdjustmentType: 'ExactCapacity',
        StepAdjustments: [
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 2 },
          { MetricIntervalLowerBound: 10, ScalingAdjustment: 4 },
        ],
      });
      await execute({ MetricValue: 65, BreachThreshold: 50 });
      expect(await desired()).to.equal(4);
    });

    it('waits for the cooldown of the last change where it is asked to', async () => {
      await put({ ...simple, Cooldown: 60 });
      const honoring = { HonorCooldown: true };
      await execute(honoring);
      expect((await execute(honoring)).code).to.equal('ScalingActivityInProgress');
      await world.advance('30s');
      expect((await execute(honoring)).code).to.equal('ScalingActivityInProgress');
      const set = { AutoScalingGroupName: 'web', DesiredCapacity: 3, HonorCooldown: true };
      const command = new SetDesiredCapacityCommand(set);
      expect((await refusalOf(world.autoScaling.send(command))).code).to.equal(
        'ScalingActivityInProgress',
      );
      await world.advance('1m');
      expect((await execute(honoring)).code).to.equal('accepted');
      expect(await desired()).to.equal(3);
      expect((await execute()).code).to.equal('accepted');
      expect(await desired()).to.equal(4);
    });
  });
});
