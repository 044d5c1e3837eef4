import { validationError } from './errors.js';
import type { GroupDocument, ManagedInstance } from './group-document.js';

import type { Step } from './turn.js';
import { unitsOf } from './units.js';

/**
 * The metrics of a group, one value a minute each, for as long as their collection is enabled.
 * Instances are counted, and capacities are the sums of their weights.
 */
export const groupMetricNames = [
  'GroupMinSize',
  'GroupMaxSize',
  'GroupDesiredCapacity',
  'GroupInServiceInstances',
  'GroupPendingInstances',
  'GroupStandbyInstances',
  'GroupTerminatingInstances',
  'GroupTotalInstances',
  'GroupInServiceCapacity',
  'GroupPendingCapacity',
  'GroupStandbyCapacity',
  'GroupTerminatingCapacity',
  'GroupTotalCapacity',
  'GroupTerminatingRetainedInstances',
  'GroupTerminatingRetainedCapacity',
  'WarmPoolDesiredCapacity',
  'WarmPoolWarmedCapacity',
  'WarmPoolPendingCapacity',
  'WarmPoolTerminatingCapacity',
  'WarmPoolTotalCapacity',
  'GroupAndWarmPoolDesiredCapacity',
  'GroupAndWarmPoolTotalCapacity',
] as const;

export type GroupMetricName = (typeof groupMetricNames)[number];

const minute = 60_000;

/** Each minute is told once: the document says first that it is, and the values go out then. */
export const noteMetricsMinute: Step = (document, { now }) => {
  const { metricsDueAt } = document;
  if (document.group.EnabledMetrics.length === 0) {
    return metricsDueAt === undefined ? document : { ...document, metricsDueAt: undefined };
  }
  const next = new Date((minuteOf(now) + 1) * minute);
  // One that lies further ahead was set before the clock went back.
  if (metricsDueAt !== undefined && metricsDueAt > now && metricsDueAt <= next) return document;
  return { ...document, metricsDueAt: next };
};

/** Whether a turn has begun a minute whose values are to go out. */
export function isMetricsMinute(before: GroupDocument, after: GroupDocument): boolean {
  return before.metricsDueAt !== undefined && isLater(after.metricsDueAt, before.metricsDueAt);
}

export interface MetricValue {
  readonly MetricName: string;
  readonly value: number;
}

export function groupMetrics(document: GroupDocument): readonly MetricValue[] {
  const { group, instances } = document;
  const values = valuesOf(document, instances);
  return group.EnabledMetrics.flatMap(({ Metric }) => {
    const name = groupMetricNames.find((each) => each === Metric);
    return name === undefined ? [] : [{ MetricName: name, value: values[name] ?? 0 }];
  });
}

/** What is missing is 0: there is no warm pool. */
function valuesOf(
  { group }: GroupDocument,
  instances: readonly ManagedInstance[],
): Partial<Record<GroupMetricName, number>> {
  const inPhase = (phase: Phase): readonly ManagedInstance[] =>
    instances.filter((managed) => phaseOf(managed) === phase);
  const count = (phase: Phase): number => inPhase(phase).length;
  const units = (phase: Phase): number => unitsOf(inPhase(phase));
  const counted = instances.filter((managed) => phaseOf(managed) !== undefined);
  return {
    GroupMinSize: group.MinSize,
    GroupMaxSize: group.MaxSize,
    GroupDesiredCapacity: group.DesiredCapacity,
    GroupInServiceInstances: count('InService'),
    GroupInServiceCapacity: units('InService'),
    GroupPendingInstances: count('Pending'),
    GroupPendingCapacity: units('Pending'),
    GroupStandbyInstances: count('Standby'),
    GroupStandbyCapacity: units('Standby'),
    GroupTerminatingInstances: count('Terminating'),
    GroupTerminatingCapacity: units('Terminating'),
    GroupTerminatingRetainedInstances: count('Retained'),
    GroupTerminatingRetainedCapacity: units('Retained'),
    GroupTotalInstances: counted.length,
    GroupTotalCapacity: unitsOf(counted),
    GroupAndWarmPoolDesiredCapacity: group.DesiredCapacity,
    GroupAndWarmPoolTotalCapacity: unitsOf(counted),
  };
}

const phases = ['InService', 'Pending', 'Standby', 'Terminating'] as const;
type Phase = (typeof phases)[number] | 'Retained';

/** Undefined on the way from one to another. */
function phaseOf({ instance: { LifecycleState } }: ManagedInstance): Phase | undefined {
  if (LifecycleState === 'Terminating:Retained') return 'Retained';
  return phases.find((phase) => LifecycleState.startsWith(phase));
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / minute);
}

function isLater(a: Date | undefined, b: Date): boolean {
  return a !== undefined && a > b;
}

/** None named means all of them. */
export function chosenMetrics(names: readonly string[] | undefined): readonly GroupMetricName[] {
  if (names === undefined || names.length === 0) return groupMetricNames;
  return names.map((name) => {
    const known = groupMetricNames.find((each) => each === name);
    if (known !== undefined) return known;
    throw validationError(`Valid metrics collection types are: [${groupMetricNames.join(', ')}]`);
  });
}
