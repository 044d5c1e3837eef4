import type { GroupDocument } from '../../src/autoscaling/group-document.js';
import { isInState } from '../../src/autoscaling/lifecycle.js';
import type { Policy } from '../../src/autoscaling/policy-document.js';
import { unitsOf } from '../../src/autoscaling/units.js';

/**
 * What target tracking may make of a group at most. "The metric data can be used to proportionally
 * scale out or in the number of instances" ("Choose metrics"): no load that was there lately asks
 * for more than its highest value, times the most that served, over the target. Whatever warms up,
 * comes late or is asked for again, a group grows no further.
 */
export class TrackedLoads {
  private readonly values: Since[] = [];
  private readonly serving = new Map<string, Since[]>();

  /** Of any metric: an alarm on one group's load may invoke a policy of another. */
  noteValue(amount: number, since: Date): void {
    note(this.values, { amount, since });
  }

  noteServing({ group, instances }: GroupDocument, since: Date): void {
    const { AutoScalingGroupName: name } = group;
    const amount = unitsOf(instances.filter((managed) => isInState(managed, 'InService')));
    const known = this.serving.get(name) ?? [];
    if (known.at(-1)?.amount !== amount) note(known, { amount, since });
    this.serving.set(name, known);
  }

  capacityMax({ AutoScalingGroupName, TargetTrackingConfiguration }: Policy, now: Date): number {
    const { TargetValue = 0 } = TargetTrackingConfiguration ?? {};
    // A metric that is there without capacity counts as that of one.
    const units = Math.max(1, mostOf(this.serving.get(AutoScalingGroupName) ?? [], now));
    return Math.ceil(Number(((mostOf(this.values, now) * units) / TargetValue).toPrecision(12)));
  }
}

interface Since {
  readonly amount: number;
  readonly since: Date;
}

/** Alarms look at a quarter of an hour, and datapoints come late. */
const lookedBackMilliseconds = 30 * 60_000;

function note(amounts: Since[], next: Since): void {
  amounts.push(next);
  forgetOld(amounts, next.since);
}

/** The last one that began before is the one that was there then. */
function forgetOld(amounts: Since[], now: Date): void {
  const oldest = now.getTime() - lookedBackMilliseconds;
  while ((amounts[1]?.since.getTime() ?? Infinity) <= oldest) amounts.shift();
}

function mostOf(amounts: Since[], now: Date): number {
  forgetOld(amounts, now);
  return Math.max(0, ...amounts.map(({ amount }) => amount));
}
