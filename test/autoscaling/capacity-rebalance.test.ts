import {
  type CreateAutoScalingGroupType,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { activitiesOf, createGroup, disturb, groupOf } from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

const LaunchTemplateSpecification = { LaunchTemplateName: 'web', Version: '1' };
const spot = {
  LaunchTemplate: { LaunchTemplateSpecification, Overrides: [{ InstanceType: 'm5.large' }] },
  InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 },
};

describe('an instance that EC2 takes back', () => {
  let world: World;

  const open = async (
    options: string,
    given: Partial<CreateAutoScalingGroupType> = {},
  ): Promise<string> => {
    world = await createWorld({ flags: ['--launcher-options', `start=3s,stop=2s,${options}`] });
    await createGroup(world, {
      ...{ LaunchConfigurationName: undefined, MixedInstancesPolicy: spot },
      ...{ DesiredCapacity: 1, MaxSize: 1, AvailabilityZones: ['us-east-1a'], ...given },
    });
    await world.advance('10s');
    return (await living())[0] ?? '';
  };

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const living = async (): Promise<string[]> =>
    ((await groupOf(world))?.Instances ?? [])
      .filter(({ LifecycleState }) => LifecycleState === 'InService')
      .map(({ InstanceId = '' }) => InstanceId);

  const causes = async (): Promise<string[]> =>
    (await activitiesOf(world)).slice(1).map(({ Cause = '' }) => Cause);

  it('is replaced before it goes, where the group rebalances its capacity', async () => {
    const first = await open('', { CapacityRebalance: true });
    await disturb(world, first, 'interrupted');
    await world.advance('2s');
    expect((await groupOf(world))?.Instances).to.have.length(2);
    expect(await living()).to.deep.equal([first]);
    await world.advance('8s');
    const after = await living();
    expect(after).to.have.length(1);
    expect(after).to.not.include(first);
    expect(await causes()).to.deep.equal([
      'At 2026-03-10T12:00:10Z an instance was launched in response to an EC2 instance ' +
        'rebalance recommendation.',
      'At 2026-03-10T12:00:13Z an instance was taken out of service in response to an EC2 ' +
        'instance rebalance recommendation.',
    ]);
  });

  it('is replaced when it is gone, where the group does not', async () => {
    const first = await open('');
    await disturb(world, first, 'interrupted');
    await world.advance('1m');
    expect(await living()).to.deep.equal([first]);
    await world.advance('70s');
    const after = await living();
    expect(after).to.have.length(1);
    expect(after).to.not.include(first);
    expect((await causes())[0]).to.equal(
      'At 2026-03-10T12:02:10Z an instance was taken out of service in response to an EC2 health ' +
        'check indicating it has been terminated or stopped.',
    );
  });

  it('stays until it is gone where nothing may be launched', async () => {
    const first = await open('', { CapacityRebalance: true });
    await world.autoScaling.send(
      new SuspendProcessesCommand({ AutoScalingGroupName: 'web', ScalingProcesses: ['Launch'] }),
    );
    await disturb(world, first, 'interrupted');
    await world.advance('1m');
    expect(await living()).to.deep.equal([first]);
    await world.advance('2m');
    expect(await living()).to.deep.equal([]);
  });

  it('is no more than a tenth of the group at a time', async () => {
    await open('', { CapacityRebalance: true, DesiredCapacity: 20, MaxSize: 20 });
    const all = await living();
    expect(all).to.have.length(20);
    for (const id of all.slice(0, 5)) await disturb(world, id, 'interrupted');
    expect((await groupOf(world))?.Instances).to.have.length(22);
    await world.advance('30s');
    const after = await living();
    expect(after).to.have.length(20);
    expect(after.filter((id) => all.includes(id))).to.have.length(15);
  });

  it('is any spot instance after a while, if the launcher says so', async () => {
    const options = 'interruptions=1,interrupted-after=5m';
    const first = await open(options, { CapacityRebalance: true });
    await world.advance('4m');
    expect(await living()).to.deep.equal([first]);
    await world.advance('2m');
    expect(await living())
      .to.have.length(1)
      .and.to.not.include(first);
  });

  it('is never one on demand', async () => {
    const MixedInstancesPolicy = { LaunchTemplate: spot.LaunchTemplate };
    const first = await open('interruptions=1,interrupted-after=5m', { MixedInstancesPolicy });
    await world.advance('20m');
    expect(await living()).to.deep.equal([first]);
  });
});
