import {
  type CreateAutoScalingGroupType,
  type InstanceRequirements,
  type InstancesDistribution,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createGroup, groupOf } from '../support/groups.js';
import { openEc2, type PaperEc2 } from '../support/paper-ec2.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const LaunchTemplateSpecification = { LaunchTemplateName: 'web' };
const least = { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 4096 } };

describe('instance types by what they have', () => {
  let ec2: PaperEc2;
  let world: World;

  beforeEach(async () => {
    ec2 = await openEc2();
    ec2.putVersion('<imageId>ami-1</imageId>');
    world = await createWorld({ flags: ['--ec2-endpoint', ec2.url] });
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
    await ec2.close();
  });

  const create = (
    InstanceRequirements: InstanceRequirements,
    given: Partial<CreateAutoScalingGroupType> = {},
    InstancesDistribution?: InstancesDistribution,
  ): Promise<void> => {
    const Overrides = [{ InstanceRequirements }];
    return createGroup(world, {
      LaunchConfigurationName: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification, Overrides },
        InstancesDistribution,
      },
      ...{ DesiredCapacity: 2, MaxSize: 100_000, ...given },
    });
  };

  const launched = async (): Promise<readonly (readonly unknown[])[]> => {
    const { Instances = [] } = (await groupOf(world)) ?? {};
    return Instances.map(({ InstanceType, WeightedCapacity }) => [InstanceType, WeightedCapacity]);
  };

  const asked = (Action: string): readonly Record<string, string>[] =>
    ec2.received
      .map((body) => Object.fromEntries(new URLSearchParams(body)))
      .filter((form) => form.Action === Action);

  it('are judged by EC2, and the smallest is launched', async () => {
    await create({ ...least, CpuManufacturers: ['intel', 'amd'], BareMetal: 'included' });
    expect(await launched()).to.deep.equal([
      ['c5.large', undefined],
      ['c5.large', undefined],
    ]);
    expect(asked('GetInstanceTypesFromInstanceRequirements')[0]).to.deep.equal({
      ...{ Action: 'GetInstanceTypesFromInstanceRequirements', Version: '2016-11-15' },
      ...{ 'ArchitectureType.1': 'x86_64', 'VirtualizationType.1': 'hvm' },
      'InstanceRequirements.VCpuCount.Min': '2',
      'InstanceRequirements.MemoryMiB.Min': '4096',
      'InstanceRequirements.CpuManufacturer.1': 'intel',
      'InstanceRequirements.CpuManufacturer.2': 'amd',
      'InstanceRequirements.BareMetal': 'included',
    });
    const { MixedInstancesPolicy } = (await groupOf(world)) ?? {};
    expect(MixedInstancesPolicy?.InstancesDistribution).to.deep.include({
      OnDemandAllocationStrategy: 'lowest-price',
    });
    expect(MixedInstancesPolicy?.LaunchTemplate?.Overrides).to.deep.equal([
      {
        InstanceRequirements: {
          ...least,
          ...{ CpuManufacturers: ['intel', 'amd'], BareMetal: 'included' },
        },
      },
    ]);
  });

  it('take turns on spot', async () => {
    const spot = { OnDemandPercentageAboveBaseCapacity: 0, SpotInstancePools: 3 };
    await create(least, { DesiredCapacity: 3, AvailabilityZones: ['us-east-1a'] }, spot);
    const types = (await launched()).map(([type]) => type);
    expect(types).to.deep.equal(['c5.large', 'm5.large', 'm5.xlarge']);
  });

  const capacities: readonly (readonly [string, number, readonly (readonly string[])[]])[] = [
    [
      'vcpu',
      3,
      [
        ['c5.large', '2'],
        ['c5.large', '2'],
      ],
    ],
    ['memory-mib', 4096, [['c5.large', '4096']]],
  ];
  for (const [DesiredCapacityType, DesiredCapacity, expected] of capacities) {
    it(`count as capacity in ${DesiredCapacityType}`, async () => {
      await create(least, { DesiredCapacityType, DesiredCapacity });
      expect(await launched()).to.deep.equal(expected);
      expect(await groupOf(world)).to.include({ DesiredCapacityType, DesiredCapacity });
    });
  }

  it('count in what an update alone says, those that run too', async () => {
    await create(least, { DesiredCapacity: 4 });
    const weigh = async (DesiredCapacityType: string) => {
      const AutoScalingGroupName = 'web';
      await world.autoScaling.send(
        new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, DesiredCapacityType }),
      );
      await world.advance('1m');
      return launched();
    };
    const inVcpus = [
      ['c5.large', '2'],
      ['c5.large', '2'],
    ];
    expect(await weigh('vcpu')).to.deep.equal(inVcpus);
    const inUnits = Array.from({ length: 4 }, () => ['c5.large', undefined]);
    expect(await weigh('units')).to.deep.equal(inUnits);
  });

  it('are those of the template where no override says otherwise', async () => {
    ec2.putVersion(
      `<imageId>ami-1</imageId><instanceRequirements><vCpuCount><min>2</min></vCpuCount>
      <memoryMiB><min>1</min></memoryMiB><excludedInstanceTypeSet><item>t*</item>
      </excludedInstanceTypeSet><requireHibernateSupport>false</requireHibernateSupport>
      </instanceRequirements>`,
    );
    const LaunchTemplate = { ...LaunchTemplateSpecification, Version: '2' };
    const MixedInstancesPolicy = undefined;
    await create(least, { LaunchTemplate, MixedInstancesPolicy, DesiredCapacity: 1 });
    expect(await launched()).to.deep.equal([['c5.large', undefined]]);
    expect(asked('GetInstanceTypesFromInstanceRequirements')[0]).to.include({
      'InstanceRequirements.VCpuCount.Min': '2',
      'InstanceRequirements.ExcludedInstanceType.1': 't*',
      'InstanceRequirements.RequireHibernateSupport': 'false',
    });
  });

  describe('where EC2 does not judge them', () => {
    beforeEach(() => ec2.judgeNothing());

    const cases: readonly (readonly [string, Partial<InstanceRequirements>, string])[] = [
      ['accelerators', { AcceleratorCount: { Min: 1 }, VCpuCount: { Min: 1 } }, 'g4dn.large'],
      ['vCPUs rather than accelerators', { VCpuCount: { Min: 1 } }, 'c5.large'],
      ['memory', { MemoryMiB: { Min: 9_000 } }, 'm5.xlarge'],
      ['vCPUs', { VCpuCount: { Min: 5, Max: 8 } }, 'm5.2xlarge'],
      ['memory for each vCPU', { MemoryGiBPerVCpu: { Min: 3 } }, 'm5.large'],
      ['patterns', { AllowedInstanceTypes: ['m5.x*'] }, 'm5.xlarge'],
      ['what is excluded', { ExcludedInstanceTypes: ['c5*', '*.large'] }, 'm5.xlarge'],
      ['burstable types', { BurstablePerformance: 'required' }, 't3.large'],
    ];
    for (const [what, requirements, expected] of cases) {
      it(`are found by ${what}`, async () => {
        await create({ ...least, ...requirements }, { DesiredCapacity: 1 });
        expect(await launched()).to.deep.equal([[expected, undefined]]);
      });
    }

    const refusals: readonly (readonly [string, Partial<InstanceRequirements>, string])[] = [
      [
        'what the facts do not tell',
        { AcceleratorNames: ['t4'] },
        'The EC2 at the endpoint has no call that judges the requirement AcceleratorNames',
      ],
      [
        'what no type has',
        { MemoryMiB: { Min: 1_000_000 } },
        'No instance types meet the instance requirements',
      ],
    ];
    for (const [what, requirements, reason] of refusals) {
      it(`are refused for ${what}`, async () => {
        expect(await refusalOf(create({ ...least, ...requirements }))).to.deep.equal({
          code: 'ValidationError',
          message: `You must use a valid fully-formed launch template. ${reason}`,
        });
      });
    }
  });

  const refusals: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    [
      'a capacity of nothing',
      () => create(least, { DesiredCapacityType: 'cores' }),
      'Valid desired capacity types are: [units, vcpu, memory-mib].',
    ],
    [
      'vCPUs of types that are named',
      async () => {
        await create(least);
        const LaunchTemplate = {
          LaunchTemplateSpecification,
          Overrides: [{ InstanceType: 'c5.large' }],
        };
        const InstancesDistribution = { OnDemandAllocationStrategy: 'prioritized' };
        return world.autoScaling.send(
          new UpdateAutoScalingGroupCommand({
            AutoScalingGroupName: 'web',
            MixedInstancesPolicy: { LaunchTemplate, InstancesDistribution },
            DesiredCapacityType: 'vcpu',
          }),
        );
      },
      'The desired capacity type vcpu is only supported with instance requirements',
    ],
  ];
  for (const [what, call, message] of refusals) {
    it(`are no reason for ${what}`, async () => {
      expect(await refusalOf(call())).to.deep.equal({ code: 'ValidationError', message });
    });
  }
});
