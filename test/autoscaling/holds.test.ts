import { expect } from 'chai';
import type { Group, ManagedInstance } from '../../src/autoscaling/group-document.js';
import { holdsOf } from '../../src/autoscaling/holds.js';
import { groupDocument, instanceOf, noon, secondsAfter } from '../support/group-documents.js';

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
  ];
  for (const { name, group, instances, because } of cases) {
    it(`is ${name}`, () => {
      const document = groupDocument(group, instances);
      expect(holdsOf(document, noon)).to.deep.equal(because.map((each) => ({ because: each })));
    });
  }

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
