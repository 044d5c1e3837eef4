import { expect } from 'chai';
import { isAtCapacity } from '../../src/autoscaling/at-capacity.js';
import type { ManagedInstance } from '../../src/autoscaling/group-document.js';
import type { Market } from '../../src/autoscaling/market.js';
import { surplusOf } from '../../src/autoscaling/overage.js';
import { chooseTermination } from '../../src/autoscaling/termination-policy.js';
import { groupDocument, instanceOf, noon } from '../support/group-documents.js';
import { mixed } from '../support/groups.js';

interface Case {
  readonly name: string;
  readonly DesiredCapacity: number;
  readonly instances: readonly ManagedInstance[];
  readonly leaves?: string;
  readonly isThere: boolean;
}

const one = (
  number: number,
  WeightedCapacity: string,
  { market = 'on-demand', isProtected: ProtectedFromScaleIn = false }: Told = {},
): ManagedInstance =>
  instanceOf(number, { market, shown: { WeightedCapacity, ProtectedFromScaleIn } });

interface Told {
  readonly market?: Market;
  readonly isProtected?: boolean;
}

const isProtected = true;

/** The group wants nothing on demand. */
describe('a group that has more than it desires', () => {
  const cases: readonly Case[] = [
    {
      name: 'gives up what is not too heavy',
      ...{ DesiredCapacity: 8, instances: [one(1, '8'), one(2, '1')] },
      ...{ leaves: 'i-2', isThere: false },
    },
    {
      name: 'is at its capacity where all is too heavy',
      ...{ DesiredCapacity: 6, instances: [one(1, '8')], isThere: true },
    },
    {
      name: 'is at its capacity where what is not protected is too heavy',
      ...{ DesiredCapacity: 7, instances: [one(1, '8'), one(2, '1', { isProtected })] },
      isThere: true,
    },
    {
      name: 'gives up spot where what is too much on demand is protected',
      DesiredCapacity: 9,
      instances: [
        one(1, '8', { isProtected }),
        ...[2, 3, 4].map((n) => one(n, '1', { market: 'spot' })),
      ],
      ...{ leaves: 'i-2', isThere: false },
    },
    {
      name: 'is kept from its capacity where all are protected',
      ...{ DesiredCapacity: 1, instances: [1, 2].map((n) => one(n, '1', { isProtected })) },
      isThere: false,
    },
  ];
  for (const { name, DesiredCapacity, instances, leaves, isThere } of cases) {
    it(name, () => {
      const shares = { OnDemandBaseCapacity: 0, OnDemandPercentageAboveBaseCapacity: 0 };
      const MixedInstancesPolicy = mixed({ 'c5.large': '1' }, shares);
      const document = groupDocument({ DesiredCapacity, MixedInstancesPolicy }, instances);
      const chosen = chooseTermination(document, noon, surplusOf(document));
      expect([chosen?.instance.InstanceId, isAtCapacity(document)]).to.deep.equal([
        leaves,
        isThere,
      ]);
    });
  }
});
