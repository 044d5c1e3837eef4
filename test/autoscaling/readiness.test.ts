import { expect } from 'chai';
import { readyAt, readyWithout } from '../../src/autoscaling/readiness.js';
import {
  groupDocument,
  type InstanceGiven,
  instanceOf,
  noon,
  secondsAfter,
} from '../support/group-documents.js';

const unhealthy: InstanceGiven = {
  shown: { HealthStatus: 'Unhealthy' },
  unhealthyBecause: 'reported',
};

describe('an instance that is ready to use', () => {
  const since = secondsAfter(noon, 600);
  const cases: readonly (readonly [string, InstanceGiven, number | undefined])[] = [
    ['has warmed up', {}, 60],
    ['has warmed up though it is more than desired', { launchedFor: 'early-replacement' }, 60],
    ['is in service', { shown: { LifecycleState: 'Standby' } }, undefined],
    ['is back, and was warm before', { inServiceAt: since, firstInServiceAt: noon }, 600],
    [
      'is back, and has warmed up since it first came',
      { inServiceAt: since, firstInServiceAt: secondsAfter(noon, 580) },
      640,
    ],
  ];
  for (const [name, given, seconds] of cases) {
    it(name, () => {
      const at = readyAt(groupDocument({ DefaultInstanceWarmup: 60 }), instanceOf(1, given));
      expect(at).to.deep.equal(seconds === undefined ? undefined : secondsAfter(noon, seconds));
    });
  }

  it('is ready at once where nothing says how long it warms up', () => {
    expect(readyAt(groupDocument(), instanceOf(1))).to.deep.equal(noon);
  });
});

describe('what is left for use when an instance goes', () => {
  const fresh: InstanceGiven = { inServiceAt: secondsAfter(noon, 590) };
  const cases: readonly {
    readonly name: string;
    /** The first goes. */
    readonly given: readonly InstanceGiven[];
    readonly left: number;
  }[] = [
    { name: 'are the others', given: [{}, {}, {}], left: 2 },
    { name: 'is nothing that warms up', given: [{}, {}, fresh], left: 1 },
    { name: 'is not less for one that was not ready', given: [fresh, {}, {}], left: 2 },
    { name: 'is nothing unhealthy where it is healthy', given: [{}, {}, unhealthy], left: 1 },
    { name: 'are others that ail as well as it', given: [unhealthy, {}, unhealthy], left: 2 },
  ];
  for (const { name, given, left } of cases) {
    it(name, () => {
      const instances = given.map((each, index) => instanceOf(index + 1, each));
      const document = groupDocument({ DefaultInstanceWarmup: 60 }, instances);
      const [first = instanceOf(1)] = instances;
      expect(readyWithout(document, first, secondsAfter(noon, 600))).to.equal(left);
    });
  }
});
