import { TerminateInstanceInAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  groupOf,
  mixed,
} from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('a group whose spot instances have weights', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const create = (types: Readonly<Record<string, string>>, given = {}): Promise<unknown> => {
    const MixedInstancesPolicy = mixed(types, { OnDemandPercentageAboveBaseCapacity: 0 });
    return createGroup(world, {
      ...{ LaunchConfigurationName: undefined, MixedInstancesPolicy, MaxSize: 20 },
      AvailabilityZones: ['us-east-1a'],
      ...given,
    });
  };
  const types = async (): Promise<readonly string[]> =>
    ((await groupOf(world))?.Instances ?? []).map(
      ({ InstanceType = '', WeightedCapacity = '' }) => `${InstanceType} ${WeightedCapacity}`,
    );

  it('launches nothing that it would terminate at once', async () => {
    await create({ 'c5.large': '2', 'c5.xlarge': '3' }, { DesiredCapacity: 3 });
    await world.advance('1m');
    expect(await types()).to.deep.equal(['c5.large 2', 'c5.large 2']);
    await create(
      { 'c5.large': '1', 'c5.4xlarge': '10' },
      {
        ...{ AutoScalingGroupName: 'other', DesiredCapacity: 10 },
        AvailabilityZones: ['us-east-1a', 'us-east-1b'],
      },
    );
    await world.advance('1m');
    const statuses = [...(await activitiesOf(world)), ...(await activitiesOf(world, 'other'))];
    expect(
      statuses.filter(({ Description = '' }) => !Description.startsWith('Launching')),
    ).to.deep.equal([]);
    expect(new Set(statuses.map(({ StatusCode }) => StatusCode))).to.deep.equal(
      new Set(['Successful']),
    );
  });

  it('replaces a light one that a user terminated by another light one', async () => {
    await create({ 'c5.large': '2', 'c5.xlarge': '3' }, { DesiredCapacity: 5 });
    await world.advance('1m');
    expect(await types()).to.have.members(['c5.large 2', 'c5.xlarge 3']);
    const { Instances = [] } = (await groupOf(world)) ?? {};
    const light = Instances.find(({ WeightedCapacity }) => WeightedCapacity === '2');
    await world.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        ...{ InstanceId: light?.InstanceId, ShouldDecrementDesiredCapacity: false },
      }),
    );
    await world.advance('1m');
    expect(await types()).to.have.members(['c5.large 2', 'c5.xlarge 3']);
    expect((await activitiesOf(world)).length).to.equal(4);
  });
});
