import {
  findInstance,
  type GroupDocument,
  type ManagedInstance,
} from '../../src/autoscaling/group-document.js';
import { isPending, isTerminating } from '../../src/autoscaling/lifecycle.js';
import { isCounted, isLiving } from '../../src/autoscaling/placement.js';
import type { Policy, PolicyDocument } from '../../src/autoscaling/policy-document.js';
import { TrackedLoads } from './tracked-loads.js';

/** A write of a group, with what it was before. */
export interface GroupWrite {
  readonly old: GroupDocument | undefined;
  readonly next: GroupDocument;
  readonly now: Date;
}

/**
 * Holds writes of groups against limits of AWS, reckoned anew from the documents: how much may be
 * replaced at a time, how the markets of a mixed group share it, and what policies may make of a
 * capacity of which a part is on its way.
 */
export class LimitAuditor {
  private readonly policies = new Map<string, Policy>();
  /** Which ways policies have moved the capacity of each group in its last moment of any. */
  private readonly moves = new Map<string, Moves>();
  private readonly loads = new TrackedLoads();

  /** Of two servers one may scale in before it sees what the other is asked; that is made good. */
  constructor(private readonly serverCount = 1) {}

  notePolicy(name: string, document: PolicyDocument | undefined): void {
    if (document !== undefined) this.policies.set(name, document.policy);
  }

  noteValue(value: number, now: Date): void {
    this.loads.noteValue(value, now);
  }

  faults(write: GroupWrite): readonly string[] {
    const { old, next, now } = write;
    this.loads.noteServing(next, now);
    if (old === undefined) return [];
    const isMoved = old.instances !== next.instances;
    const moved = isMoved
      ? [replacementFaults, marketFaults, churnFaults, earlyFaults, leadingFaults]
      : [];
    return [
      ...moved.flatMap((faultsOf) => faultsOf(old, next)),
      ...this.policyFaults({ ...write, old }),
    ];
  }

  private policyFaults({ old, next, now }: GroupWrite & { old: GroupDocument }): readonly string[] {
    const from = old.group.DesiredCapacity;
    const to = next.group.DesiredCapacity;
    const name = invokedPolicy(old, next);
    if (name === undefined || from === to) return [];
    const { AutoScalingGroupARN } = next.group;
    const last = this.moves.get(AutoScalingGroupARN);
    const begun = last?.at.getTime() === now.getTime() ? last : { from, ways: [] };
    const ways = new Set([...begun.ways, Math.sign(to - from)]);
    this.moves.set(AutoScalingGroupARN, { at: now, from: begun.from, ways });
    const isRestored = this.serverCount > 1 && to >= begun.from;
    const both =
      ways.size > 1 && !isRestored ? ['Policies moved the capacity both ways in one moment.'] : [];
    const policy = this.policies.get(`${next.group.AutoScalingGroupName} ${name}`);
    if (policy === undefined) return both;
    if (policy.PolicyType === 'TargetTrackingScaling') {
      const most = Math.max(begun.from, this.loads.capacityMax(policy, now));
      return to <= most
        ? both
        : [...both, `${name} made ${to} of ${from} under a load for ${most}.`];
    }
    const most = Math.max(from, growthMax(policy, from - warmingUnits(policy, old, now)));
    if (to <= most) return both;
    return [...both, `${name} made ${to} of ${from}, of which a part is on its way.`];
  }
}

interface Moves {
  readonly at: Date;
  readonly from: number;
  readonly ways: ReadonlySet<number>;
}

/** The most that a policy makes of a capacity that adjusts it. */
function growthMax(policy: Policy, base: number): number {
  const { AdjustmentType, ScalingAdjustment = 0, StepAdjustments } = policy;
  const steps = StepAdjustments.map((step) => step.ScalingAdjustment ?? 0);
  const more = Math.max(ScalingAdjustment, ...steps);
  if (AdjustmentType === 'ChangeInCapacity') return base + more;
  return base + Math.max(1, Math.floor((base * more) / 100));
}

/** Only steps start from what does not warm up. */
function warmingUnits(policy: Policy, { group, instances }: GroupDocument, now: Date): number {
  if (policy.PolicyType !== 'StepScaling') return 0;
  const { DefaultInstanceWarmup, DefaultCooldown } = group;
  const seconds = policy.EstimatedInstanceWarmup ?? DefaultInstanceWarmup ?? DefaultCooldown;
  const since = now.getTime() - seconds * 1000;
  const isWarming = ({ firstInServiceAt, inServiceAt }: ManagedInstance): boolean => {
    const start = firstInServiceAt ?? inServiceAt;
    return start === undefined || start.getTime() > since;
  };
  const fresh = instances.filter((each) => each.warmsUp === true && isCounted(each));
  return sum(fresh.filter(isWarming));
}

/** Which policy an alarm has invoked that changed the capacity in this write. */
function invokedPolicy(old: GroupDocument, next: GroupDocument): string | undefined {
  const known = new Set(old.triggers.map(({ sentence }) => sentence));
  const fresh = next.triggers.find(({ sentence }) => !known.has(sentence))?.sentence ?? '';
  return / triggered policy (\S+) changing the desired capacity/.exec(fresh)?.[1];
}

/** Of what can wait, a tenth of the desired capacity is replaced at a time, or one instance. */
function replacementFaults(old: GroupDocument, next: GroupDocument): readonly string[] {
  if (next.group.InstanceMaintenancePolicy !== undefined) return [];
  const taken = ended(old, next, /user health-check|status check failure|max instance lifetime/);
  // What is here in advance takes the place of what goes, and of nothing else.
  const earlier = old.instances.filter(({ launchedFor }) => launchedFor !== 'early-replacement');
  const known = new Set(earlier.map(({ instance }) => instance.InstanceId));
  const underWay = next.instances.filter(
    (each) => known.has(each.instance.InstanceId) && isPending(each) && isReplacing(next, each),
  );
  const units = sum([...taken, ...underWay]);
  const isOne = taken.length === 0 || taken.length + underWay.length === 1;
  if (isOne || units <= tenth(next.group.DesiredCapacity)) return [];
  return [`${units} of ${next.group.DesiredCapacity} are replaced at once.`];
}

/** "Capacity Rebalancing" may go beyond the desired capacity by a tenth of it, or one instance. */
function earlyFaults(old: GroupDocument, next: GroupDocument): readonly string[] {
  if (next.group.InstanceMaintenancePolicy !== undefined) return [];
  const early = next.instances.filter(
    (each) => isLiving(each) && each.launchedFor === 'early-replacement',
  );
  const isFresh = early.some((each) => findInstance(old, each.instance.InstanceId) === undefined);
  const heaviest = Math.max(...next.instances.filter(isLiving).map(weight));
  const most = Math.max(tenth(next.group.DesiredCapacity), heaviest);
  if (!isFresh || sum(early) <= most) return [];
  return [`${sum(early)} are launched early, where ${next.group.DesiredCapacity} are desired.`];
}

/**
 * One may lead others that are to leave, or as many as weigh a tenth of the maximum size; or all
 * that it takes to be worth one heavy instance.
 */
function leadingFaults(old: GroupDocument, next: GroupDocument): readonly string[] {
  const leading = next.instances.filter(
    (each) => isLiving(each) && /^(balance|alignment)$/.test(each.launchedFor),
  );
  const isFresh = leading.some((each) => findInstance(old, each.instance.InstanceId) === undefined);
  if (!isFresh || leading.length === 1 || sum(leading) <= leadingMax(next)) return [];
  const heavy = findInstance(next, next.succession?.InstanceId ?? '');
  if (heavy !== undefined && sum(leading.slice(0, -1)) < weight(heavy)) return [];
  return [`${sum(leading)} are on their way to balance zones or markets.`];
}

/** By a maintenance policy it is what the group may grow. */
function leadingMax({ group, instances }: GroupDocument): number {
  const { MinHealthyPercentage: least, MaxHealthyPercentage: most } =
    group.InstanceMaintenancePolicy ?? {};
  if (most === undefined) return tenth(group.MaxSize);
  const growth = Math.floor((group.DesiredCapacity * most) / 100) - group.DesiredCapacity;
  return least === 100 ? Math.max(growth, ...instances.filter(isLiving).map(weight)) : growth;
}

function isReplacing({ activities }: GroupDocument, { ActivityId }: ManagedInstance): boolean {
  const activity = activities.find((each) => each.ActivityId === ActivityId);
  return /unhealthy instance|max instance lifetime/.test(activity?.Cause ?? '');
}

/** Those that this write begins to terminate, for a reason that the pattern tells. */
function ended(
  old: GroupDocument,
  next: GroupDocument,
  reason: RegExp,
): readonly ManagedInstance[] {
  return next.instances.filter((each) => {
    // Of hardly any has to be known what it was.
    if (!isTerminating(each)) return false;
    const before = findInstance(old, each.instance.InstanceId);
    if (before === undefined || !isLiving(before)) return false;
    const activity = next.activities.find(({ ActivityId }) => ActivityId === each.ActivityId);
    return reason.test(activity?.Cause ?? '');
  });
}

/** Spot comes when on demand has its part, and on demand does not go below it. */
function marketFaults(old: GroupDocument, next: GroupDocument): readonly string[] {
  const { MixedInstancesPolicy, DesiredCapacity } = next.group;
  if (MixedInstancesPolicy === undefined || next.group.Status !== undefined) return [];
  const { OnDemandBaseCapacity: base = 0, OnDemandPercentageAboveBaseCapacity: share = 100 } =
    MixedInstancesPolicy.InstancesDistribution ?? {};
  const partOf = (capacity: number): number =>
    Math.min(base, capacity) + Math.ceil((Math.max(0, capacity - base) * share) / 100);
  const living = next.instances.filter(isLiving);
  const onDemand = living.filter(isOnDemand);
  const fresh = living.filter(
    (each) =>
      findInstance(old, each.instance.InstanceId) === undefined &&
      each.skipsHooks !== true &&
      isCounted(each),
  );
  const faults: string[] = [];
  const part = partOf(DesiredCapacity);
  // Of several refusals in one write, some may come after spot went on with another type.
  const refused = old.instances.filter(
    (each) => isPending(each) && findInstance(next, each.instance.InstanceId) === undefined,
  );
  const known = sum([...onDemand, ...refused.filter(isOnDemand)]);
  if (fresh.some((each) => !isOnDemand(each)) && known < part) {
    faults.push(`Spot is launched, though ${part} on demand are not there.`);
  }
  // What leads others that leave has their market, whatever the group lacks.
  const counted = onDemand.filter(isCounted);
  // They are there in the order of their launch; those before the last were too few without it.
  const last = fresh.findLast(isOnDemand);
  if (
    last !== undefined &&
    sum(counted) - weight(last) >= partOf(Math.max(DesiredCapacity, sum(living)))
  ) {
    faults.push(`${sum(counted)} are launched on demand, where ${part} are its part.`);
  }
  const gone = ended(old, next, /difference between desired and actual capacity/);
  const isForced = !living.some(
    ({ market, instance }) => market === 'spot' && !instance.ProtectedFromScaleIn,
  );
  const hasTaken = gone.some(isOnDemand);
  if (hasTaken && !isForced && sum(onDemand) < part) {
    faults.push(`${sum(onDemand)} are left on demand, where ${part} are its part.`);
  }
  return faults;
}

/** What is launched is missing, and so nothing goes meanwhile because there is too much. */
function churnFaults(old: GroupDocument, next: GroupDocument): readonly string[] {
  const gone = ended(old, next, /difference between desired and actual capacity/);
  if (gone.length === 0) return [];
  const fresh = next.instances.filter(
    (each) => isCounted(each) && findInstance(old, each.instance.InstanceId) === undefined,
  );
  if (fresh.length === 0) return [];
  return [`${gone.length} go while ${fresh.length} are launched.`];
}

function isOnDemand({ market }: ManagedInstance): boolean {
  return market !== 'spot';
}

function tenth(capacity: number): number {
  return Math.max(1, Math.floor(capacity / 10));
}

function weight({ instance }: ManagedInstance): number {
  return Number(instance.WeightedCapacity ?? 1);
}

function sum(instances: readonly ManagedInstance[]): number {
  return instances.reduce((all, managed) => all + weight(managed), 0);
}
