import { expect } from 'chai';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { isLiving } from '../../src/autoscaling/placement.js';
import { unitsOf } from '../../src/autoscaling/units.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';
import { PaperCloud } from '../support/paper-cloud.js';

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];

interface Case {
  readonly name: string;
  readonly group?: Partial<Group>;
  readonly count: number;
  readonly isUnhealthy?: true;
  /** In units: what served at least, what there was at most, and what serves in the end. */
  readonly seen: { readonly least: number; readonly most: number; readonly rest: number };
}

describe('a group whose instances weigh eight units each', () => {
  const cases: readonly Case[] = [
    {
      name: 'replaces a tenth of its units at a time',
      ...{ count: 10, isUnhealthy: true },
      seen: { least: 72, most: 80, rest: 80 },
    },
    {
      name: 'replaces one at a time where a tenth is less than that',
      ...{ count: 4, isUnhealthy: true },
      seen: { least: 24, most: 32, rest: 32 },
    },
    {
      name: 'leaves a zone by a tenth of its maximum at a time',
      group: { AvailabilityZones: ['us-east-1a', 'us-east-1b'] },
      count: 10,
      seen: { least: 80, most: 88, rest: 80 },
    },
    {
      name: 'leaves a zone by one at a time where a tenth is less than that',
      group: { AvailabilityZones: ['us-east-1a', 'us-east-1b'], MaxSize: 40 },
      count: 5,
      seen: { least: 40, most: 48, rest: 40 },
    },
    {
      name: 'leaves a zone for several where all that it launches now is lighter',
      group: { AvailabilityZones: ['us-east-1a', 'us-east-1b'], MixedInstancesPolicy: undefined },
      count: 3,
      seen: { least: 24, most: 32, rest: 24 },
    },
    {
      name: 'launches one early where a policy leaves room for none',
      group: {
        InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 110 },
      },
      ...{ count: 5, isUnhealthy: true },
      seen: { least: 40, most: 48, rest: 40 },
    },
  ];
  for (const { name, group, count, isUnhealthy, seen } of cases) {
    it(name, () => {
      const instances = Array.from({ length: count }, (_, index) =>
        instanceOf(index + 1, {
          unhealthyBecause: isUnhealthy && 'reported',
          shown: {
            ...{ AvailabilityZone: zones[index % zones.length] ?? '', WeightedCapacity: '8' },
            ...(isUnhealthy && { HealthStatus: 'Unhealthy' }),
          },
        }),
      );
      const sizes = { DesiredCapacity: 8 * count, MaxSize: 100 };
      expect(settled(groupDocument({ ...weighted, ...sizes, ...group }, instances))).to.deep.equal(
        seen,
      );
    });
  }
});

const weighted: Partial<Group> = {
  MixedInstancesPolicy: {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: 'web' },
      Overrides: [{ InstanceType: 'c5.2xlarge', WeightedCapacity: '8' }],
    },
  },
};

/** Beats through it until the group is quiet; instances start in 5 seconds and end in 2. */
function settled(document: GroupDocument): Case['seen'] {
  const cloud = new PaperCloud(document, secondsAfter(noon, 10), () => 5);
  for (const { instance } of document.instances) {
    const running = { state: 'running', status: 'ok', changesAt: undefined } as const;
    cloud.instances.set(instance.InstanceId, { zone: instance.AvailabilityZone, ...running });
  }
  const seen = { least: Infinity, most: 0, rest: 0 };
  for (let second = 0; second < 120; second++) {
    expect(cloud.settle()).to.equal(true);
    const { instances } = cloud.document;
    seen.rest = unitsOf(instances.filter((managed) => isInState(managed, 'InService')));
    seen.least = Math.min(seen.least, seen.rest);
    seen.most = Math.max(seen.most, unitsOf(instances.filter(isLiving)));
    cloud.advance(1);
  }
  return seen;
}
