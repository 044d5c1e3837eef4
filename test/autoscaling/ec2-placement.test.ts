import { expect } from 'chai';
import { activitiesOf, createGroup, groupOf } from '../support/groups.js';
import { openEc2, type PaperEc2 } from '../support/paper-ec2.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const byName = { LaunchTemplateName: 'web' };

describe('the places of an EC2 at an endpoint', () => {
  let ec2: PaperEc2;
  let world: World;

  beforeEach(async () => {
    ec2 = await openEc2();
    ec2.putVersion('<imageId>ami-1</imageId><instanceType>m5.large</instanceType>');
    world = await createWorld({ flags: ['--ec2-endpoint', ec2.url] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await ec2.close();
  });

  describe('its zones', () => {
    const inZones = (AvailabilityZones?: string[], AvailabilityZoneIds?: string[]): Promise<void> =>
      createGroup(world, {
        ...{ LaunchConfigurationName: undefined, LaunchTemplate: byName, DesiredCapacity: 1 },
        ...{ AvailabilityZones, AvailabilityZoneIds },
      });

    it('are those of that EC2, under its ids', async () => {
      await inZones(undefined, ['id-of-us-east-1-local']);
      const zone = {
        AvailabilityZone: 'us-east-1-local',
        AvailabilityZoneId: 'id-of-us-east-1-local',
      };
      const { AvailabilityZones, AvailabilityZoneIds } = (await groupOf(world)) ?? {};
      expect({ AvailabilityZones, AvailabilityZoneIds }).to.deep.equal({
        AvailabilityZones: [zone.AvailabilityZone],
        AvailabilityZoneIds: [zone.AvailabilityZoneId],
      });
      expect((await groupOf(world))?.Instances?.[0]).to.include(zone);
      expect((await activitiesOf(world))[0]?.Details).to.equal(
        '{"Availability Zone ID":"id-of-us-east-1-local","Availability Zone":"us-east-1-local"}',
      );
    });

    it('are refused if it knows none', async () => {
      expect(await refusalOf(inZones(['us-east-1a', 'us-east-1f']))).to.include({
        message: 'Invalid availability zones: [us-east-1f]',
      });
    });
  });

  describe('its subnets', () => {
    const inSubnets = (VPCZoneIdentifier: string): Promise<void> =>
      createGroup(world, {
        ...{ LaunchConfigurationName: undefined, LaunchTemplate: byName, VPCZoneIdentifier },
        AvailabilityZones: undefined,
      });

    it('lie where that EC2 says', async () => {
      await inSubnets('subnet-x-us-east-1c,subnet-x-us-east-1a');
      const { AvailabilityZones, VPCZoneIdentifier } = (await groupOf(world)) ?? {};
      expect({ AvailabilityZones, VPCZoneIdentifier }).to.deep.equal({
        AvailabilityZones: ['us-east-1a', 'us-east-1c'],
        VPCZoneIdentifier: 'subnet-x-us-east-1a,subnet-x-us-east-1c',
      });
    });

    it('are refused where they lie in different networks', async () => {
      expect(await refusalOf(inSubnets('subnet-x-us-east-1a,subnet-y-us-east-1b'))).to.deep.equal({
        code: 'ValidationError',
        message: 'The subnets of a group must all lie in the same VPC',
      });
    });

    it('are refused if it knows none', async () => {
      const { code, message } = await refusalOf(inSubnets('subnet-9'));
      expect({ code, message }).to.deep.equal({
        code: 'ValidationError',
        message: "The subnet ID 'subnet-9' does not exist",
      });
    });
  });
});
