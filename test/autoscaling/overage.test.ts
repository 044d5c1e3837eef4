import { expect } from 'chai';
import type { Group, ManagedInstance } from '../../src/autoscaling/group-document.js';
import { setDesiredCapacity } from '../../src/autoscaling/group.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { units, unitsOf } from '../../src/autoscaling/units.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';
import { PaperCloud } from '../support/paper-cloud.js';

/** The example of "Configure an Auto Scaling group to use instance weights". */
const weighted: Partial<Group> = {
  MixedInstancesPolicy: {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: 'web' },
      Overrides: [
        { InstanceType: 'c5.12xlarge', WeightedCapacity: '12' },
        { InstanceType: 'c5.2xlarge', WeightedCapacity: '2' },
      ],
    },
  },
};

describe('a group that is launched something heavier than it lacks', () => {
  let cloud: PaperCloud;

  beforeEach(() => {
    const instances = Array.from({ length: 5 }, (_, index) =>
      instanceOf(index + 1, {
        shown: { InstanceType: 'c5.2xlarge', WeightedCapacity: '2' },
        market: 'on-demand',
      }),
    );
    const given = { DesiredCapacity: 10, MaxSize: 100, AvailabilityZones: ['us-east-1a'] };
    const document = groupDocument({ ...weighted, ...given }, instances);
    cloud = new PaperCloud(document, secondsAfter(noon, 10), () => 5);
    for (const { instance } of document.instances) {
      const running = { state: 'running', status: 'ok', changesAt: undefined } as const;
      cloud.instances.set(instance.InstanceId, { zone: instance.AvailabilityZone, ...running });
    }
  });

  const want = (DesiredCapacity: number): void => {
    cloud.document = setDesiredCapacity(cloud.document, DesiredCapacity, cloud.now);
  };

  /** The units that serve: at least, and in the end. */
  const live = (): readonly [least: number, rest: number] => {
    let least = Infinity;
    let rest = 0;
    for (let second = 0; second < 120; second++) {
      expect(cloud.settle()).to.equal(true);
      const isServing = (managed: ManagedInstance): boolean => isInState(managed, 'InService');
      rest = unitsOf(cloud.document.instances.filter(isServing));
      least = Math.min(least, rest);
      cloud.advance(1);
    }
    return [least, rest];
  };

  it('keeps what serves, and has more than it desires', () => {
    want(15);
    expect(live()).to.deep.equal([10, 22]);
  });

  it('needs no more until it desires more than it has', () => {
    want(15);
    live();
    want(21);
    expect(live()).to.deep.equal([22, 22]);
    want(23);
    expect(live()).to.deep.equal([22, 34]);
  });

  it('gives up what it has too much of when it desires less', () => {
    want(15);
    live();
    want(14);
    expect(live()).to.deep.equal([14, 14]);
  });

  it('launches no more on demand, though that has less than its part', () => {
    const instances = cloud.document.instances.map((each) => ({
      ...each,
      market: 'spot' as const,
    }));
    const overage = { DesiredCapacity: 8, units: units(2) };
    const group = { ...cloud.document.group, DesiredCapacity: 8 };
    cloud.document = { ...cloud.document, group, instances, overage };
    expect(live()).to.deep.equal([10, 10]);
  });

  it('does not keep for another what went with an instance', () => {
    want(15);
    live();
    const [first] = cloud.document.instances;
    const ended = cloud.instances.get(first?.instance.InstanceId ?? '');
    if (ended !== undefined) ended.state = 'terminated';
    expect(live()).to.deep.equal([20, 20]);
    expect(cloud.document.overage).to.deep.equal({ DesiredCapacity: 15, units: 5 });
  });
});
