import {
  type InstancesDistribution,
  type MixedInstancesPolicy,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { expect } from 'chai';
import { createGroup, groupOf } from '../support/groups.js';
import { refusalOf } from '../support/refusal.js';
import { createWorld, type World } from '../support/world.js';

const LaunchTemplateSpecification = { LaunchTemplateName: 'web-template' };
const AutoScalingGroupName = 'web';

describe('the policy of a mixed group', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  afterEach(async () => {
    expect(world.logLines).to.deep.equal([]);
    await world.close();
  });

  const create = (LaunchTemplate: MixedInstancesPolicy['LaunchTemplate'] = {}): Promise<void> =>
    createGroup(world, {
      LaunchConfigurationName: undefined,
      MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification, ...LaunchTemplate } },
    });

  it('drops its pools with the strategy that they belong to', async () => {
    await create();
    const distribute = async (InstancesDistribution: InstancesDistribution) => {
      const given = { AutoScalingGroupName, MixedInstancesPolicy: { InstancesDistribution } };
      await world.autoScaling.send(new UpdateAutoScalingGroupCommand(given));
      const { MixedInstancesPolicy: policy } = (await groupOf(world)) ?? {};
      const { SpotAllocationStrategy, SpotInstancePools } = policy?.InstancesDistribution ?? {};
      return [SpotAllocationStrategy, SpotInstancePools];
    };
    const optimized = { SpotAllocationStrategy: 'price-capacity-optimized' };
    expect(await distribute(optimized)).to.deep.equal(['price-capacity-optimized', undefined]);
    expect(await distribute({ OnDemandBaseCapacity: 1 })).to.deep.equal([
      'price-capacity-optimized',
      undefined,
    ]);
    const lowest = { SpotAllocationStrategy: 'lowest-price' };
    expect(await distribute(lowest)).to.deep.equal(['lowest-price', 2]);
    expect(await distribute({ SpotInstancePools: 5 })).to.deep.equal(['lowest-price', 5]);
    // Terraform says so that there are none.
    expect(await distribute({ ...optimized, SpotInstancePools: 0 })).to.deep.equal([
      'price-capacity-optimized',
      undefined,
    ]);
    const refusal = await refusalOf(distribute({ SpotInstancePools: 5 }));
    expect(refusal.message).to.contain('SpotInstancePools option is only available');
  });

  it('has twenty templates at most', async () => {
    const Overrides = Array.from({ length: 20 }, (_, index) => ({
      InstanceType: `t${index}`,
      LaunchTemplateSpecification: { LaunchTemplateName: `template-${index}` },
    }));
    expect(await refusalOf(create({ Overrides }))).to.deep.equal({
      code: 'ValidationError',
      message: 'The number of launch templates in a mixed instances policy must be at most 20',
    });
    await create({ Overrides: Overrides.slice(1) });
  });
});
