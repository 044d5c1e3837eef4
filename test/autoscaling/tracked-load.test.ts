import { expect } from 'chai';
import { decideCapacity, type Invocation } from '../../src/autoscaling/capacity-decision.js';
import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { createdGroup } from '../../src/autoscaling/group-creation.js';
import { readPlacement } from '../../src/autoscaling/group-placement.js';
import { setDesiredCapacity } from '../../src/autoscaling/group.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { type Period, servedIn } from '../../src/autoscaling/served-capacity.js';
import { units } from '../../src/autoscaling/units.js';
import {
  groupDocument,
  instanceOf,
  noon,
  scope,
  secondsAfter,
} from '../support/group-documents.js';
import { PaperCloud } from '../support/paper-cloud.js';
import { Random } from '../support/random.js';

const TargetValue = 50;

function tracking(EstimatedInstanceWarmup: number): Policy {
  return {
    AutoScalingGroupName: 'web',
    PolicyName: 'policy',
    PolicyARN: 'arn',
    StepAdjustments: [],
    Alarms: [],
    Enabled: true,
    PolicyType: 'TargetTrackingScaling',
    EstimatedInstanceWarmup,
    TargetTrackingConfiguration: { TargetValue, DisableScaleIn: false },
  };
}

function minutes(first: number, last = first + 1): Period {
  return { from: secondsAfter(noon, 60 * first), to: secondsAfter(noon, 60 * last) };
}

describe('what was in service in a period', () => {
  const four = Array.from({ length: 4 }, (_, index) => instanceOf(index));
  const document: GroupDocument = {
    ...groupDocument({}, four),
    served: [
      { since: noon, units: units(2) },
      { since: secondsAfter(noon, 90), units: units(4) },
      { since: secondsAfter(noon, 180), units: units(3) },
    ],
  };
  const cases = [
    { name: 'is what came before it', period: minutes(0), least: 2, most: 2 },
    { name: 'has a least and a most where it changed', period: minutes(1), least: 2, most: 4 },
    { name: 'ends before what came at its end', period: minutes(2), least: 4, most: 4 },
    { name: 'is the latest later', period: minutes(3, 20), least: 3, most: 3 },
    { name: 'is the first in a time nobody knows of', period: minutes(-5), least: 2, most: 2 },
    { name: 'is that of now where no period is known', period: undefined, least: 4, most: 4 },
  ];
  for (const { name, period, least, most } of cases) {
    it(name, () => {
      expect(servedIn(document, period)).to.deep.equal({ least, most });
    });
  }
});

/** A group under a load that its instances share, and the alarms of its policy, by the minute. */
class Loop {
  readonly capacities: number[] = [];
  private readonly cloud: PaperCloud;
  private readonly values: number[] = [];
  private readonly periods: Period[] = [];

  constructor(
    private readonly policy: Policy,
    capacity: number,
    startSeconds: number,
  ) {
    const placement = readPlacement({ AvailabilityZones: ['us-east-1a', 'us-east-1b'] }, scope);
    if (placement === undefined) throw new Error('There are zones.');
    const sizes = { MinSize: 1, MaxSize: 200, DesiredCapacity: capacity };
    const created = createdGroup(
      { AutoScalingGroupName: 'web', LaunchConfigurationName: 'lc', ...sizes },
      { scope, now: noon, uuid: 'uuid', placement, launchSource: {} },
    );
    this.cloud = new PaperCloud(created, noon, () => startSeconds);
    this.rest(60);
  }

  /** The metric is put early in the minute, and looked at when that is over. */
  minute(load: number): void {
    const { cloud } = this;
    const from = cloud.now;
    const serving = cloud.document.instances.filter((each) => isInState(each, 'InService')).length;
    this.rest(60);
    this.values.unshift(load / Math.max(1, serving));
    this.periods.unshift({ from, to: cloud.now });
    this.follow('high', 3, (value) => value > TargetValue);
    this.follow('low', 15, (value) => value < 0.9 * TargetValue);
    cloud.settle();
    this.capacities.push(cloud.document.group.DesiredCapacity);
  }

  private follow(
    direction: Invocation['direction'],
    count: number,
    isBreaching: (value: number) => boolean,
  ): void {
    const values = this.values.slice(0, count);
    if (values.length < count || !values.every(isBreaching)) return;
    const { cloud, policy } = this;
    const decision = decideCapacity(policy, cloud.document, {
      ...{ kind: 'alarm', direction, values, threshold: TargetValue, now: cloud.now },
      ...{ periods: this.periods.slice(0, count), shouldHonorCooldown: true },
    });
    if (decision.kind !== 'changed') return;
    cloud.document = setDesiredCapacity(cloud.document, decision.DesiredCapacity, cloud.now);
  }

  private rest(seconds: number): void {
    for (let second = 0; second < seconds; second += 5) {
      this.cloud.settle();
      this.cloud.advance(5);
    }
  }
}

describe('a group that tracks a target', () => {
  const seeds = Array.from({ length: 12 }, (_, index) => 900 + index);
  for (const seed of seeds) {
    it(`comes to what its load needs and stays there, from anywhere (seed ${seed})`, () => {
      const random = new Random(seed);
      const start = 1 + random.below(30);
      const load = 20 + random.below(1_500);
      const loop = new Loop(tracking(random.pick([0, 60, 300])), start, random.pick([2, 20, 50]));
      for (let minute = 0; minute < 90; minute++) loop.minute(load);
      const needed = Math.ceil(load / TargetValue);
      const { capacities } = loop;
      const hasTurned = capacities.some((capacity, index) => {
        const before = index === 0 ? start : (capacities[index - 1] ?? start);
        return start < needed ? capacity < before : capacity > before;
      });
      const what = `from ${start} under ${load}: ${capacities.join(' ')}`;
      expect(hasTurned, `never goes back, ${what}`).to.equal(false);
      const last = capacities.at(-1) ?? 0;
      expect(last, `meets the target, ${what}`).to.be.at.least(needed);
      // Between nine tenths of the target and the target a group rests.
      const rests = last === needed || load / last >= 0.9 * TargetValue;
      expect(rests, `is no larger than it must, ${what}`).to.equal(true);
    });
  }

  it('follows a load that doubles at once, and one that falls by and by', () => {
    const loop = new Loop(tracking(0), 20, 5);
    for (let minute = 0; minute < 5; minute++) loop.minute(1_600);
    expect(loop.capacities).to.deep.equal([20, 20, 32, 32, 32]);
    for (let minute = 0; minute < 21; minute++) loop.minute(1_300);
    expect(loop.capacities.slice(-8)).to.deep.equal([32, 29, 27, 27, 27, 27, 27, 27]);
  });

  it('goes by the newest datapoint when it adds capacity, though others were lower', () => {
    const members = Array.from({ length: 10 }, (_, index) => instanceOf(index));
    const decision = decideCapacity(tracking(60), groupDocument({}, members), {
      ...{ kind: 'alarm', direction: 'high', values: [200, 100, 60], threshold: TargetValue },
      ...{ now: secondsAfter(noon, 600), shouldHonorCooldown: true },
    });
    expect(decision).to.deep.include({ kind: 'changed', DesiredCapacity: 40 });
  });

  it('takes away nothing that the highest of its datapoints needs', () => {
    const members = Array.from({ length: 10 }, (_, index) => instanceOf(index));
    const values = [10, 10, 44, ...Array.from({ length: 12 }, () => 10)];
    const decision = decideCapacity(tracking(60), groupDocument({}, members), {
      ...{ kind: 'alarm', direction: 'low', values, threshold: 45 },
      ...{ now: secondsAfter(noon, 600), shouldHonorCooldown: true },
    });
    expect(decision).to.deep.include({ kind: 'changed', DesiredCapacity: 9 });
  });
});
