import { expect } from 'chai';
import { decideCapacity, type Invocation } from '../../src/autoscaling/capacity-decision.js';
import type {
  Group,
  GroupDocument,
  ManagedInstance,
} from '../../src/autoscaling/group-document.js';
import { createdGroup } from '../../src/autoscaling/group-creation.js';
import { readPlacement } from '../../src/autoscaling/group-placement.js';
import { setDesiredCapacity } from '../../src/autoscaling/group.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { type Period, servedIn } from '../../src/autoscaling/served-capacity.js';
import { units, unitsOf } from '../../src/autoscaling/units.js';
import {
  groupDocument,
  instanceOf,
  noon,
  scope,
  secondsAfter,
} from '../support/group-documents.js';
import { mixed } from '../support/groups.js';
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

interface Course {
  readonly policy: Policy;
  readonly capacity: number;
  readonly startSeconds: number;
  /** Of a mixed group with their weights; they take turns. */
  readonly types?: Readonly<Record<string, string>>;
  /** Until it has warmed up "an instance is not counted toward the aggregated metrics". */
  readonly isWarmAtOnce?: boolean;
}

/** A group under a load that its units share, and the alarms of its policy, by the minute. */
class Loop {
  readonly capacities: number[] = [];
  private readonly cloud: PaperCloud;
  private readonly values: number[] = [];
  private readonly periods: Period[] = [];

  constructor(private readonly course: Course) {
    const { capacity, types, startSeconds } = course;
    const placement = readPlacement({ AvailabilityZones: ['us-east-1a', 'us-east-1b'] }, scope);
    if (placement === undefined) throw new Error('There are zones.');
    const sizes = { MinSize: 1, MaxSize: 200, DesiredCapacity: capacity };
    const created = createdGroup(
      { AutoScalingGroupName: 'web', LaunchConfigurationName: 'lc', ...sizes },
      { scope, now: noon, uuid: 'uuid', placement, launchSource: {} },
    );
    const document = { ...created, group: { ...created.group, ...sourceOf(types) } };
    this.cloud = new PaperCloud(document, noon, () => startSeconds);
    this.rest(60);
  }

  /** The metric is put early in the minute, and looked at when that is over. */
  minute(load: number): void {
    const { cloud } = this;
    const from = cloud.now;
    const units = this.sharing();
    this.rest(60);
    this.values.unshift(load / Math.max(1, units));
    this.periods.unshift({ from, to: cloud.now });
    this.follow('high', 3, (value) => value > TargetValue);
    this.follow('low', 15, (value) => value < 0.9 * TargetValue);
    cloud.settle();
    this.capacities.push(cloud.document.group.DesiredCapacity);
  }

  private sharing(): number {
    const { isWarmAtOnce = true, policy } = this.course;
    const { document, now } = this.cloud;
    const warmed = secondsAfter(now, -(policy.EstimatedInstanceWarmup ?? 0));
    const isWarm = ({ warmsUp, inServiceAt = now }: ManagedInstance): boolean =>
      isWarmAtOnce || warmsUp !== true || inServiceAt <= warmed;
    const serving = document.instances.filter((each) => isInState(each, 'InService'));
    return unitsOf(serving.filter(isWarm));
  }

  private follow(
    direction: Invocation['direction'],
    count: number,
    isBreaching: (value: number) => boolean,
  ): void {
    const values = this.values.slice(0, count);
    if (values.length < count || !values.every(isBreaching)) return;
    const { cloud } = this;
    const { policy } = this.course;
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

function sourceOf(types: Course['types']): Partial<Group> {
  if (types === undefined) return {};
  const MixedInstancesPolicy = mixed(types, { OnDemandPercentageAboveBaseCapacity: 0 });
  return { LaunchConfigurationName: undefined, MixedInstancesPolicy };
}

describe('a group that tracks a target', () => {
  const seeds = Array.from({ length: 12 }, (_, index) => 900 + index);
  const weights = { 'm5.large': '2', 'm5.xlarge': '4', 'm5.2xlarge': '8' };
  const kinds: readonly (readonly [string, Partial<Course>])[] = [
    ['', {}],
    ['though it warms up unseen, ', { isWarmAtOnce: false }],
    ['in units, ', { types: weights }],
    ['in units that warm up unseen, ', { types: weights, isWarmAtOnce: false }],
  ];
  for (const [name, kind] of kinds) {
    for (const seed of seeds.slice(0, name === '' ? 12 : 6)) {
      it(`comes to what its load needs and rests, ${name}from anywhere (seed ${seed})`, () => {
        expectRest(new Random(seed), kind);
      });
    }
  }

  it('follows a load that doubles at once, and one that falls by and by', () => {
    const loop = new Loop({ policy: tracking(0), capacity: 20, startSeconds: 5 });
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

function expectRest(random: Random, kind: Partial<Course>): void {
  const capacity = 1 + random.below(30);
  const load = 20 + random.below(1_500);
  const policy = tracking(random.pick([0, 60, 300]));
  const loop = new Loop({ policy, capacity, startSeconds: random.pick([2, 20, 50]), ...kind });
  for (let minute = 0; minute < 90; minute++) loop.minute(load);
  const needed = Math.ceil(load / TargetValue);
  const { capacities } = loop;
  const hasTurned = capacities.some((each, index) => {
    const before = index === 0 ? capacity : (capacities[index - 1] ?? capacity);
    return capacity < needed ? each < before : each > before;
  });
  const what = `from ${capacity} under ${load}: ${capacities.join(' ')}`;
  expect(hasTurned, `never goes back, ${what}`).to.equal(false);
  const last = capacities.at(-1) ?? 0;
  expect(last, `meets the target, ${what}`).to.be.at.least(needed);
  // Between nine tenths of the target and the target a group rests.
  const rests = last === needed || load / last >= 0.9 * TargetValue;
  expect(rests, `is no larger than it must, ${what}`).to.equal(true);
}
