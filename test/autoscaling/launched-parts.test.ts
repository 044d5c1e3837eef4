import {
  CreateLaunchConfigurationCommand,
  type CreateLaunchConfigurationType,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createGroup } from '../support/groups.js';
import { openEc2, type PaperEc2, refused as paperRefusal } from '../support/paper-ec2.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const accepted = { code: 'accepted', message: '' };
const refused = (message: string): Refusal => ({ code: 'ValidationError', message });

describe('what launches name, with an EC2 at an endpoint', () => {
  let ec2: PaperEc2;
  let world: World;

  beforeEach(async () => {
    ec2 = await openEc2();
    world = await createWorld({ flags: ['--ec2-endpoint', ec2.url] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await ec2.close();
  });

  const configure = (given: Partial<CreateLaunchConfigurationType>): Promise<Refusal> => {
    const source = { ImageId: 'ami-1', InstanceType: 'm5.large' };
    const input = { LaunchConfigurationName: 'lc', ...source, ...given };
    return refusalOf(world.autoScaling.send(new CreateLaunchConfigurationCommand(input)));
  };

  const configurations: readonly (readonly [
    string,
    Partial<CreateLaunchConfigurationType>,
    string,
  ])[] = [
    [
      'an image that there is not',
      { ImageId: 'ami-0' },
      "AMI ami-0 is invalid: The image id '[ami-0]' does not exist",
    ],
    [
      'a type that there is not',
      { InstanceType: 'm5.medium' },
      'The specified instance type m5.medium is not valid',
    ],
    ['a lost key', { KeyName: 'lost key' }, "The key pair 'lost key' does not exist"],
    [
      'a lost security group',
      { SecurityGroups: ['sg-1', 'sg-0'] },
      "The security group 'sg-0' does not exist",
    ],
    [
      'a name that no security group has',
      { SecurityGroups: ['web', 'lost'] },
      "The security group 'lost' does not exist in default VPC 'vpc-x'",
    ],
  ];
  for (const [name, given, message] of configurations) {
    it(`let no launch configuration name ${name}`, async () => {
      expect(await configure(given)).to.deep.equal(refused(message));
      expect(await configure({})).to.deep.equal(accepted);
    });
  }

  it('may not be security groups by name where there is no default VPC', async () => {
    const text = '<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>';
    ec2.answerWith('DescribeVpcs', { status: 200, text });
    expect(await configure({ SecurityGroups: ['web'] })).to.deep.equal(
      refused('No default VPC for this user'),
    );
    expect(await configure({ SecurityGroups: ['sg-1'] })).to.deep.equal(accepted);
  });

  for (const action of ['DescribeKeyPairs', 'DescribeVpcs', 'DescribeSecurityGroups']) {
    it(`are no obstacle to an EC2 that refuses ${action}`, async () => {
      ec2.answerWith(action, paperRefusal('UnauthorizedOperation', 'You are not authorized.'));
      const parts = { KeyName: 'key', SecurityGroups: ['web'] };
      expect(await configure(parts)).to.deep.equal(accepted);
    });
  }

  it('may all be there', async () => {
    const parts = { KeyName: 'key', SecurityGroups: ['sg-1', 'sg-2'] };
    expect(await configure(parts)).to.deep.equal(accepted);
    const named = { LaunchConfigurationName: 'named', SecurityGroups: ['web'] };
    expect(await configure(named)).to.deep.equal(accepted);
  });

  it('are looked for in what an instance was launched with, too', async () => {
    const from = { ImageId: undefined, InstanceType: undefined, InstanceId: 'i-1' };
    expect(await configure({ ...from, KeyName: 'lost key' })).to.deep.equal(
      refused("The key pair 'lost key' does not exist"),
    );
    expect(await configure(from)).to.deep.equal(accepted);
  });

  const templates: readonly (readonly [string, string, string])[] = [
    ['a lost key', '<keyName>lost key</keyName>', "The key pair 'lost key' does not exist"],
    [
      'a lost security group',
      '<securityGroupIdSet><item>sg-0</item></securityGroupIdSet>',
      "The security group 'sg-0' does not exist",
    ],
    [
      'a lost security group of a network interface',
      '<networkInterfaceSet><item><groupSet><groupId>sg-1</groupId><groupId>sg-0</groupId>' +
        '</groupSet></item></networkInterfaceSet>',
      "The security group 'sg-0' does not exist",
    ],
  ];
  for (const [name, part, reason] of templates) {
    it(`let no group launch from a template that names ${name}`, async () => {
      const content = '<imageId>ami-1</imageId><instanceType>m5.large</instanceType>';
      ec2.putVersion(`${content}<keyName>key</keyName>`);
      ec2.putVersion(content + part);
      const create = (Version: string): Promise<Refusal> => {
        const LaunchTemplate = { LaunchTemplateName: 'web', Version };
        return refusalOf(
          createGroup(world, { LaunchConfigurationName: undefined, LaunchTemplate }),
        );
      };
      const message = `You must use a valid fully-formed launch template. ${reason}`;
      expect(await create('2')).to.deep.equal(refused(message));
      expect(await create('1')).to.deep.equal(accepted);
    });
  }

  const refusals: readonly (readonly [string, string, Refusal])[] = [
    [
      'a name that no security group has',
      '<securityGroupSet><item>lost</item></securityGroupSet>',
      refused("The security group 'lost' does not exist in default VPC 'vpc-x'"),
    ],
    [
      'security groups beside a network interface',
      '<securityGroupIdSet><item>sg-1</item></securityGroupIdSet><networkInterfaceSet><item>' +
        '<deviceIndex>0</deviceIndex></item></networkInterfaceSet>',
      {
        code: 'InvalidQueryParameter',
        message:
          'Invalid launch template: When a network interface is provided, the security groups ' +
          'must be a part of it.',
      },
    ],
  ];
  for (const [name, part, refusal] of refusals) {
    it(`let no group launch from a template that names ${name}`, async () => {
      ec2.putVersion(`<imageId>ami-1</imageId><instanceType>m5.large</instanceType>${part}`);
      const LaunchTemplate = { LaunchTemplateName: 'web' };
      const create = createGroup(world, { LaunchConfigurationName: undefined, LaunchTemplate });
      expect(await refusalOf(create)).to.deep.equal(refusal);
    });
  }

  // Two logs of AWS: mludvig/aws-ethereum-miner, issues 3 and 12.
  it('are security groups of the VPC of the subnets, or no group is put with them', async () => {
    const content = '<imageId>ami-1</imageId><instanceType>m5.large</instanceType>';
    ec2.putVersion(`${content}<securityGroupIdSet><item>sg-y</item></securityGroupIdSet>`);
    const put = (VPCZoneIdentifier: string): Promise<Refusal> => {
      const source = { LaunchConfigurationName: undefined, LaunchTemplate };
      const places = { AvailabilityZones: undefined, VPCZoneIdentifier };
      return refusalOf(createGroup(world, { ...source, ...places }));
    };
    const LaunchTemplate = { LaunchTemplateName: 'web' };
    const message =
      'One or more security groups in the launch template are not linked to the VPCs configured ' +
      'in the Auto Scaling group';
    expect(await put('subnet-x-us-east-1a')).to.deep.equal(refused(message));
    expect(await put('subnet-y-us-east-1a')).to.deep.equal(accepted);
    const update = (given: Omit<UpdateAutoScalingGroupType, 'AutoScalingGroupName'>) => {
      const named = { AutoScalingGroupName: 'web', ...given };
      return refusalOf(world.autoScaling.send(new UpdateAutoScalingGroupCommand(named)));
    };
    const VPCZoneIdentifier = 'subnet-x-us-east-1a';
    expect(await update({ LaunchTemplate, VPCZoneIdentifier })).to.deep.equal(refused(message));
    expect(await update({ VPCZoneIdentifier })).to.deep.equal(refused(message));
    expect(await update({ LaunchTemplate })).to.deep.equal(accepted);
    const others = { VPCZoneIdentifier: 'subnet-y-us-east-1b' };
    expect(await update(others)).to.deep.equal(accepted);
  });
});
