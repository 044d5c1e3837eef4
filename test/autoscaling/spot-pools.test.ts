import { expect } from 'chai';
import {
  chooseInstance,
  chooseOfMarket,
  chooseSuccessor,
} from '../../src/autoscaling/instance-choice.js';
import { groupDocument, instanceOf, noon } from '../support/group-documents.js';
import { mixed } from '../support/groups.js';

const AvailabilityZone = 'us-east-1a';
const place = { AvailabilityZone, now: noon };
const heavy = { WeightedCapacity: '4' };
const document = groupDocument({
  MixedInstancesPolicy: mixed(
    { 'm5.large': '1', 'm5.xlarge': '4' },
    { OnDemandPercentageAboveBaseCapacity: 0, SpotInstancePools: 1 },
  ),
  DesiredCapacity: 4,
});

describe('spot instances of one pool', () => {
  it('are of the first type of the list', () => {
    expect(chooseInstance(document, AvailabilityZone, noon)?.InstanceType).to.equal('m5.large');
  });

  for (const [market, InstanceType] of [
    ['spot', undefined],
    ['on-demand', 'm5.xlarge'],
  ] as const) {
    it(`are no heavier in place of others, where it is light: ${market}`, () => {
      const wanted = { market, weightMin: 4 };
      expect(chooseOfMarket(document, wanted, place)?.InstanceType).to.equal(InstanceType);
      const managed = instanceOf(1, { market, shown: heavy });
      expect(chooseSuccessor(document, managed, place)?.InstanceType).to.equal(InstanceType);
    });
  }
});
