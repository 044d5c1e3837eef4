import { EnterStandbyCommand, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { fillLoad, forecastOf, putPredictive } from '../support/predictive.js';
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
});
