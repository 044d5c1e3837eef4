import { isFunction } from '../../src/autoscaling/custom-termination.js';
import {
  findInstance,
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
} from '../../src/autoscaling/group-document.js';
import { isInState, isPending, isTerminating } from '../../src/autoscaling/lifecycle.js';
import { isCounted, isLiving } from '../../src/autoscaling/placement.js';
import { unitsOf } from '../../src/autoscaling/units.js';

/**
 * Sees that nothing goes which is still to serve: what a maintenance policy wants in service,
 * healthy and warm is not taken out by the group's own hand, and nothing goes for what is only on
 * its way.
 */
export function serviceFaults(
  old: GroupDocument | undefined,
  next: GroupDocument,
  now: Date,
): readonly string[] {
  if (old === undefined || old.instances === next.instances || isDeleting(next)) return [];
  const isSurplus = goes(old, next, /difference between desired and actual capacity/).length > 0;
  if (isSurplus) return hastyFaults(old, next);
  const { MinHealthyPercentage = 0 } = next.group.InstanceMaintenancePolicy ?? {};
  const least = Math.ceil((next.group.DesiredCapacity * MinHealthyPercentage) / 100);
  const going = goes(old, next, replaced);
  // What ails gives way to others like it, and what is well to nothing but what is well.
  const areAllIll = going.every(({ instance }) => instance.HealthStatus === 'Unhealthy');
  const left = next.instances.filter(
    (each) => isWarm(next, each, now) && (areAllIll || each.instance.HealthStatus === 'Healthy'),
  );
  if (unitsOf(left) >= least || going.length === 0) return [];
  return [`${unitsOf(left)} are left ready, where a policy wants ${least}.`];
}

const replaced = new RegExp(
  [
    ...['user health-check', 'status check failure', 'max instance lifetime', 'recommendation'],
    ...['taken out of service to aid in balancing', 'taken out of service to aid in giving'],
  ].join('|'),
);

function isWarm({ group }: GroupDocument, managed: ManagedInstance, now: Date): boolean {
  const first = managed.firstInServiceAt ?? managed.inServiceAt;
  if (!isInState(managed, 'InService') || first === undefined) return false;
  return (now.getTime() - first.getTime()) / 1000 >= (group.DefaultInstanceWarmup ?? 0);
}

/** One that was more than desired takes a place before it serves, and another goes for it. */
function hastyFaults(old: GroupDocument, next: GroupDocument): readonly string[] {
  const hasty = next.instances.filter((each) => {
    const before = findInstance(old, each.instance.InstanceId);
    return before !== undefined && !isCounted(before) && isPending(each) && isCounted(each);
  });
  return hasty.map(({ instance }) => `${instance.InstanceId} takes a place before it serves.`);
}

function goes(old: GroupDocument, next: GroupDocument, why: RegExp): readonly ManagedInstance[] {
  return next.instances.filter((each) => {
    const before = findInstance(old, each.instance.InstanceId);
    if (before === undefined || !isInState(before, 'InService') || !isTerminating(each))
      return false;
    const activity = next.activities.find(({ ActivityId }) => ActivityId === each.ActivityId);
    return why.test(activity?.Cause ?? '');
  });
}

/** How long a group may take that is to have nothing, and need not ask. */
const emptyMilliseconds = 120_000;

/** Sees that groups whose maximum is nothing have nothing soon, whatever hooks would wait for. */
export class EmptinessAuditor {
  private readonly since = new Map<string, Date>();

  faults(groups: Iterable<GroupDocument>, now: Date): readonly string[] {
    const faults: string[] = [];
    for (const document of groups) {
      const { AutoScalingGroupARN, AutoScalingGroupName } = document.group;
      const left = document.instances.filter(isLiving);
      if (left.length === 0 || !isToBeEmpty(document)) {
        this.since.delete(AutoScalingGroupARN);
        continue;
      }
      const since = this.since.get(AutoScalingGroupARN) ?? now;
      this.since.set(AutoScalingGroupARN, since);
      if (now.getTime() - since.getTime() <= emptyMilliseconds) continue;
      faults.push(`${AutoScalingGroupName} still has ${left.length}, and may have none.`);
    }
    return faults;
  }
}

function isToBeEmpty({ group, instances }: GroupDocument): boolean {
  const isHeld = group.SuspendedProcesses.some(({ ProcessName }) => ProcessName === 'Terminate');
  const isProtected = instances.some(({ instance }) => instance.ProtectedFromScaleIn);
  return (
    group.MaxSize === 0 && !isHeld && !isProtected && !group.TerminationPolicies.some(isFunction)
  );
}
