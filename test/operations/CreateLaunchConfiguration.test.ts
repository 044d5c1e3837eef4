import {
  CreateLaunchConfigurationCommand,
  type CreateLaunchConfigurationType,
  DeleteLaunchConfigurationCommand,
  DescribeLaunchConfigurationsCommand,
  type LaunchConfigurationNamesType,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createConfiguration, createGroup, groupOf } from '../support/groups.js';
import { type Refusal, refusalOf } from '../support/refusal.js';
import { createWorld, type World, worldStart } from '../support/world.js';

describe('CreateLaunchConfiguration', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(() => world.close());

  const create = (input: CreateLaunchConfigurationType): Promise<Refusal> =>
    refusalOf(world.autoScaling.send(new CreateLaunchConfigurationCommand(input)));

  const list = async (input: LaunchConfigurationNamesType = {}): Promise<unknown> => {
    const answer = await world.autoScaling.send(new DescribeLaunchConfigurationsCommand(input));
    return answer.LaunchConfigurations?.map((each) => each.LaunchConfigurationName);
  };

  const remove = (LaunchConfigurationName: string): Promise<Refusal> => {
    const command = new DeleteLaunchConfigurationCommand({ LaunchConfigurationName });
    return refusalOf(world.autoScaling.send(command));
  };

  const accepted = { code: 'accepted', message: '' };

  it('shows what was given, and the defaults of the rest', async () => {
    const given = {
      LaunchConfigurationName: 'lc',
      ImageId: 'ami-1',
      InstanceType: 't3.micro',
      UserData: 'ZWNobw==',
      SecurityGroups: ['sg-1'],
      AssociatePublicIpAddress: true,
    };
    expect(await create(given)).to.deep.equal(accepted);
    const { LaunchConfigurations = [] } = await world.autoScaling.send(
      new DescribeLaunchConfigurationsCommand({}),
    );
    const arn = LaunchConfigurations[0]?.LaunchConfigurationARN ?? '';
    expect(arn.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'uuid')).to.equal(
      'arn:aws:autoscaling:us-east-1:000000000000:launchConfiguration:uuid:' +
        'launchConfigurationName/lc',
    );
    expect(LaunchConfigurations).to.deep.equal([
      {
        ...given,
        LaunchConfigurationARN: arn,
        CreatedTime: worldStart,
        KeyName: '',
        KernelId: '',
        RamdiskId: '',
        BlockDeviceMappings: [],
        ClassicLinkVPCSecurityGroups: [],
        InstanceMonitoring: { Enabled: true },
        EbsOptimized: false,
      },
    ]);
  });

  it('fills in what is left out of the options of metadata', async () => {
    const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
    const MetadataOptions = { HttpTokens: 'required' } as const;
    await create({ LaunchConfigurationName: 'lc', ...source, MetadataOptions });
    const { LaunchConfigurations = [] } = await world.autoScaling.send(
      new DescribeLaunchConfigurationsCommand({}),
    );
    expect(LaunchConfigurations[0]?.MetadataOptions).to.deep.equal({
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
      HttpEndpoint: 'enabled',
    });
  });

  const message =
    'Valid requests must contain either the InstanceID parameter or both the ImageId and ' +
    'InstanceType parameters.';
  for (const source of [{}, { ImageId: 'ami-1' }, { InstanceType: 't3.micro' }]) {
    it(`refuses ${JSON.stringify(source)} as a source`, async () => {
      expect(await create({ LaunchConfigurationName: 'lc', ...source })).to.deep.equal({
        code: 'ValidationError',
        message,
      });
    });
  }

  const invalidPrice = (price: string): string =>
    `Value (${price}) for parameter price is invalid. "${price}" is an invalid spot instance price`;
  const markets: readonly (readonly [string, Partial<CreateLaunchConfigurationType>, string])[] = [
    [
      'a tenancy that there is not',
      { PlacementTenancy: 'bogus' },
      'Valid placement tenancies are: [default, dedicated].',
    ],
    ['a price that is no number', { SpotPrice: 'abc' }, invalidPrice('abc')],
    ['a price of nothing', { SpotPrice: '0.0001' }, invalidPrice('0.0001')],
    [
      'a tenancy of spot instances',
      { SpotPrice: '0.1', PlacementTenancy: 'default' },
      'Placement tenancy is not supported for spot instances.',
    ],
  ];
  for (const [name, given, refused] of markets) {
    it(`refuses ${name}`, async () => {
      const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
      expect(await create({ LaunchConfigurationName: 'lc', ...source, ...given })).to.deep.equal({
        code: 'ValidationError',
        message: refused,
      });
    });
  }

  const device = (mapping: object): Partial<CreateLaunchConfigurationType> => ({
    BlockDeviceMappings: [{ DeviceName: '/dev/sdb', ...mapping }],
  });
  const oneOf = 'The block device /dev/sdb must have exactly one of Ebs, VirtualName or NoDevice';
  const contents: readonly (readonly [string, Partial<CreateLaunchConfigurationType>, string])[] = [
    ['plain text', { UserData: '#!/bin/sh' }, 'Invalid BASE64 encoding of user data.'],
    [
      'more than 16 KB of user data',
      { UserData: Buffer.alloc(16_385).toString('base64').slice(0, 21_847) },
      'User data is limited to 16384 bytes',
    ],
    [
      'a security group without a name',
      { SecurityGroups: ['sg-1', ''] },
      'Value () for parameter groupId is invalid. The value cannot be empty',
    ],
    [
      'security groups by id and by name',
      { SecurityGroups: ['sg-1', 'web'] },
      'Must use either use group-id or group-name for all the security groups, not both at the ' +
        'same time',
    ],
    ['a device that is nothing', device({}), oneOf],
    [
      'a device that is two things',
      device({ VirtualName: 'ephemeral0', Ebs: { VolumeSize: 8 } }),
      oneOf,
    ],
    [
      'a store that no machine has',
      device({ VirtualName: 'disk0' }),
      "Value (disk0) for parameter virtualName is invalid. Expected format: 'ephemeral[0-23]'.",
    ],
  ];
  for (const [name, given, refused] of contents) {
    it(`refuses ${name}`, async () => {
      const source = { ImageId: 'ami-1', InstanceType: 't3.micro' };
      expect(await create({ LaunchConfigurationName: 'lc', ...source, ...given })).to.deep.equal({
        code: 'ValidationError',
        message: refused,
      });
    });
  }

  it('takes a volume, a store of the machine and no device at all', async () => {
    const BlockDeviceMappings = [
      { DeviceName: '/dev/sda', Ebs: { VolumeSize: 8 } },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
      { DeviceName: '/dev/sdc', NoDevice: true },
    ];
    const UserData = Buffer.alloc(16_383).toString('base64');
    const source = { ImageId: 'ami-1', InstanceType: 't3.micro', UserData, BlockDeviceMappings };
    expect(await create({ LaunchConfigurationName: 'lc', ...source })).to.deep.equal(accepted);
  });

  it('refuses a name that is taken', async () => {
    await createConfiguration(world);
    expect(await refusalOf(createConfiguration(world))).to.deep.equal({
      code: 'AlreadyExists',
      message:
        'Launch Configuration by this name already exists - A launch configuration already ' +
        'exists with the name lc',
    });
  });

  it('is listed by name and in pages', async () => {
    for (const name of ['c', 'a', 'b']) await createConfiguration(world, name);
    expect(await list()).to.deep.equal(['a', 'b', 'c']);
    expect(await list({ LaunchConfigurationNames: ['c', 'none', 'a'] })).to.deep.equal(['a', 'c']);
    const first = await world.autoScaling.send(
      new DescribeLaunchConfigurationsCommand({ MaxRecords: 2 }),
    );
    expect(await list({ MaxRecords: 2, NextToken: first.NextToken })).to.deep.equal(['c']);
  });

  it('is deleted only while no group is launched from it', async () => {
    await createConfiguration(world, 'lc');
    await createConfiguration(world, 'next');
    await createGroup(world, { DesiredCapacity: 1 });
    expect(await remove('lc')).to.deep.equal({
      code: 'ResourceInUse',
      message:
        'Cannot delete launch configuration lc because it is attached to AutoScalingGroup web',
    });
    await world.autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        LaunchConfigurationName: 'next',
      }),
    );
    expect(await remove('lc')).to.deep.equal(accepted);
    expect(await remove('lc')).to.deep.equal({
      code: 'ValidationError',
      message: 'Launch configuration name not found - Launch configuration lc not found',
    });
    expect((await groupOf(world))?.LaunchConfigurationName).to.equal('next');
  });
});
