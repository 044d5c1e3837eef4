import type { SuspendedProcess } from '@aws-sdk/client-auto-scaling';
import { isoSecond } from './cause.js';
import type { Group } from './group-document.js';
import { validationError } from './errors.js';

/** The processes of a group that a user may suspend, in AWS's order. */
export const processNames = [
  'AZRebalance',
  'AddToLoadBalancer',
  'AlarmNotification',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
] as const;

export type ProcessName = (typeof processNames)[number];

export function isSuspended(
  { SuspendedProcesses }: Pick<Group, 'SuspendedProcesses'>,
  name: ProcessName,
): boolean {
  return SuspendedProcesses.some(({ ProcessName }) => ProcessName === name);
}

/** A process that is suspended already keeps the time and the reason of that. */
export function withProcessesSuspended(
  group: Group,
  names: readonly string[] | undefined,
  now: Date,
): Group {
  const SuspensionReason = `User suspended at ${isoSecond(now)}`;
  const added = chosenProcesses(names)
    .filter((name) => !isSuspended(group, name))
    .map((ProcessName): SuspendedProcess => ({ ProcessName, SuspensionReason }));
  return { ...group, SuspendedProcesses: [...group.SuspendedProcesses, ...added] };
}

export function withProcessesResumed(group: Group, names: readonly string[] | undefined): Group {
  const resumed = new Set<string>(chosenProcesses(names));
  const SuspendedProcesses = group.SuspendedProcesses.filter(
    ({ ProcessName }) => !resumed.has(ProcessName ?? ''),
  );
  return { ...group, SuspendedProcesses };
}

/** None named means all of them. */
function chosenProcesses(names: readonly string[] | undefined): readonly ProcessName[] {
  if (names === undefined || names.length === 0) return processNames;
  const meant = [...new Set(names)].filter((name) => name !== formerProcess);
  return meant.map((name) => {
    const known = processNames.find((each) => each === name);
    if (known === undefined) {
      throw validationError(`'${name}' is not a valid process. ${knownProcesses}`);
    }
    return known;
  });
}

/** AWS still takes it, and does nothing. */
const formerProcess = 'RemoveFromLoadBalancerLowPriority';

const knownProcesses = `Valid processes are: [${processNames.join(', ')}]`;
