import {
  type AutoScalingGroup,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  groupOf,
  lifecycleOf,
} from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

type Given = Partial<UpdateAutoScalingGroupType>;

describe('UpdateAutoScalingGroup', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
    await createGroup(world, { MinSize: 1, MaxSize: 6, DesiredCapacity: 4 });
    await world.advance('10s');
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const update = (given: Given): Promise<unknown> => {
    const input = { AutoScalingGroupName: 'web', ...given };
    return world.autoScaling.send(new UpdateAutoScalingGroupCommand(input));
  };

  const zonesOf = async (): Promise<string[]> =>
    ((await groupOf(world))?.Instances ?? [])
      .map(({ AvailabilityZone = '' }) => AvailabilityZone)
      .sort();

  describe('validation', () => {
    const cases: readonly (readonly [string, Given, string])[] = [
      [
        'an unknown group',
        { AutoScalingGroupName: 'none' },
        'AutoScalingGroup name not found - null',
      ],
      [
        'an unknown group whatever else is wrong',
        { AutoScalingGroupName: 'none', HealthCheckGracePeriod: -1, MinSize: 5, MaxSize: 1 },
        'AutoScalingGroup name not found - null',
      ],
      [
        'an unknown group though its launch configuration is unknown too',
        { AutoScalingGroupName: 'none', LaunchConfigurationName: 'none' },
        'AutoScalingGroup name not found - null',
      ],
      [
        'an unknown group though its policy names no template',
        {
          AutoScalingGroupName: 'none',
          MixedInstancesPolicy: { InstancesDistribution: { OnDemandBaseCapacity: 1 } },
        },
        'AutoScalingGroup name not found - null',
      ],
      [
        'a minimum above the maximum',
        { MinSize: 7 },
        'Max bound, 6, must be greater than or equal to min bound, 7',
      ],
      [
        'a capacity outside the bounds',
        { DesiredCapacity: 7 },
        'Desired capacity:7 must be between the specified min size:1 and max size:6',
      ],
      [
        'two launch sources',
        {
          LaunchConfigurationName: 'lc',
          LaunchTemplate: { LaunchTemplateName: 'template' },
        },
        'Valid requests must contain either LaunchTemplate, LaunchConfigurationName or ' +
          'MixedInstancesPolicy parameter.',
      ],
      [
        'an unknown launch configuration',
        { LaunchConfigurationName: 'none' },
        'Launch configuration name not found - null',
      ],
      [
        'a negative grace period',
        { HealthCheckGracePeriod: -1 },
        'Grace period must be a positive integer.',
      ],
      [
        'a negative cooldown',
        { DefaultCooldown: -1 },
        'Default cooldown must be a positive integer.',
      ],
      [
        'zones by name and by id',
        { AvailabilityZones: ['us-east-1a'], AvailabilityZoneIds: ['use1-az1'] },
        "AvailabilityZones and AvailabilityZoneIds can't be used together",
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        expect(await refusalOf(update(given))).to.deep.equal({ code: 'ValidationError', message });
      });
    }
  });

  describe('behaviour', () => {
    const members: readonly (readonly [string, Given, Partial<AutoScalingGroup>])[] = [
      ['moves the capacity up to the minimum', { MinSize: 5 }, { DesiredCapacity: 5 }],
      ['moves the capacity down to the maximum', { MaxSize: 3 }, { DesiredCapacity: 3 }],
      ['keeps what it is not given', {}, { MinSize: 1, MaxSize: 6, DefaultCooldown: 300 }],
      ['sets a warm-up of nothing', { DefaultInstanceWarmup: 0 }, { DefaultInstanceWarmup: 0 }],
      [
        'switches to a launch template',
        { LaunchTemplate: { LaunchTemplateName: 'template', Version: '3' } },
        {
          LaunchConfigurationName: undefined,
          LaunchTemplate: { LaunchTemplateName: 'template', Version: '3' },
        },
      ],
      ['sets a maximum lifetime', { MaxInstanceLifetime: 86_400 }, { MaxInstanceLifetime: 86_400 }],
      [
        'takes no lifetime for none',
        { MaxInstanceLifetime: 0 },
        { MaxInstanceLifetime: undefined },
      ],
      [
        'takes other health checks, though nobody is there to answer them',
        { HealthCheckType: 'ELB,EBS' },
        { HealthCheckType: 'ELB,EBS' },
      ],
      [
        'sets a maintenance policy',
        { InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 110 } },
        { InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 110 } },
      ],
      [
        'takes back a maintenance policy',
        { InstanceMaintenancePolicy: { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 } },
        { InstanceMaintenancePolicy: undefined },
      ],
      [
        'takes zones by their ids',
        { AvailabilityZoneIds: ['use1-az2'] },
        { AvailabilityZones: ['us-east-1b'], AvailabilityZoneIds: ['use1-az2'] },
      ],
    ];
    for (const [name, given, expected] of members) {
      it(name, async () => {
        await update(given);
        const group = await groupOf(world);
        const names = Object.keys(expected) as (keyof AutoScalingGroup)[];
        const shown = Object.fromEntries(names.map((member) => [member, group?.[member]]));
        expect(shown).to.deep.equal(expected);
      });
    }

    it('keeps to its subnets where zones alone are given', async () => {
      const VPCZoneIdentifier = 'subnet-1a,subnet-1b';
      await update({ VPCZoneIdentifier });
      const mismatch = { AvailabilityZones: ['us-east-1c'] };
      expect(await refusalOf(update(mismatch))).to.deep.equal({
        code: 'ValidationError',
        message:
          'The availability zones of the specified subnets and the Auto Scaling group do not match',
      });
      await update({ AvailabilityZones: ['us-east-1a', 'us-east-1b'] });
      expect((await groupOf(world))?.VPCZoneIdentifier).to.equal(VPCZoneIdentifier);
    });

    it('moves instances out of a zone, each only after another runs elsewhere', async () => {
      await update({ AvailabilityZones: ['us-east-1b', 'us-east-1c'] });
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 4, Pending: 1 });
      await world.advance('1m');
      expect(await zonesOf()).to.deep.equal([
        'us-east-1b',
        'us-east-1b',
        'us-east-1c',
        'us-east-1c',
      ]);
      const activities = (await activitiesOf(world)).slice(4);
      const launch = activities.find(({ Description }) => Description?.startsWith('Launching'));
      const termination = activities.find(({ Description }) => {
        return Description?.startsWith('Terminating');
      });
      expect(launch?.Cause?.replaceAll(/At \S+Z /g, '')).to.equal(
        'invalid availability zones us-east-1a had 2 instances respectively. An instance was ' +
          'launched to aid in migrating instances from these zones to valid ones.',
      );
      expect(termination?.Cause?.replaceAll(/At \S+Z /g, '')).to.match(
        new RegExp(
          '^instances were launched to balance instances in zones us-east-1a with other zones ' +
            'resulting in more than desired number of instances in the group\\.  an instance was ' +
            'taken out of service in response to a difference between desired and actual ' +
            'capacity, shrinking the capacity from 5 to 4\\.  instance i-\\w+ was selected for ' +
            'termination\\.$',
        ),
      );
    });

    it('replaces instances that outlive their maximum lifetime, one at a time', async () => {
      const before = ((await groupOf(world))?.Instances ?? []).map(({ InstanceId }) => InstanceId);
      await update({ MaxInstanceLifetime: 86_400 });
      await world.advance('23h');
      const kept = ((await groupOf(world))?.Instances ?? []).map(({ InstanceId }) => InstanceId);
      expect(kept).to.deep.equal(before);
      await world.advance('2h');
      const { Instances = [] } = (await groupOf(world)) ?? {};
      expect(Instances).to.have.length(4);
      expect(Instances.filter(({ InstanceId }) => before.includes(InstanceId))).to.deep.equal([]);
    });
  });
});
