import { expect } from 'chai';
import type { Group, ManagedInstance } from '../../src/autoscaling/group-document.js';
import { holdsOf } from '../../src/autoscaling/holds.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';
import { mixed } from '../support/groups.js';

interface Case {
  readonly name: string;
  readonly group?: Partial<Group>;
  readonly instances: readonly ManagedInstance[];
  readonly because: readonly string[];
}

const unfit = instanceOf(1, { unhealthyBecause: 'reported' });
const suspended = (...names: string[]): Partial<Group> => ({
  SuspendedProcesses: names.map((ProcessName) => ({ ProcessName })),
});
const inOneZone = [instanceOf(1), instanceOf(2), instanceOf(3)];

const old = (number: number): ManagedInstance =>
  instanceOf(number, { launchedAt: secondsAfter(noon, -86_400) });
const rebalancing = {
  CapacityRebalance: true,
  AvailabilityZones: ['us-east-1a'],
  DesiredCapacity: 1,
};
const atRisk = (number: number): ManagedInstance => instanceOf(number, { isInterrupted: true });
/** One that is launched in place of another that is still there. */
const early = (number: number, LifecycleState: 'InService' | 'Pending'): ManagedInstance =>
  instanceOf(number, { launchedFor: 'early-replacement', shown: { LifecycleState } });
const onDemand = { OnDemandPercentageAboveBaseCapacity: 100 };
const weighing =
  (WeightedCapacity: string) =>
  (managed: ManagedInstance): ManagedInstance => ({
    ...managed,
    instance: { ...managed.instance, WeightedCapacity },
  });

describe('what holds a group', () => {
  const cases: readonly Case[] = [
    { name: 'nothing, where it has what it desires', instances: [instanceOf(1)], because: [] },
    {
      name: 'that its zones may not be balanced',
      group: suspended('AZRebalance'),
      instances: inOneZone,
      because: ['zones are not balanced while the process AZRebalance is suspended'],
    },
    {
      name: 'nothing of balance, where its zones are balanced',
      group: { ...suspended('AZRebalance'), AvailabilityZones: ['us-east-1a'] },
      instances: inOneZone,
      because: [],
    },
    {
      name: 'that what stays in a zone that it has left is protected',
      group: { AvailabilityZones: ['us-east-1b'] },
      instances: [instanceOf(1, { shown: { ProtectedFromScaleIn: true } })],
      because: ['instances stay in us-east-1a: they are protected from scale-in'],
    },
    {
      name: 'nothing of what leaves there for several others',
      group: { AvailabilityZones: ['us-east-1b'], DesiredCapacity: 6 },
      instances: [instanceOf(1, { shown: { WeightedCapacity: '6' } })],
      because: [],
    },
    {
      name: 'that the unhealthy may not be replaced',
      group: suspended('ReplaceUnhealthy'),
      instances: [unfit],
      because: ['the process ReplaceUnhealthy is suspended'],
    },
    {
      name: 'that no more of the unhealthy are replaced at a time',
      instances: [unfit],
      because: ['at most a tenth of a group is replaced at a time'],
    },
    {
      name: 'that its maintenance policy keeps the unhealthy',
      group: {
        InstanceMaintenancePolicy: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150 },
        AvailabilityZones: ['us-east-1a'],
        DesiredCapacity: 2,
      },
      instances: [unfit, instanceOf(2)],
      because: ['the maintenance policy keeps 2 in service, and 3 at most'],
    },
    {
      name: 'that its maintenance policy keeps what is too old',
      group: {
        InstanceMaintenancePolicy: { MinHealthyPercentage: 50, MaxHealthyPercentage: 100 },
        ...{ AvailabilityZones: ['us-east-1a'], MaxInstanceLifetime: 86_400 },
      },
      instances: [old(1)],
      because: ['the maintenance policy keeps 1 in service, and 2 at most'],
    },
    {
      name: 'that nothing may be launched for what is too old',
      group: { ...suspended('Launch'), MaxInstanceLifetime: 86_400 },
      instances: [old(1)],
      because: ['the process Launch is suspended'],
    },
    {
      name: 'that what comes in place of what EC2 takes back is being launched',
      group: rebalancing,
      instances: [atRisk(1), early(2, 'Pending')],
      because: ['1 instance is being launched or terminated'],
    },
    {
      name: 'that no more of what EC2 takes back is replaced at a time',
      group: { ...rebalancing, DesiredCapacity: 2 },
      instances: [atRisk(1), atRisk(2), early(3, 'Pending')],
      because: [
        'at most a tenth of a group is replaced at a time',
        '1 instance is being launched or terminated',
      ],
    },
    {
      name: 'that no more of the unhealthy are replaced beside what EC2 takes back',
      group: { ...rebalancing, DesiredCapacity: 2 },
      instances: [unfit, atRisk(2), early(3, 'Pending')],
      because: [
        'at most a tenth of a group is replaced at a time',
        '1 instance is being launched or terminated',
      ],
    },
    {
      name: 'that nothing may be launched in place of what EC2 takes back',
      group: { ...rebalancing, ...suspended('Launch') },
      instances: [atRisk(1)],
      because: ['the process Launch is suspended'],
    },
    {
      name: 'that its maintenance policy keeps instances in a zone that has too many',
      group: {
        InstanceMaintenancePolicy: { MinHealthyPercentage: 80, MaxHealthyPercentage: 100 },
        ...{ MixedInstancesPolicy: mixed({ 'c5.2xlarge': '8' }, onDemand), DesiredCapacity: 24 },
      },
      instances: inOneZone.map(weighing('8')),
      because: [
        'instances stay in us-east-1a: ' +
          'the maintenance policy keeps 20 in service, and 24 at most',
      ],
    },
  ];
  for (const { name, group, instances, because } of cases) {
    it(`is ${name}`, () => {
      const document = groupDocument(group, instances);
      expect(holdsOf(document, noon)).to.deep.equal(because.map((each) => ({ because: each })));
    });
  }

  it('is what its maintenance policy keeps, until another instance is ready', () => {
    const InstanceMaintenancePolicy = { MinHealthyPercentage: 50, MaxHealthyPercentage: 100 };
    const group = { InstanceMaintenancePolicy, DefaultInstanceWarmup: 60 };
    const fresh = instanceOf(2, { inServiceAt: secondsAfter(noon, 590) });
    const document = groupDocument({ ...group, AvailabilityZones: ['us-east-1a'] }, [unfit, fresh]);
    const because = 'the maintenance policy keeps 1 in service, and 2 at most';
    expect(holdsOf(document, secondsAfter(noon, 600))).to.deep.equal([
      { because, until: secondsAfter(noon, 650) },
    ]);
  });

  it('is that what comes in place of what EC2 takes back warms up', () => {
    const group = { ...rebalancing, DefaultInstanceWarmup: 60 };
    const document = groupDocument(group, [atRisk(1), early(2, 'InService')]);
    expect(holdsOf(document, secondsAfter(noon, 59))).to.deep.equal([
      {
        because: '1 instance is warming up before others leave',
        until: secondsAfter(noon, 60),
      },
    ]);
  });

  it('is that the zones have refused what would come in place of what EC2 takes back', () => {
    const retryAt = secondsAfter(noon, 30);
    const refusals = [{ AvailabilityZone: 'us-east-1a', count: 1, retryAt }];
    const document = { ...groupDocument(rebalancing, [atRisk(1)]), refusals };
    const because = 'launches were refused in the zones that are left';
    expect(holdsOf(document, noon)).to.deep.equal([{ because, until: retryAt }]);
  });

  it('is that the zones where instances belong have refused launches', () => {
    const retryAt = secondsAfter(noon, 30);
    const refusals = [{ AvailabilityZone: 'us-east-1b', count: 1, retryAt }];
    const group = groupDocument({ AvailabilityZones: ['us-east-1b'] }, [instanceOf(1)]);
    const because = 'instances stay in us-east-1a: launches were refused in other zones';
    expect(holdsOf({ ...group, refusals }, noon)).to.deep.equal([{ because, until: retryAt }]);
  });

  it('is that an update has asked for other shares of on demand and spot', () => {
    const aligning = { ...groupDocument({}, [instanceOf(1)]), isAligning: true };
    const because = 'the shares of on demand and spot are not there yet';
    expect(holdsOf(aligning, noon)).to.deep.equal([{ because }]);
    const held = { ...aligning, group: { ...aligning.group, ...suspended('Launch') } };
    expect(holdsOf(held, noon)).to.deep.equal([
      { because: `${because}: the process Launch is suspended` },
    ]);
  });

  it('is that its maintenance policy keeps instances of the market that has too much', () => {
    const document = groupDocument(
      {
        InstanceMaintenancePolicy: { MinHealthyPercentage: 80, MaxHealthyPercentage: 100 },
        ...{ MixedInstancesPolicy: mixed({ 'c5.2xlarge': '8' }, onDemand), DesiredCapacity: 24 },
      },
      ['a', 'b', 'c'].map((zone, index) => {
        const shown = { AvailabilityZone: `us-east-1${zone}`, WeightedCapacity: '8' };
        return instanceOf(index + 1, { market: 'spot', shown });
      }),
    );
    const because =
      'the shares of on demand and spot are not there yet: ' +
      'the maintenance policy keeps 20 in service, and 24 at most';
    expect(holdsOf({ ...document, isAligning: true }, noon)).to.deep.equal([{ because }]);
  });

  it('is that those that come before others leave are not ready yet', () => {
    const ahead = instanceOf(2, {
      launchedFor: 'balance',
      shown: { AvailabilityZone: 'us-east-1b' },
    });
    const group = { DefaultInstanceWarmup: 60, DesiredCapacity: 1 };
    const document = groupDocument({ ...group, AvailabilityZones: ['us-east-1b'] }, [
      instanceOf(1),
      ahead,
    ]);
    const because = '1 instance is warming up before others leave';
    const until = secondsAfter(noon, 60);
    expect(holdsOf(document, secondsAfter(noon, 59))).to.deep.equal([{ because, until }]);
    expect(holdsOf(document, until)).to.deep.equal([]);
  });

  it('is the cooldown of simple scaling, until that is over', () => {
    const document = groupDocument({}, [instanceOf(1)]);
    const until = secondsAfter(noon, 60);
    const cooling = { ...document, cooldown: { seconds: 60, until } };
    const because = 'simple scaling waits for its cooldown';
    expect(holdsOf(cooling, noon)).to.deep.equal([{ because, until }]);
    expect(holdsOf(cooling, secondsAfter(noon, 59))).to.deep.equal([{ because, until }]);
    expect(holdsOf(cooling, until)).to.deep.equal([]);
  });
});
