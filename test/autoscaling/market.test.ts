import { expect } from 'chai';
import {
  type Group,
  type GroupDocument,
  type ManagedInstance,
  withInstance,
} from '../../src/autoscaling/group-document.js';
import { setDesiredCapacity } from '../../src/autoscaling/group.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { nextMarket, onDemandPart } from '../../src/autoscaling/market.js';
import { units, unitsOf, weightOf } from '../../src/autoscaling/units.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';
import { PaperCloud } from '../support/paper-cloud.js';
import { Random } from '../support/random.js';

function mixed(
  weights: readonly string[],
  InstancesDistribution: object,
): Pick<Group, 'MixedInstancesPolicy'> {
  const Overrides = weights.map((WeightedCapacity, index) => {
    return { InstanceType: `t${index}`, WeightedCapacity };
  });
  const LaunchTemplateSpecification = { LaunchTemplateName: 'web' };
  const LaunchTemplate = { LaunchTemplateSpecification, Overrides };
  return { MixedInstancesPolicy: { LaunchTemplate, InstancesDistribution } };
}

function cloudOf(document: GroupDocument): PaperCloud {
  const cloud = new PaperCloud(document, secondsAfter(noon, 10), () => 1);
  for (const { instance } of document.instances) {
    const running = { state: 'running', status: 'ok', changesAt: undefined } as const;
    cloud.instances.set(instance.InstanceId, { zone: instance.AvailabilityZone, ...running });
  }
  return cloud;
}

function rest(cloud: PaperCloud): readonly ManagedInstance[] {
  for (let second = 0; second < 60; second++) {
    expect(cloud.settle()).to.equal(true);
    cloud.advance(1);
  }
  return cloud.document.instances.filter((managed) => isInState(managed, 'InService'));
}

/** Units on demand, and spot. */
function parts(instances: readonly ManagedInstance[]): readonly [number, number] {
  const onDemand = instances.filter(({ market }) => market !== 'spot');
  return [unitsOf(onDemand), unitsOf(instances) - unitsOf(onDemand)];
}

const base = {
  ...{ AvailabilityZones: ['us-east-1a', 'us-east-1b'], MaxSize: 100 },
  ...mixed(['1', '2', '8'], {
    ...{ OnDemandBaseCapacity: 2, OnDemandPercentageAboveBaseCapacity: 50, SpotInstancePools: 3 },
    SpotAllocationStrategy: 'lowest-price',
  }),
};

describe('the markets of a mixed group', () => {
  it('count what is there for balance together with the one that it follows', () => {
    const leading = instanceOf(2, { market: 'on-demand', launchedFor: 'balance' });
    const instances = [instanceOf(1, { market: 'on-demand' }), leading];
    const shares = { OnDemandBaseCapacity: 2, OnDemandPercentageAboveBaseCapacity: 0 };
    const document = groupDocument(
      { ...base, ...mixed(['1'], shares), DesiredCapacity: 4 },
      instances,
    );
    expect(nextMarket(document)).to.equal('on-demand');
    const counted = { ...leading, launchedFor: 'replacement' as const };
    expect(nextMarket(withInstance(document, counted))).to.equal('spot');
  });

  it('keep the part on demand while the group shrinks', () => {
    const cloud = cloudOf(groupDocument(base));
    const seen = [13, 14, 20, 9, 3].map((DesiredCapacity) => {
      cloud.document = setDesiredCapacity(cloud.document, DesiredCapacity, cloud.now);
      const [onDemand] = parts(rest(cloud));
      return onDemand >= onDemandPart(cloud.document, units(DesiredCapacity));
    });
    expect(seen).to.deep.equal([true, true, true, true, true]);
  });

  it('keep it whatever the capacities and the weights are', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const weights = ['1', random.pick(['2', '3']), random.pick(['4', '8'])];
      const distribution = {
        OnDemandBaseCapacity: random.below(5),
        OnDemandPercentageAboveBaseCapacity: random.pick([0, 30, 50, 100]),
      };
      const cloud = cloudOf(groupDocument({ ...base, ...mixed(weights, distribution) }));
      for (let change = 0; change < 6; change++) {
        const DesiredCapacity = random.below(30);
        cloud.document = setDesiredCapacity(cloud.document, DesiredCapacity, cloud.now);
        const instances = rest(cloud);
        const [onDemand, spot] = parts(instances);
        const part = onDemandPart(cloud.document, units(DesiredCapacity));
        const heaviest = Math.max(1, ...instances.map(weightOf));
        const what = `seed ${seed}, ${DesiredCapacity} desired`;
        expect(onDemand, what).to.be.within(part, part + heaviest - 1);
        expect(onDemand + spot, what).to.be.within(DesiredCapacity, DesiredCapacity + heaviest - 1);
      }
    }
  });

  it('stay what they are where all of a group is replaced early', () => {
    for (const [share, expected] of [
      [100, [4, 0]],
      [50, [2, 2]],
      [0, [0, 4]],
    ] as const) {
      const onDemandCount = (4 * share) / 100;
      const instances = Array.from({ length: 4 }, (_, index) =>
        instanceOf(index + 1, {
          ...{ market: index < onDemandCount ? 'on-demand' : 'spot' },
          ...{ unhealthyBecause: 'reported', shown: { HealthStatus: 'Unhealthy' } },
        }),
      );
      const cloud = cloudOf(
        groupDocument(
          {
            ...base,
            ...mixed(['1', '1'], { OnDemandPercentageAboveBaseCapacity: share }),
            InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
          },
          instances,
        ),
      );
      const after = rest(cloud);
      expect(after.some(({ launchedAt }) => launchedAt <= noon)).to.equal(false);
      expect(parts(after)).to.deep.equal(expected);
      const types = after.filter(({ market }) => market !== 'spot');
      expect(new Set(types.map(({ instance }) => instance.InstanceType)).size).to.be.below(2);
    }
  });
});
