import {
  DeleteAutoScalingGroupCommand,
  DeletePolicyCommand,
  EnterStandbyCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { fillLoad, forecastOf, pair, putPredictive } from '../support/predictive.js';
import { createWorld, type World } from '../support/world.js';

const AutoScalingGroupName = 'web';

describe('a forecast of capacity', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MaxSize: 6, DesiredCapacity: 1 });
    await world.advance('5s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  describe('where nobody counted the instances', () => {
    const resize = (DesiredCapacity: number) =>
      world.autoScaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, DesiredCapacity }),
      );
    const capacityAtNoon = async () => {
      await fillLoad(world, { isCounted: false });
      await putPredictive(world);
      return (await forecastOf(world)).CapacityForecast?.Values?.slice(0, 1).map(Math.round);
    };

    it('goes by those in service', async () => {
      await resize(4);
      await world.advance('5s');
      const { Instances = [] } = (await groupOf(world)) ?? {};
      await world.autoScaling.send(
        new EnterStandbyCommand({
          AutoScalingGroupName,
          InstanceIds: Instances.slice(1).map(({ InstanceId = '' }) => InstanceId),
          ShouldDecrementDesiredCapacity: true,
        }),
      );
      await world.advance('5s');
      expect(await capacityAtNoon()).to.deep.equal([1]);
    });

    it('goes by those that are to be, where none is in service yet', async () => {
      await resize(0);
      await world.advance('5s');
      await resize(3);
      expect(await capacityAtNoon()).to.deep.equal([3]);
    });
  });

  describe('of another policy or other metrics', () => {
    const network = { PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGNetworkIn' } };
    const unmeasured = { MetricSpecifications: [{ TargetValue: 50, ...network }] } as object;
    const seen = async () => {
      const { LoadForecast, CapacityForecast } = await forecastOf(world);
      const { DesiredCapacity, PredictedCapacity } = (await groupOf(world)) ?? {};
      const hours = [LoadForecast?.[0]?.Values?.length, CapacityForecast?.Values?.length];
      return { hours, DesiredCapacity, PredictedCapacity };
    };
    const nothing = { hours: [0, 0], PredictedCapacity: undefined };

    beforeEach(async () => {
      await fillLoad(world);
      await putPredictive(world);
      expect(await seen()).to.deep.equal({
        ...{ hours: [24, 24], DesiredCapacity: 2, PredictedCapacity: 2 },
      });
    });

    it('does not outlive its group', async () => {
      const group = { AutoScalingGroupName, ForceDelete: true };
      await world.autoScaling.send(new DeleteAutoScalingGroupCommand(group));
      await world.advance('30s');
      await createGroup(world, { DesiredCapacity: 1 });
      await putPredictive(world, unmeasured);
      expect(await seen()).to.deep.equal({ ...nothing, DesiredCapacity: 1 });
      await world.advance('2h');
      expect(await seen()).to.deep.equal({ ...nothing, DesiredCapacity: 1 });
    });

    it('goes when its policy learns from metrics that have no past', async () => {
      await putPredictive(world, unmeasured);
      expect(await seen()).to.deep.equal({ ...nothing, DesiredCapacity: 2 });
    });

    it('goes with its policy', async () => {
      const policy = { AutoScalingGroupName, PolicyName: 'foresee' };
      await world.autoScaling.send(new DeletePolicyCommand(policy));
      await putPredictive(world, unmeasured);
      expect(await seen()).to.deep.equal({ ...nothing, DesiredCapacity: 2 });
    });

    const changes = [
      { name: 'stays when the mode changes', given: { Mode: 'ForecastOnly' }, hours: 24 },
      {
        name: 'begins anew with another target',
        given: { MetricSpecifications: [{ TargetValue: 25, ...pair }] },
        hours: 21,
      },
    ];
    for (const { name, given, hours } of changes) {
      it(name, async () => {
        await world.advance('3h');
        await putPredictive(world, given as object);
        expect((await seen()).hours).to.deep.equal([hours, hours]);
      });
    }
  });
});
