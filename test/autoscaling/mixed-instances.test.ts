import {
  type InstanceRequirements,
  type InstancesDistribution,
  type LaunchTemplateOverrides,
  type MixedInstancesPolicy,
  SetDesiredCapacityCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import {
  activitiesOf,
  createConfiguration,
  createGroup,
  groupOf,
  LaunchTemplateSpecification,
  mixed,
} from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const AutoScalingGroupName = 'web';

describe('a group of mixed instances', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
    await createConfiguration(world);
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const create = (MixedInstancesPolicy: MixedInstancesPolicy, given = {}) =>
    createGroup(world, {
      ...{ LaunchConfigurationName: undefined, MixedInstancesPolicy, MaxSize: 20 },
      AvailabilityZones: ['us-east-1a'],
      ...given,
    });
  const want = (DesiredCapacity: number) =>
    world.autoScaling.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity }),
    );
  /** How many of each type and weight. */
  const types = async () => {
    const counts: Record<string, number> = {};
    for (const { InstanceType, WeightedCapacity } of (await groupOf(world))?.Instances ?? []) {
      const name = [InstanceType, WeightedCapacity].filter((part) => part !== undefined).join(' ');
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };

  it('shows its policy with the defaults, and no other source', async () => {
    await create(mixed({ 'c5.large': undefined }));
    const group = await groupOf(world);
    expect(group?.MixedInstancesPolicy).to.deep.equal({
      LaunchTemplate: {
        LaunchTemplateSpecification,
        Overrides: [{ InstanceType: 'c5.large' }],
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: 100,
        SpotAllocationStrategy: 'lowest-price',
        SpotInstancePools: 2,
      },
    });
    expect(group).not.to.have.any.keys('LaunchConfigurationName', 'LaunchTemplate');
  });

  it('launches the first type on demand, from its template', async () => {
    await create(mixed({ 'c5.large': undefined, 'c4.large': undefined }), { DesiredCapacity: 3 });
    expect(await types()).to.deep.equal({ 'c5.large': 3 });
    const [instance] = (await groupOf(world))?.Instances ?? [];
    expect(instance?.LaunchTemplate).to.deep.equal({
      ...{ LaunchTemplateName: 'web-template', Version: '1' },
    });
    expect(instance).not.to.have.any.keys('LaunchConfigurationName', 'WeightedCapacity');
  });

  it('takes turns on spot, within its pools', async () => {
    const spot = { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 0 };
    const three = { 'c5.large': undefined, 'c4.large': undefined, 'c3.large': undefined };
    await create(mixed(three, spot), { DesiredCapacity: 5 });
    expect(await types()).to.deep.equal({ 'c5.large': 3, 'c4.large': 2 });
    await create(mixed(three, { ...spot, SpotAllocationStrategy: 'capacity-optimized' }), {
      ...{ AutoScalingGroupName: 'other', DesiredCapacity: 4 },
    });
    const { Instances = [] } = (await groupOf(world, 'other')) ?? {};
    expect(new Set(Instances.map(({ InstanceType }) => InstanceType)).size).to.equal(3);
  });

  it('counts weights, and goes over by less than one instance', async () => {
    await create(mixed({ 'c5.xlarge': '4' }), { DesiredCapacity: 10 });
    expect(await types()).to.deep.equal({ 'c5.xlarge 4': 3 });
    await world.advance('1m');
    expect(await types()).to.deep.equal({ 'c5.xlarge 4': 3 });
    const causes = (await activitiesOf(world)).map(({ Cause = '' }) => Cause);
    expect(
      causes.filter((cause) => cause.includes('increasing the capacity from 8 to 12')).length,
    ).to.equal(1);
    await want(8);
    await world.advance('5s');
    expect(await types()).to.deep.equal({ 'c5.xlarge 4': 2 });
    // One more would leave 4, which is less than it wants.
    await want(5);
    await world.advance('5s');
    expect(await types()).to.deep.equal({ 'c5.xlarge 4': 2 });
    expect((await activitiesOf(world)).map(({ StatusCode }) => StatusCode)).not.to.include(
      'Cancelled',
    );
  });

  it('lets the market shrink of which there is too much', async () => {
    const policy = mixed(
      { 'c5.large': undefined, 'c4.large': undefined },
      {
        ...{ OnDemandBaseCapacity: 2, OnDemandPercentageAboveBaseCapacity: 0 },
        SpotAllocationStrategy: 'capacity-optimized-prioritized',
      },
    );
    await create(policy, { DesiredCapacity: 6 });
    await world.advance('5s');
    const before = (await groupOf(world))?.Instances ?? [];
    const onDemand = before.slice(0, 2).map(({ InstanceId }) => InstanceId);
    await want(2);
    await world.advance('5s');
    const after = (await groupOf(world))?.Instances ?? [];
    expect(after.map(({ InstanceId }) => InstanceId)).to.deep.equal(onDemand);
  });

  it('keeps what an update leaves out, and gives way to another source', async () => {
    await create(mixed({ 'c5.large': undefined }, { OnDemandBaseCapacity: 3 }));
    const update = (given: object) =>
      world.autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...given }));
    await update({
      MixedInstancesPolicy: {
        LaunchTemplate: { Overrides: [{ InstanceType: 'm5.large' }] },
        InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 },
      },
    });
    const { MixedInstancesPolicy: policy } = (await groupOf(world)) ?? {};
    expect(policy?.LaunchTemplate).to.deep.equal({
      LaunchTemplateSpecification,
      Overrides: [{ InstanceType: 'm5.large' }],
    });
    expect(policy?.InstancesDistribution).to.include({
      ...{ OnDemandBaseCapacity: 3, OnDemandPercentageAboveBaseCapacity: 50 },
    });
    await update({ LaunchConfigurationName: 'lc' });
    expect(await groupOf(world)).not.to.have.property('MixedInstancesPolicy');
  });

  const refusals: readonly (readonly [string, MixedInstancesPolicy, string])[] = [
    [
      'no template',
      { InstancesDistribution: { OnDemandBaseCapacity: 1 } },
      'Valid requests must contain either launchTemplateId or LaunchTemplateName',
    ],
    [
      'a weight for some types alone',
      mixed({ 'c5.large': '1', 'c4.large': undefined }),
      'Not all instance types have a defined WeightedCapacity',
    ],
    [
      'a weight that is none',
      mixed({ 'c5.large': '0' }),
      'WeightedCapacity must be a number from 1 to 999, not 0',
    ],
    [
      'pools where they mean nothing',
      mixed({}, { SpotAllocationStrategy: 'capacity-optimized', SpotInstancePools: 3 }),
      'SpotInstancePools option is only available with the lowest-price allocation strategy',
    ],
    [
      'a negative base',
      mixed({}, { OnDemandBaseCapacity: -1 }),
      'OnDemandBaseCapacity must be non-negative',
    ],
    [
      'more than all above the base',
      mixed({}, { OnDemandPercentageAboveBaseCapacity: 101 }),
      'OnDemandPercentageAboveBaseCapacity must be between 0 and 100',
    ],
    [
      'too many pools',
      mixed({}, { SpotInstancePools: 21 }),
      'SpotInstancePools must be between 1 and 20',
    ],
    [
      'no pool at all',
      mixed({}, { SpotInstancePools: 0 }),
      'SpotInstancePools must be between 1 and 20',
    ],
    [
      'a price that is no number',
      mixed({}, { SpotMaxPrice: 'abc' }),
      'Value (abc) for parameter price is invalid. "abc" is an invalid spot instance price',
    ],
    [
      'too many types',
      mixed(Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`t${index}`, undefined]))),
      'The number of LaunchTemplateOverrides must be fewer than 40',
    ],
    [
      'a type twice',
      {
        LaunchTemplate: {
          LaunchTemplateSpecification,
          Overrides: [{ InstanceType: 'c5.large' }, { InstanceType: 'c5.large' }],
        },
      },
      'Cannot add same instance type override more than once',
    ],
  ];
  const required = (
    given: Partial<InstanceRequirements>,
    InstancesDistribution?: InstancesDistribution,
    override: LaunchTemplateOverrides = {},
  ): MixedInstancesPolicy => {
    const InstanceRequirements = { VCpuCount: { Min: 1 }, MemoryMiB: { Min: 512 }, ...given };
    const Overrides = [{ InstanceRequirements, ...override }];
    return {
      LaunchTemplate: { LaunchTemplateSpecification, Overrides },
      InstancesDistribution,
    };
  };
  const requirements: readonly (readonly [string, MixedInstancesPolicy, string])[] = [
    [
      'five requirements',
      {
        LaunchTemplate: {
          LaunchTemplateSpecification,
          Overrides: Array.from({ length: 5 }, (_, index) => ({
            InstanceRequirements: { VCpuCount: { Min: index }, MemoryMiB: { Min: 1 } },
          })),
        },
      },
      'You can only have 4 launch template overrides using instance requirements at most',
    ],
    [
      'requirements of a type that is named',
      required({}, undefined, { InstanceType: 'c5.large' }),
      'The parameter InstanceType cannot be used in a launch template override using instance ' +
        'requirements',
    ],
    [
      'requirements in an order of their own',
      required({}, { OnDemandAllocationStrategy: 'prioritized' }),
      'The prioritized allocation strategy is not compatible with instance requirements. Valid ' +
        'options are [lowest-price]',
    ],
    [
      'requirements in an order of spot pools',
      required({}, { SpotAllocationStrategy: 'capacity-optimized-prioritized' }),
      'The capacity-optimized-prioritized allocation strategy is not compatible with instance ' +
        'requirements',
    ],
    [
      'requirements that nothing can meet',
      required({ VCpuCount: { Min: 4, Max: 2 } }),
      'Invalid instance requirements. The Min value (4) in VCpuCount must be less or equal to ' +
        'the Max value (2)',
    ],
    [
      'types that are allowed and excluded',
      required({ AllowedInstanceTypes: ['c5.*'], ExcludedInstanceTypes: ['m5.*'] }),
      'You can specify either AllowedInstanceTypes or ExcludedInstanceTypes, but not both',
    ],
    [
      'two guards of one price',
      required({
        SpotMaxPricePercentageOverLowestPrice: 10,
        MaxSpotPriceAsPercentageOfOptimalOnDemandPrice: 50,
      }),
      'Specify only one of these parameters',
    ],
    [
      'requirements where there is no EC2 that knows instance types',
      required({}),
      'Updraft needs --ec2-endpoint to serve InstanceRequirements.',
    ],
  ];
  for (const [what, policy, message] of [...refusals, ...requirements]) {
    it(`refuses ${what}`, async () => {
      expect(await refusalOf(create(policy))).to.deep.equal({ code: 'ValidationError', message });
    });
  }

  it('refuses two sources at once', async () => {
    const call = create(mixed({}), { LaunchConfigurationName: 'lc' });
    expect((await refusalOf(call)).message).to.contain('Valid requests must contain either');
  });
});
