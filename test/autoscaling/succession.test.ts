import { expect } from 'chai';
import type { Group, GroupDocument } from '../../src/autoscaling/group-document.js';
import { setDesiredCapacity } from '../../src/autoscaling/group.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import { isLeading, isLiving } from '../../src/autoscaling/placement.js';
import { reconcile } from '../../src/autoscaling/reconciliation.js';
import { unitsOf } from '../../src/autoscaling/units.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';
import { mixed } from '../support/groups.js';
import { PaperCloud } from '../support/paper-cloud.js';

/** In units: what served at least, what there was at most, and what serves in the end, by zone. */
interface Seen {
  readonly least: number;
  readonly most: number;
  readonly rest: Readonly<Record<string, readonly number[]>>;
}

interface Case {
  readonly name: string;
  readonly group?: Partial<Group>;
  /** What happens while the successors are on their way, in the third second. */
  readonly event?: (cloud: PaperCloud) => void;
  readonly seen: Seen;
}

const healthy = (MinHealthyPercentage: number, MaxHealthyPercentage: number): Partial<Group> => ({
  InstanceMaintenancePolicy: { MinHealthyPercentage, MaxHealthyPercentage },
});

const updated =
  (shown: object): NonNullable<Case['event']> =>
  (cloud) => {
    const instances = cloud.document.instances.map((managed) =>
      managed.instance.InstanceId === 'i-3'
        ? { ...managed, instance: { ...managed.instance, ...shown } }
        : managed,
    );
    cloud.document = { ...cloud.document, instances };
  };

const regrouped =
  (given: Partial<Group>): NonNullable<Case['event']> =>
  (cloud) => {
    const { document } = cloud;
    cloud.document = { ...document, group: { ...document.group, ...given } };
  };

const ended = (cloud: PaperCloud, InstanceId: string | undefined): void => {
  const instance = cloud.instances.get(InstanceId ?? '');
  if (instance !== undefined) instance.state = 'terminated';
};

describe('an instance of eight units in a zone that its group has left', () => {
  const cases: readonly Case[] = [
    {
      name: 'goes for two of four each, when both are ready',
      seen: { least: 24, most: 32, rest: { a: [4, 8], b: [4, 8] } },
    },
    {
      name: 'goes for several of which the last is a bit too heavy',
      group: { MixedInstancesPolicy: mixed({ 'c5.large': '3' }) },
      seen: { least: 24, most: 33, rest: { a: [3, 3, 8], b: [3, 8] } },
    },
    {
      name: 'goes for eight where the group has no weights any more',
      group: { MixedInstancesPolicy: undefined },
      seen: { least: 24, most: 32, rest: { a: [1, 1, 1, 1, 8], b: [1, 1, 1, 1, 8] } },
    },
    {
      name: 'goes later where a policy wants nothing to be missing',
      group: healthy(100, 110),
      seen: { least: 24, most: 32, rest: { a: [4, 8], b: [4, 8] } },
    },
    {
      name: 'goes first where a policy wants nothing to be too much',
      group: healthy(60, 100),
      seen: { least: 16, most: 24, rest: { a: [4, 8], b: [4, 8] } },
    },
    {
      name: 'goes when there is as much too much as a policy allows',
      group: { ...healthy(50, 120), MixedInstancesPolicy: mixed({ 'c5.large': '2' }) },
      seen: { least: 20, most: 28, rest: { a: [2, 2, 8], b: [2, 2, 8] } },
    },
    {
      name: 'waits for another successor where one ends',
      event: (cloud) => ended(cloud, cloud.document.instances.find(isLeading)?.instance.InstanceId),
      seen: { least: 24, most: 32, rest: { a: [4, 8], b: [4, 8] } },
    },
    {
      name: 'goes at once when the group desires so much less',
      event: (cloud) => (cloud.document = setDesiredCapacity(cloud.document, 16, cloud.now)),
      seen: { least: 16, most: 32, rest: { a: [8], b: [8] } },
    },
    {
      name: 'goes when the group has grown, if it desires more',
      event: (cloud) => (cloud.document = setDesiredCapacity(cloud.document, 28, cloud.now)),
      seen: { least: 24, most: 36, rest: { a: [4, 4, 8], b: [4, 8] } },
    },
    {
      name: 'has its place taken at once where it ends by itself',
      event: (cloud) => ended(cloud, 'i-3'),
      seen: { least: 16, most: 32, rest: { a: [4, 8], b: [4, 8] } },
    },
    {
      name: 'stays when it is protected meanwhile',
      event: updated({ ProtectedFromScaleIn: true }),
      seen: { least: 24, most: 32, rest: { a: [8], b: [8], c: [8] } },
    },
    {
      name: 'stays while a process is suspended',
      event: regrouped({ SuspendedProcesses: [{ ProcessName: 'AZRebalance' }] }),
      seen: { least: 24, most: 32, rest: { a: [8], b: [8], c: [8] } },
    },
    {
      name: 'stays when the zone is given back meanwhile',
      event: regrouped({ AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] }),
      seen: { least: 24, most: 32, rest: { a: [8], b: [8], c: [8] } },
    },
  ];
  for (const { name, group, event, seen } of cases) {
    it(name, () => {
      expect(lived(heavyGroup(group), event)).to.deep.equal(seen);
    });
  }

  it('has a hundred launched for it in a turn at most', () => {
    const heavy = instanceOf(1, { shown: { WeightedCapacity: '250' } });
    const sizes = { DesiredCapacity: 250, MaxSize: 250, AvailabilityZones: ['us-east-1b'] };
    const turn = { now: secondsAfter(noon, 10), observed: new Map() };
    const first = reconcile(groupDocument(sizes, [heavy]), turn);
    expect(first.instances).to.have.length(101);
    const rest = reconcile(reconcile(first, turn), turn);
    expect(rest.instances).to.have.length(251);
    expect(reconcile(rest, turn)).to.equal(rest);
  });

  it('goes one after the other', () => {
    const cloud = cloudOf(heavyGroup({ AvailabilityZones: ['us-east-1a'] }));
    const most = new Set<number>();
    for (let second = 0; second < 60; second++) {
      expect(cloud.settle()).to.equal(true);
      most.add(cloud.document.instances.filter(isLeading).length);
      cloud.advance(1);
    }
    expect([...most]).to.deep.equal([2, 0]);
    expect(byZone(cloud.document)).to.deep.equal({ a: [4, 4, 4, 4, 8] });
    const why = 'instances were launched to balance instances in zones us-east-1b with other';
    expect(cloud.causes.filter((cause) => cause.includes(why))).to.have.length(1);
  });
});

describe('a spot instance of eight units in a group that wants four on demand', () => {
  const sharesOf = (OnDemandBaseCapacity: number): Partial<Group> => {
    const shares = { OnDemandBaseCapacity, OnDemandPercentageAboveBaseCapacity: 0 };
    return { MixedInstancesPolicy: mixed({ 'c5.xlarge': '4' }, shares) };
  };
  const AvailabilityZones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
  const document = { ...heavyGroup({ AvailabilityZones, ...sharesOf(4) }), isAligning: true };

  it('stays when the group wants none meanwhile', () => {
    const rest = { a: [8], b: [8], c: [8] };
    expect(lived(document, regrouped(sharesOf(0)))).to.deep.equal({ least: 24, most: 32, rest });
  });

  it('goes for one on demand and another', () => {
    const cloud = cloudOf(document);
    for (let second = 0; second < 60; second++) {
      expect(cloud.settle()).to.equal(true);
      cloud.advance(1);
    }
    const { instances, isAligning } = cloud.document;
    const markets = instances.map(({ market, instance }) => [market, instance.WeightedCapacity]);
    expect(isAligning).to.equal(undefined);
    expect(markets).to.deep.equal([
      ...[
        ['spot', '8'],
        ['spot', '8'],
        ['on-demand', '4'],
        ['spot', '4'],
      ],
    ]);
  });
});

function heavyGroup(group: Partial<Group> = {}): GroupDocument {
  const instances = ['a', 'b', 'c'].map((zone, index) =>
    instanceOf(index + 1, {
      market: 'spot',
      shown: { AvailabilityZone: `us-east-1${zone}`, WeightedCapacity: '8' },
    }),
  );
  const MixedInstancesPolicy = mixed({ 'c5.xlarge': '4' });
  const AvailabilityZones = ['us-east-1a', 'us-east-1b'];
  const given = { DesiredCapacity: 24, MaxSize: 30, AvailabilityZones, MixedInstancesPolicy };
  return groupDocument({ ...given, ...group }, instances);
}

/** Instances start in 5 seconds and end in 2. */
function cloudOf(document: GroupDocument): PaperCloud {
  const cloud = new PaperCloud(document, secondsAfter(noon, 10), () => 5);
  for (const { instance } of document.instances) {
    const running = { state: 'running', status: 'ok', changesAt: undefined } as const;
    cloud.instances.set(instance.InstanceId, { zone: instance.AvailabilityZone, ...running });
  }
  return cloud;
}

function lived(document: GroupDocument, event: Case['event']): Seen {
  const cloud = cloudOf(document);
  let [least, most] = [Infinity, 0];
  for (let second = 0; second < 60; second++) {
    if (second === 3) event?.(cloud);
    expect(cloud.settle()).to.equal(true);
    const { instances } = cloud.document;
    const serving = instances.filter((managed) => isInState(managed, 'InService'));
    least = Math.min(least, unitsOf(serving));
    most = Math.max(most, unitsOf(instances.filter(isLiving)));
    cloud.advance(1);
  }
  expect(cloud.document.succession).to.equal(undefined);
  expect(cloud.document.instances.some(isLeading)).to.equal(false);
  return { least, most, rest: byZone(cloud.document) };
}

function byZone({ instances }: GroupDocument): Record<string, readonly number[]> {
  const zones = [...new Set(instances.map(({ instance }) => instance.AvailabilityZone))].sort();
  return Object.fromEntries(
    zones.map((zone) => [
      zone.slice(-1),
      instances
        .filter(({ instance }) => instance.AvailabilityZone === zone)
        .map(({ instance }) => Number(instance.WeightedCapacity ?? 1))
        .sort((a, b) => a - b),
    ]),
  );
}
