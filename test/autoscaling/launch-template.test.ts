import {
  CreateLaunchConfigurationCommand,
  DescribeLaunchConfigurationsCommand,
  type Instance,
  type MixedInstancesPolicy,
  SetDesiredCapacityCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import type { LaunchCommand } from '../../src/launchers/launcher.js';
import { activitiesOf, createGroup, groupOf, lifecycleOf } from '../support/groups.js';
import { openEc2, type PaperEc2, templateId } from '../support/paper-ec2.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const content = '<imageId>ami-1</imageId><instanceType>m5.large</instanceType>';
const byName = { LaunchTemplateName: 'web' };

describe('launch templates of an EC2 at an endpoint', () => {
  let ec2: PaperEc2;
  let world: World;
  let commands: LaunchCommand[];

  beforeEach(async () => {
    ec2 = await openEc2();
    ec2.putVersion(content);
    world = await createWorld({ flags: ['--ec2-endpoint', ec2.url] });
    commands = [];
    const { launcher } = world.updraft;
    const launch = launcher.launch.bind(launcher);
    launcher.launch = (given, now) => {
      commands.push(...given);
      return launch(given, now);
    };
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await ec2.close();
  });

  const create = (
    LaunchTemplate: object | undefined,
    MixedInstancesPolicy?: MixedInstancesPolicy,
  ): Promise<void> =>
    createGroup(world, {
      ...{ LaunchConfigurationName: undefined, LaunchTemplate, MixedInstancesPolicy },
      DesiredCapacity: 1,
    });

  const instances = async (): Promise<Instance[]> => (await groupOf(world))?.Instances ?? [];

  const grow = (DesiredCapacity: number): Promise<unknown> =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: 'web', DesiredCapacity }),
    );

  it('are shown by id and name, and instances with their version and type', async () => {
    await create({ ...byName, Version: '$Latest' });
    const named = { LaunchTemplateId: templateId, LaunchTemplateName: 'web' };
    expect((await groupOf(world))?.LaunchTemplate).to.deep.equal({ ...named, Version: '$Latest' });
    const [instance] = await instances();
    expect(instance).to.deep.include({
      InstanceType: 'm5.large',
      LaunchTemplate: { ...named, Version: '1' },
    });
  });

  it('give instances their image, user data and tags', async () => {
    const tag = '<item><key>stage</key><value>test &amp; more</value></item>';
    const tags = `<item><resourceType>instance</resourceType><tagSet>${tag}</tagSet></item>`;
    ec2.putVersion(
      `${content}<userData>ZWNobw==</userData><tagSpecificationSet>${tags}</tagSpecificationSet>`,
    );
    await create({ LaunchTemplateId: templateId, Version: '2' });
    expect(commands).to.have.length(1);
    expect(commands[0]).to.deep.include({
      ...{ ImageId: 'ami-1', InstanceType: 'm5.large', UserData: 'ZWNobw==' },
      Tags: [
        { Key: 'stage', Value: 'test & more' },
        { Key: 'aws:ec2launchtemplate:id', Value: templateId },
        { Key: 'aws:ec2launchtemplate:version', Value: '2' },
        { Key: 'aws:autoscaling:groupName', Value: 'web' },
      ],
    });
  });

  it('are read again before each launch where the version is an alias', async () => {
    await create({ ...byName, Version: '$Latest' });
    await world.advance('10s');
    ec2.putVersion(content.replace('m5', 'm6i'));
    await grow(2);
    const types = (await instances()).map(({ InstanceType }) => InstanceType);
    expect(types).to.deep.equal(['m5.large', 'm6i.large']);
  });

  it('are not asked for while nothing is launched', async () => {
    await create({ ...byName, Version: '$Latest' });
    await world.advance('10s');
    const count = ec2.received.length;
    await world.advance('10m');
    expect(ec2.received).to.have.length(count);
  });

  it('fail launches when they cannot be read any more', async () => {
    await create(byName);
    await world.advance('10s');
    await ec2.close();
    await grow(2);
    await world.advance('10s');
    expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
    const last = (await activitiesOf(world)).at(-1);
    expect(last).to.include({ StatusCode: 'Failed', Progress: 100 });
    expect(last?.Description).to.match(/^Launching a new EC2 instance\. {2}Status Reason: .+/);
  });

  it('may be others for some types, and another image', async () => {
    ec2.putVersion(content.replace('ami-1', 'ami-2'));
    await create(undefined, {
      LaunchTemplate: {
        LaunchTemplateSpecification: byName,
        Overrides: [
          {
            InstanceType: 'c5.large',
            LaunchTemplateSpecification: { ...byName, Version: '2' },
          },
        ],
      },
    });
    expect(commands[0]).to.include({ ImageId: 'ami-2', InstanceType: 'c5.large' });
    const LaunchTemplate = {
      LaunchTemplateSpecification: byName,
      Overrides: [{ InstanceType: 'c6i.large', ImageId: 'ami-3' }],
    };
    await world.autoScaling.send(
      new UpdateAutoScalingGroupCommand({
        ...{ AutoScalingGroupName: 'web', MixedInstancesPolicy: { LaunchTemplate } },
        DesiredCapacity: 2,
      }),
    );
    expect(commands.at(-1)).to.include({ ImageId: 'ami-3', InstanceType: 'c6i.large' });
    expect((await instances())[1]).to.include({ ImageId: 'ami-3' });
  });

  it('stay as they are where an update tells of something else', async () => {
    ec2.putVersion(content);
    const own = { InstanceType: 'c5.large', LaunchTemplateSpecification: byName };
    await create(undefined, {
      LaunchTemplate: { LaunchTemplateSpecification: byName, Overrides: [own] },
    });
    const update = (MixedInstancesPolicy: MixedInstancesPolicy): Promise<unknown> =>
      world.autoScaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', MixedInstancesPolicy }),
      );
    await update({ InstancesDistribution: { OnDemandBaseCapacity: 1 } });
    const LaunchTemplateSpecification = { ...byName, Version: '2' };
    await update({ LaunchTemplate: { LaunchTemplateSpecification } });
    const named = { LaunchTemplateId: templateId, LaunchTemplateName: 'web' };
    const { MixedInstancesPolicy: shown } = (await groupOf(world)) ?? {};
    expect(shown?.LaunchTemplate).to.deep.equal({
      LaunchTemplateSpecification: { ...named, Version: '2' },
      Overrides: [{ ...own, LaunchTemplateSpecification: { ...named, Version: '$Default' } }],
    });
    expect(shown?.InstancesDistribution).to.include({ OnDemandBaseCapacity: 1 });
    await update({ LaunchTemplate: { Overrides: [{ InstanceType: 'c6i.large' }] } });
    await grow(2);
    expect(commands.at(-1)).to.include({ ImageId: 'ami-1', InstanceType: 'c6i.large' });
  });

  describe('validation', () => {
    const cases: readonly (readonly [string, string, object, string])[] = [
      [
        'a template that there is not',
        content,
        { LaunchTemplateName: 'none' },
        'The specified launch template, with template name none, does not exist.',
      ],
      [
        'one without an image',
        '<instanceType>m5.large</instanceType>',
        { ...byName, Version: '2' },
        'The request must contain the parameter ImageId',
      ],
      [
        'one without a type',
        '<imageId>ami-1</imageId>',
        { ...byName, Version: '2' },
        'The request must contain the parameter InstanceType',
      ],
      [
        'one whose image EC2 does not have',
        content.replace('ami-1', 'ami-0'),
        { ...byName, Version: '2' },
        "The image id '[ami-0]' does not exist",
      ],
      [
        'one of a type that EC2 does not have',
        content.replace('m5.large', 'm5.medium'),
        { ...byName, Version: '2' },
        "Invalid value 'm5.medium' for InstanceType.",
      ],
    ];
    for (const [name, version, template, reason] of cases) {
      it(`refuses ${name}`, async () => {
        ec2.putVersion(version);
        expect(await refusalOf(create(template))).to.deep.equal({
          code: 'ValidationError',
          message: `You must use a valid fully-formed launch template. ${reason}`,
        });
      });
    }
  });

  it('are not of a mixed group if they ask for spot instances', async () => {
    const market = '<instanceMarketOptions><marketType>spot</marketType></instanceMarketOptions>';
    ec2.putVersion(content + market);
    const spot = { ...byName, Version: '2' };
    const mixed = (common: object, override: object): Promise<unknown> =>
      create(undefined, {
        LaunchTemplate: { LaunchTemplateSpecification: common, Overrides: [override] },
      });
    const refusal = {
      code: 'InvalidQueryParameter',
      message:
        'Incompatible launch template: You cannot use a launch template that is set to request ' +
        'Spot Instances (InstanceMarketOptions) when you configure an Auto Scaling group with a ' +
        'mixed instances policy. Add a different launch template to the group and try again.',
    };
    const InstanceType = 'c5.large';
    expect(await refusalOf(mixed(spot, { InstanceType }))).to.deep.equal(refusal);
    const override = { InstanceType, LaunchTemplateSpecification: spot };
    expect(await refusalOf(mixed(byName, override))).to.deep.equal(refusal);
    await create(spot);
  });

  it('are refused for the image or the type of one override, at an update too', async () => {
    await create(byName);
    const update = (override: object): Promise<unknown> => {
      const Overrides = [{ InstanceType: 'c5.large' }, override];
      const LaunchTemplate = { LaunchTemplateSpecification: byName, Overrides };
      return world.autoScaling.send(
        new UpdateAutoScalingGroupCommand({
          ...{ AutoScalingGroupName: 'web', MixedInstancesPolicy: { LaunchTemplate } },
        }),
      );
    };
    const unusable = 'You must use a valid fully-formed launch template.';
    const image = { InstanceType: 'm5.large', ImageId: 'ami-0' };
    expect(await refusalOf(update(image))).to.include({
      message: `${unusable} The image id '[ami-0]' does not exist`,
    });
    expect(await refusalOf(update({ InstanceType: 'm5.largest' }))).to.include({
      message: `${unusable} Invalid value 'm5.largest' for InstanceType.`,
    });
  });

  describe('an instance as a source', () => {
    it('gives a launch configuration what it was launched with', async () => {
      const named = { LaunchConfigurationName: 'copy', InstanceId: 'i-1', KeyName: 'other' };
      await world.autoScaling.send(new CreateLaunchConfigurationCommand(named));
      const { LaunchConfigurations = [] } = await world.autoScaling.send(
        new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames: ['copy'] }),
      );
      expect(LaunchConfigurations[0]).to.deep.include({
        ...{ ImageId: 'ami-9', InstanceType: 'c5.large', KeyName: 'other' },
        ...{ SecurityGroups: ['sg-1'], UserData: 'ZWNobyBoaQ==', EbsOptimized: true },
        ...{ InstanceMonitoring: { Enabled: false }, KernelId: '' },
      });
    });

    it('gives a group a launch configuration of its name', async () => {
      const source = { LaunchConfigurationName: undefined, InstanceId: 'i-1' };
      await createGroup(world, { ...source, DesiredCapacity: 1 });
      expect(await groupOf(world)).to.include({ LaunchConfigurationName: 'web' });
      expect(commands[0]).to.include({ ImageId: 'ami-9', InstanceType: 'c5.large' });
    });

    it('gives a group the place where it runs', async () => {
      const source = { LaunchConfigurationName: undefined, InstanceId: 'i-1' };
      await createGroup(world, { ...source, AvailabilityZones: undefined });
      expect(await groupOf(world)).to.deep.include({
        AvailabilityZones: ['us-east-1d'],
        AvailabilityZoneIds: ['id-of-us-east-1d'],
        VPCZoneIdentifier: 'subnet-x-us-east-1d',
      });
    });

    it('must be there', async () => {
      const source = { LaunchConfigurationName: undefined, InstanceId: 'i-2' };
      expect(await refusalOf(createGroup(world, source))).to.deep.equal({
        code: 'ValidationError',
        message: 'Instance [i-2] is invalid.',
      });
    });
  });
});
