import { expect } from 'chai';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { isLiving } from '../../src/autoscaling/placement.js';
import {
  groupDocument,
  type InstanceGiven,
  instanceOf,
  noon,
  secondsAfter,
} from '../support/group-documents.js';
import { mixed } from '../support/groups.js';
import { PaperCloud } from '../support/paper-cloud.js';

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const unhealthy: InstanceGiven = {
  shown: { HealthStatus: 'Unhealthy' },
  unhealthyBecause: 'reported',
};

interface Case {
  readonly name: string;
  readonly group?: Partial<Group>;
  readonly count: number;
  readonly unhealthyCount?: number;
  readonly ageDays?: number;
  /** Instead of one after the other. */
  readonly zone?: string;
  /** How few were in service, how many there were at most, and how long it took. */
  readonly seen: { readonly least: number; readonly most: number; readonly seconds: number };
}

function policy(min: number, max: number): Partial<Group> {
  return {
    InstanceMaintenancePolicy: { MinHealthyPercentage: min, MaxHealthyPercentage: max },
  };
}

describe('an instance maintenance policy', () => {
  const cases: readonly Case[] = [
    {
      name: 'is none: a tenth goes first',
      ...{ count: 20, unhealthyCount: 4 },
      seen: { least: 18, most: 20, seconds: 10 },
    },
    {
      name: 'launches before it terminates where nothing may be missing',
      group: policy(100, 110),
      ...{ count: 20, unhealthyCount: 4 },
      seen: { least: 20, most: 22, seconds: 12 },
    },
    {
      name: 'launches one more than it allows where nothing could be replaced otherwise',
      group: policy(100, 100),
      ...{ count: 2, unhealthyCount: 2 },
      seen: { least: 2, most: 3, seconds: 12 },
    },
    {
      name: 'launches first in a group whose one instance may not be missing',
      group: policy(90, 110),
      ...{ count: 1, unhealthyCount: 1 },
      seen: { least: 1, most: 2, seconds: 7 },
    },
    {
      name: 'terminates first where the group may not be more than it desires',
      group: policy(50, 100),
      ...{ count: 4, unhealthyCount: 4 },
      seen: { least: 2, most: 4, seconds: 10 },
    },
    {
      name: 'does both at once where it has room both ways',
      group: policy(90, 120),
      ...{ count: 10, unhealthyCount: 4 },
      seen: { least: 9, most: 12, seconds: 10 },
    },
    {
      name: 'waits until an instance has warmed up',
      group: { ...policy(100, 200), DefaultInstanceWarmup: 60 },
      ...{ count: 2, unhealthyCount: 2 },
      seen: { least: 2, most: 4, seconds: 67 },
    },
    // All are ready a minute after noon, and each that comes a minute after its start.
    {
      name: 'waits for the warm-up of what takes the place of one that went first',
      group: { ...policy(90, 100), DefaultInstanceWarmup: 60 },
      ...{ count: 10, unhealthyCount: 3 },
      seen: { least: 9, most: 10, seconds: 50 + 3 * 65 },
    },
    {
      name: 'waits for the warm-up of what came into another zone',
      group: { ...policy(75, 100), DefaultInstanceWarmup: 60 },
      ...{ count: 4, zone: 'us-east-1a' },
      seen: { least: 3, most: 4, seconds: 50 + 2 * 65 },
    },
    {
      name: 'replaces what is too old likewise',
      group: { ...policy(100, 200), MaxInstanceLifetime: 86_400 },
      ...{ count: 2, ageDays: 2 },
      seen: { least: 2, most: 4, seconds: 7 },
    },
    {
      name: 'balances zones by launching first where there is none',
      group: { MaxSize: 10 },
      ...{ count: 4, zone: 'us-east-1a' },
      seen: { least: 4, most: 5, seconds: 12 },
    },
    {
      name: 'balances zones as fast as it has room',
      group: policy(100, 150),
      ...{ count: 4, zone: 'us-east-1a' },
      seen: { least: 4, most: 6, seconds: 7 },
    },
    {
      name: 'balances zones by terminating first where the group may not be more',
      group: policy(75, 100),
      ...{ count: 4, zone: 'us-east-1a' },
      seen: { least: 3, most: 4, seconds: 10 },
    },
  ];
  for (const { name, group, count, unhealthyCount = 0, ageDays = 0, zone, seen } of cases) {
    it(name, () => {
      const instances = Array.from({ length: count }, (_, index) => {
        const AvailabilityZone = zone ?? zones[index % zones.length] ?? '';
        const { shown, ...given } = index < unhealthyCount ? unhealthy : {};
        const launchedAt = secondsAfter(noon, -86_400 * ageDays);
        return instanceOf(index + 1, {
          ...given,
          launchedAt,
          shown: { ...shown, AvailabilityZone },
        });
      });
      expect(replaced(groupDocument(group, instances))).to.deep.equal(seen);
    });
  }

  it('has an instance leave its zone first though its market has none too many', () => {
    const instances = ['c', 'a', 'b', 'a'].map((zone, index) =>
      instanceOf(index + 1, {
        market: index === 0 ? 'on-demand' : 'spot',
        shown: { AvailabilityZone: `us-east-1${zone}` },
      }),
    );
    const shares = { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 0 };
    const MixedInstancesPolicy = mixed({ 'c5.large': undefined }, shares);
    const AvailabilityZones = zones.slice(0, 2);
    const group = { ...policy(75, 100), MixedInstancesPolicy, AvailabilityZones };
    const cloud = cloudOf(groupDocument(group, instances));
    for (let second = 0; second < 20; second++) {
      expect(cloud.settle()).to.equal(true);
      cloud.advance(1);
    }
    const places = cloud.document.instances.map(({ market, instance }) =>
      [instance.AvailabilityZone, market].join(' '),
    );
    const spots = ['a', 'b', 'a'].map((zone) => `us-east-1${zone} spot`);
    expect(places).to.have.members([...spots, 'us-east-1b on-demand']);
  });
});

/** Instances start in 5 seconds and end in 2. */
function cloudOf(document: GroupDocument): PaperCloud {
  const cloud = new PaperCloud(document, secondsAfter(noon, 10), () => 5);
  for (const { instance } of document.instances) {
    const running = { state: 'running', status: 'ok', changesAt: undefined } as const;
    cloud.instances.set(instance.InstanceId, { zone: instance.AvailabilityZone, ...running });
  }
  return cloud;
}

/** Beats through it until the group is quiet. */
function replaced(document: GroupDocument): Case['seen'] {
  const cloud = cloudOf(document);
  const seen = { least: Infinity, most: 0, seconds: 0 };
  for (let second = 0; second <= secondsMax; second++) {
    expect(cloud.settle()).to.equal(true);
    const { instances, activities } = cloud.document;
    const serving = instances.filter((managed) => isInState(managed, 'InService'));
    seen.least = Math.min(seen.least, serving.length);
    seen.most = Math.max(seen.most, instances.filter(isLiving).length);
    // What is too old in a day is of no interest here.
    const { due = secondsAfter(cloud.now, 86_400) } = cloud.document;
    if (activities.length === 0 && due > secondsAfter(cloud.now, 3_600)) {
      expect(serving).to.have.length(document.group.DesiredCapacity);
      return { ...seen, seconds: second };
    }
    cloud.advance(1);
  }
  return { ...seen, seconds: secondsMax };
}

const secondsMax = 300;
