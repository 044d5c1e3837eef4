import {
  CreateAutoScalingGroupCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  groupOf,
  lifecycleOf,
  zones,
} from '../support/groups.js';
import { createWorld, type World } from '../support/world.js';

describe('launches that are refused', () => {
  let world: World;

  const open = async (options: string): Promise<void> => {
    world = await createWorld({ flags: ['--launcher-options', options] });
    await createConfiguration(world);
  };

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const zonesOf = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { AvailabilityZone = '' } of (await groupOf(world))?.Instances ?? []) {
      counts[AvailabilityZone] = (counts[AvailabilityZone] ?? 0) + 1;
    }
    return counts;
  };

  const failures = async (): Promise<unknown[]> =>
    (await activitiesOf(world)).filter(({ StatusCode }) => StatusCode === 'Failed');

  const setCapacity = (DesiredCapacity: number): Promise<unknown> =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity }),
    );

  it('go to another zone, and leave one failed activity for a zone that is full', async () => {
    await open('capacity.us-east-1a=1');
    await createGroup(world, { DesiredCapacity: 9 });
    await world.advance('10s');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 9 });
    expect(await zonesOf()).to.deep.equal({ 'us-east-1a': 1, 'us-east-1b': 4, 'us-east-1c': 4 });
    const text =
      'We currently do not have sufficient t3.micro capacity in the Availability Zone you ' +
      'requested (us-east-1a). Our system will be working on provisioning additional capacity. ' +
      'You can currently get t3.micro capacity by not specifying an Availability Zone in your ' +
      'request. Launching EC2 instance failed.';
    const [failed, ...others] = (await activitiesOf(world)).filter(
      ({ StatusCode }) => StatusCode === 'Failed',
    );
    expect(others).to.deep.equal([]);
    expect([failed?.Description, failed?.StatusMessage, failed?.Progress]).to.deep.equal([
      `Launching a new EC2 instance.  Status Reason: ${text}`,
      text.slice(0, 255),
      100,
    ]);
  });

  it('wait for their zone where the group is to be balanced only', async () => {
    await open('capacity.us-east-1a=1');
    await world.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        LaunchConfigurationName: 'lc',
        MinSize: 0,
        MaxSize: 10,
        DesiredCapacity: 6,
        AvailabilityZones: zones,
        AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-only' },
      }),
    );
    await world.advance('10m');
    expect(await zonesOf()).to.deep.equal({ 'us-east-1a': 1, 'us-east-1b': 2, 'us-east-1c': 2 });
  });

  it('are tried again less and less often, and not for ever when nobody wants more', async () => {
    await open('failures=1');
    await createGroup(world, { DesiredCapacity: 1, AvailabilityZones: ['us-east-1a'] });
    expect(await failures()).to.have.length(1);
    await world.advance('29s');
    expect(await failures()).to.have.length(1);
    await world.advance('1s');
    expect(await failures()).to.have.length(2);
    await world.advance('59s');
    expect(await failures()).to.have.length(2);
    await world.advance('1s');
    expect(await failures()).to.have.length(3);
    await world.advance('1d');
    expect((await failures()).length).to.be.within(10, 25);
    const before = (await failures()).length;
    await setCapacity(0);
    await world.advance('1d');
    expect(await failures()).to.have.length(before);
    expect(await lifecycleOf(world)).to.deep.equal({});
  });

  it('leave the group where it wanted to be once there is room', async () => {
    await open('capacity.us-east-1a=2,capacity.us-east-1b=0,capacity.us-east-1c=0');
    await createGroup(world, { DesiredCapacity: 3 });
    await world.advance('10m');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
    await setCapacity(2);
    await world.advance('3h');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
  });
});
