import {
  type AutoScalingGroup,
  LaunchInstancesCommand,
  type LaunchInstancesRequest,
  type LaunchInstancesResult,
  SuspendProcessesCommand,
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

const web = { AutoScalingGroupName: 'web' };
const template = { LaunchTemplateName: 'web', Version: '3' };
const oneOfThree = { AvailabilityZones: ['us-east-1b'] };

describe('LaunchInstances', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ flags: ['--launcher-options', 'capacity.us-east-1c=1'] });
    await createGroup(world, {
      ...{ LaunchConfigurationName: undefined, LaunchTemplate: template },
      MaxSize: 5,
    });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const launch = (given: Partial<LaunchInstancesRequest>): Promise<LaunchInstancesResult> =>
    world.autoScaling.send(
      new LaunchInstancesCommand({ ...web, RequestedCapacity: 1, ClientToken: 'one', ...given }),
    );

  const group = async (): Promise<AutoScalingGroup> => (await groupOf(world)) ?? expect.fail();

  describe('validation', () => {
    const cases: readonly (readonly [string, Partial<LaunchInstancesRequest>, string])[] = [
      [
        'an unknown group',
        { ...oneOfThree, AutoScalingGroupName: 'none' },
        'AutoScalingGroup name not found - null',
      ],
      [
        'no zone of several',
        {},
        'You must specify an Availability Zone or a subnet for a group of several Availability ' +
          'Zones.',
      ],
      [
        'a zone that is none of the group',
        { AvailabilityZones: ['us-east-1z'] },
        'Invalid availability zones: [us-east-1z]',
      ],
      [
        'a zone by name and by id',
        { ...oneOfThree, AvailabilityZoneIds: ['use1-az2'] },
        "AvailabilityZones and AvailabilityZoneIds can't be used together",
      ],
      [
        'a subnet that is none of the group',
        { SubnetIds: ['subnet-1'] },
        "The subnet ID 'subnet-1' is not part of AutoScalingGroup web.",
      ],
      [
        'more than the maximum',
        { ...oneOfThree, RequestedCapacity: 6 },
        'AutoScalingGroup web has min-size=0, max-size=5, and desired-size=0. To launch 6 ' +
          'instances, please update the AutoScalingGroup sizes appropriately.',
      ],
    ];
    for (const [name, given, message] of cases) {
      it(`refuses ${name}`, async () => {
        expect(await refusalOf(launch(given))).to.deep.equal({ code: 'ValidationError', message });
      });
    }

    it('refuses a group without a launch template', async () => {
      await createConfiguration(world);
      await createGroup(world, { AutoScalingGroupName: 'old' });
      const refusal = await refusalOf(launch({ ...oneOfThree, AutoScalingGroupName: 'old' }));
      expect(refusal.message).to.equal(
        'LaunchInstances needs an Auto Scaling group with a launch template.',
      );
    });

    it('refuses while launches are suspended', async () => {
      const ScalingProcesses = ['Launch'];
      await world.autoScaling.send(new SuspendProcessesCommand({ ...web, ScalingProcesses }));
      const { message } = await refusalOf(launch(oneOfThree));
      expect(message).to.equal('The Launch process of AutoScalingGroup web is suspended.');
    });

    it('refuses a token that stands for another request', async () => {
      await launch(oneOfThree);
      const other = launch({ ...oneOfThree, RequestedCapacity: 2 });
      expect((await refusalOf(other)).code).to.equal('IdempotentParameterMismatch');
    });
  });

  describe('behaviour', () => {
    const markets = [
      [100, 'OnDemand'],
      [0, 'Spot'],
    ] as const;
    for (const [OnDemandPercentageAboveBaseCapacity, market] of markets) {
      it(`launches ${market} in a mixed group that is so alone`, async () => {
        const Overrides = [{ InstanceType: 'c5.large' }, { InstanceType: 'm5.large' }];
        const LaunchTemplate = { LaunchTemplateSpecification: template, Overrides };
        const InstancesDistribution = { OnDemandPercentageAboveBaseCapacity };
        await createGroup(world, {
          ...{ AutoScalingGroupName: 'mixed', LaunchConfigurationName: undefined, MaxSize: 5 },
          ...{ DesiredCapacity: 2, AvailabilityZones: ['us-east-1b'] },
          MixedInstancesPolicy: { LaunchTemplate, InstancesDistribution },
        });
        const asked = { AutoScalingGroupName: 'mixed', RequestedCapacity: 2 };
        const { Instances = [] } = await launch(asked);
        expect(new Set(Instances.map(({ MarketType }) => MarketType))).to.deep.equal(
          new Set([market]),
        );
      });
    }

    it('answers with the instances, which the group desires from then on', async () => {
      const {
        Instances = [],
        Errors,
        ...answer
      } = await launch({
        ...{ AvailabilityZoneIds: ['use1-az2'], RequestedCapacity: 2 },
      });
      expect(answer).to.deep.include({ ...web, ClientToken: 'one' });
      expect(Errors).to.deep.equal([]);
      const { DesiredCapacity, Instances: members = [] } = await group();
      expect(Instances).to.deep.equal([
        {
          ...{ MarketType: 'OnDemand', AvailabilityZone: 'us-east-1b' },
          ...{
            AvailabilityZoneId: 'use1-az2',
            InstanceIds: members.map((each) => each.InstanceId),
          },
        },
      ]);
      expect([DesiredCapacity, members.length]).to.deep.equal([2, 2]);
      const causes = (await activitiesOf(world)).map(({ Cause = '' }) => Cause);
      const why = 'an instance was launched in response to a user request, increasing the capacity';
      expect(causes.map((cause) => cause.replace(/At \S+ /, '')).sort()).to.deep.equal([
        `${why} from 0 to 1.`,
        `${why} from 1 to 2.`,
      ]);
      await world.advance('10s');
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
    });

    it('answers the same to the same token, and launches once', async () => {
      const { Instances } = await launch(oneOfThree);
      const again = await launch(oneOfThree);
      expect(again.Instances).to.deep.equal(Instances);
      expect((await group()).DesiredCapacity).to.equal(1);
    });

    it('tells what EC2 refused, and does not try again', async () => {
      const full = { AvailabilityZones: ['us-east-1c'], RequestedCapacity: 2 };
      const { Instances = [], Errors = [] } = await launch(full);
      expect(Instances.flatMap(({ InstanceIds = [] }) => InstanceIds)).to.have.length(1);
      expect(Errors.map((error) => ({ ...error, ErrorMessage: undefined }))).to.deep.equal([
        {
          ...{ MarketType: 'OnDemand', AvailabilityZone: 'us-east-1c' },
          ...{ AvailabilityZoneId: 'use1-az3', ErrorCode: 'InsufficientInstanceCapacity' },
          ErrorMessage: undefined,
        },
      ]);
      await world.advance('1m');
      expect((await group()).DesiredCapacity).to.equal(1);
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 1 });
    });

    it('lets the group try again where it is asked to', async () => {
      const { Errors = [] } = await launch({
        ...{ AvailabilityZones: ['us-east-1c'], RequestedCapacity: 2 },
        RetryStrategy: 'retry-with-group-configuration',
      });
      expect(Errors).to.have.length(1);
      await world.advance('1m');
      expect((await group()).DesiredCapacity).to.equal(2);
      expect(await lifecycleOf(world)).to.deep.equal({ InService: 2 });
    });

    it('counts in the units of a weighted group', async () => {
      const Overrides = [{ InstanceType: 'c5.large', WeightedCapacity: '2' }];
      await createGroup(world, {
        ...{ AutoScalingGroupName: 'heavy', LaunchConfigurationName: undefined },
        MixedInstancesPolicy: {
          LaunchTemplate: { LaunchTemplateSpecification: template, Overrides },
          InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 },
        },
      });
      const asked = { ...oneOfThree, AutoScalingGroupName: 'heavy', RequestedCapacity: 3 };
      const { Instances = [] } = await launch(asked);
      expect(Instances.map(({ InstanceIds, ...row }) => [row, InstanceIds?.length])).to.deep.equal([
        [
          {
            ...{ InstanceType: 'c5.large', MarketType: 'Spot' },
            ...{ AvailabilityZone: 'us-east-1b', AvailabilityZoneId: 'use1-az2' },
          },
          2,
        ],
      ]);
      expect((await groupOf(world, 'heavy'))?.DesiredCapacity).to.equal(4);
    });
  });
});
