import { expect } from 'chai';
import type { GroupDocument, ManagedInstance } from '../../src/autoscaling/group-document.js';
import { withdrawLeaders } from '../../src/autoscaling/idle-leaders.js';
import { leaversOf } from '../../src/autoscaling/rebalancing.js';
import { groupDocument, instanceOf, secondsAfter, noon } from '../support/group-documents.js';

interface Given {
  /** `us-east-1a` and so on, one for each instance. */
  readonly zone: 'a' | 'b' | 'c';
  readonly weight?: string;
  readonly isProtected?: true;
  readonly isPending?: true;
  readonly launchedFor?: ManagedInstance['launchedFor'];
}

function documentOf(zones: string, given: readonly Given[]): GroupDocument {
  const instances = given.map(({ zone, weight, isProtected, isPending, launchedFor }, index) => {
    const shown: Partial<ManagedInstance['instance']> = {
      AvailabilityZone: `us-east-1${zone}`,
      WeightedCapacity: weight,
      ProtectedFromScaleIn: isProtected === true,
      LifecycleState: isPending === true ? 'Pending' : 'InService',
    };
    return instanceOf(index + 1, { shown, launchedFor: launchedFor ?? 'capacity' });
  });
  const AvailabilityZones = Array.from(zones, (zone) => `us-east-1${zone}`);
  const DesiredCapacity = given.filter((each) => each.launchedFor === undefined).length;
  return groupDocument({ AvailabilityZones, DesiredCapacity, MaxSize: 20 }, instances);
}

function some(count: number, given: Given): readonly Given[] {
  return Array.from({ length: count }, () => given);
}

interface Case {
  readonly name: string;
  readonly zones: string;
  readonly given: readonly Given[];
  /** Zone and place of the first ones that leave. */
  readonly expected: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: 'each out of the zone that has the most by then',
    zones: 'abc',
    given: [...some(4, { zone: 'a' }), ...some(3, { zone: 'b' }), { zone: 'c' }],
    expected: ['a 1', 'a 2', 'b 5'],
  },
  {
    name: 'first out of a zone that the group has no more, as long as one is left there',
    zones: 'ab',
    given: [...some(3, { zone: 'a' }), ...some(2, { zone: 'c' })],
    expected: ['c 4', 'c 5', 'a 1'],
  },
  {
    name: 'the lightest of a zone first, and of equals the first',
    zones: 'ab',
    given: [
      { zone: 'a', weight: '3' },
      { zone: 'a', weight: '1' },
      { zone: 'a', weight: '1' },
    ],
    expected: ['a 2', 'a 3', 'a 1'],
  },
  {
    name: 'none that is protected, or leads others',
    zones: 'ab',
    given: [{ zone: 'a', isProtected: true }, { zone: 'a', launchedFor: 'balance' }, { zone: 'a' }],
    expected: ['a 3'],
  },
];

describe('who leaves for the balance of zones', () => {
  for (const { name, zones, given, expected } of cases) {
    it(name, () => {
      const document = documentOf(zones, given);
      const seen: string[] = [];
      for (const { from, leaving } of leaversOf(document)) {
        seen.push(`${from.slice(-1)} ${document.instances.indexOf(leaving) + 1}`);
        if (seen.length === 3) break;
      }
      expect(seen).to.deep.equal(expected);
    });
  }

  it('is counted against who has come: a leader more than is needed goes', () => {
    const leader = { zone: 'b', launchedFor: 'balance', isPending: true } as const;
    const document = documentOf('ab', [...some(3, { zone: 'a' }), leader, leader]);
    const { instances } = withdrawLeaders(document, {
      now: secondsAfter(noon, 60),
      observed: new Map(),
    });
    expect(instances.map(({ instance }) => instance.LifecycleState)).to.deep.equal([
      ...['InService', 'InService', 'InService', 'Pending', 'Terminating'],
    ]);
  });
});
