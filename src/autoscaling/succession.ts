import { done, sentence } from './cause.js';
import { isEarly } from './early-replacement.js';
import {
  findInstance,
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
} from './group-document.js';
import { chooseInstance, heaviestOption, type InstanceChoice } from './instance-choice.js';
import { withTrigger } from './group.js';
import { withLaunch } from './launch.js';
import { mayLead } from './leading.js';
import { maintenanceBounds } from './maintenance-policy.js';
import type { Market } from './market.js';
import {
  actualCapacity,
  chooseZone,
  counted,
  desiredCapacity,
  isEnabledZone,
  isLeading,
  zonesOf,
} from './placement.js';
import { isSuspended } from './process.js';
import { readyWithout } from './readiness.js';
import { withTermination } from './termination.js';
import type { Step } from './turn.js';
import { weightOf } from './units.js';
import { withUnneeded } from './withdrawal.js';

/**
 * What is to leave its zone or its market may be heavier than all that its group launches now. Then
 * several take its place: they are launched as if it were gone already, and count, all together,
 * when the group serves what it desires without it; with that it goes. One leaves so at a time, and
 * only when no others lead, so that the group is never more than that one above what it desires,
 * and what the last launch is too heavy.
 */
export interface Succession {
  /** Of the one that leaves. */
  readonly InstanceId: string;
  readonly launchedFor: 'balance' | 'alignment';
}

/** Whether no single instance could take its place; one of its own market, if no other is named. */
export function isTooHeavy(
  document: GroupDocument,
  managed: ManagedInstance,
  market: Market = managed.market ?? 'on-demand',
): boolean {
  return weightOf(managed) > heaviestOption(document, market);
}

export function withSuccession(
  document: GroupDocument,
  { instance: { InstanceId } }: ManagedInstance,
  launchedFor: Succession['launchedFor'],
): GroupDocument {
  if (document.instances.some(isLeading)) return document;
  return { ...document, succession: { InstanceId, launchedFor } };
}

/** The rest follows in the next turn: no document may grow without bound at once. */
const launchesPerTurnMax = 100;

export const launchSuccessors: Step = (document, { now }) => {
  const { succession } = document;
  if (succession === undefined) return document;
  const leaver = leaverOf(document);
  if (leaver === undefined || !mayLead(document)) return document;
  const { launchedFor } = succession;
  let current = document;
  for (let launches = 0; launches < launchesPerTurnMax; launches++) {
    const later = withSuccessorsCounted(without(current, leaver));
    const AvailabilityZone = chooseZone(later, now);
    const isEnough = actualCapacity(later) >= leastWithout(current, leaver);
    if (isEnough || AvailabilityZone === undefined) return current;
    const choice = chooseInstance(later, AvailabilityZone, now);
    const text = launchText(current, leaver, { AvailabilityZone, choice });
    current = withLaunch(current, {
      ...{ AvailabilityZone, choice, launchedFor, now, triggers: [] },
      sentences: [sentence(now, text)],
    });
  }
  return current;
};

interface Successor {
  readonly AvailabilityZone: string;
  readonly choice: InstanceChoice | undefined;
}

function launchText(
  document: GroupDocument,
  { instance: { AvailabilityZone: from } }: ManagedInstance,
  { AvailabilityZone: to, choice }: Successor,
): string {
  if (document.succession?.launchedFor === 'alignment') {
    return done.aligning(choice?.market ?? 'on-demand');
  }
  return isEnabledZone(document, from)
    ? done.balancing(zonesOf(document, from, to))
    : done.migrating(zonesOf(document, from));
}

/** Where the one is gone already, or may not go any more, it ends as well. */
export const settleSuccession: Step = (document, { now }) => {
  const { succession } = document;
  if (succession === undefined) return document;
  const leaver = leaverOf(document);
  if (leaver === undefined || isHeld(document, succession)) return withSuccessorsIn(document, now);
  const instances = document.instances.filter((managed) => !isEarly(managed));
  const least = leastWithout(document, leaver);
  if (readyWithout({ ...document, instances }, leaver, now) < least) return document;
  const why = sentence(now, leaveText(document, leaver));
  const left = withTermination(document, leaver, {
    ...{ triggers: [], now },
    sentences: [why, sentence(now, done.selected(leaver.instance.InstanceId))],
  });
  const settled = withSuccessorsIn(left, now);
  const isComplete = actualCapacity(settled) >= desiredCapacity(settled);
  // The launch that follows happens for the same reason.
  return isComplete ? settled : withTrigger(settled, { sentence: why });
};

/** They take the places that are free; those of them that are not needed any more go. */
function withSuccessorsIn(document: GroupDocument, now: Date): GroupDocument {
  const successors = document.instances.filter(isLeading);
  return withUnneeded({ ...document, succession: undefined }, successors, now);
}

/**
 * What must serve when it goes: all that is desired, unless a maintenance policy allows the group
 * to miss something sooner than to have so much more meanwhile.
 */
function leastWithout(document: GroupDocument, leaver: ManagedInstance): number {
  const desired = desiredCapacity(document);
  const { unitsMin, unitsMax } = maintenanceBounds(document) ?? {
    unitsMin: desired,
    unitsMax: Infinity,
  };
  return Math.max(unitsMin, Math.min(desired, unitsMax - weightOf(leaver)));
}

function leaveText(
  document: GroupDocument,
  { instance: { AvailabilityZone }, market }: ManagedInstance,
): string {
  const isAlone = !document.instances.some(isLeading);
  if (document.succession?.launchedFor === 'balance') {
    return isAlone
      ? done.thinnedOut(zonesOf(document, AvailabilityZone))
      : done.balanced([AvailabilityZone]);
  }
  return isAlone ? done.misaligned(market === 'spot' ? 'on-demand' : 'spot') : done.aligned();
}

/** Undefined of one that is gone, is on its way out, or is protected by now. */
function leaverOf(document: GroupDocument): ManagedInstance | undefined {
  const { succession } = document;
  const leaver = succession && findInstance(document, succession.InstanceId);
  const { LifecycleState, ProtectedFromScaleIn } = leaver?.instance ?? {};
  return LifecycleState === 'InService' && ProtectedFromScaleIn !== true ? leaver : undefined;
}

function isHeld(document: GroupDocument, { launchedFor }: Succession): boolean {
  const processes = ['Launch', 'Terminate'] as const;
  const all = launchedFor === 'balance' ? ([...processes, 'AZRebalance'] as const) : processes;
  return isDeleting(document) || all.some((name) => isSuspended(document.group, name));
}

function without(document: GroupDocument, leaver: ManagedInstance): GroupDocument {
  return { ...document, instances: document.instances.filter((managed) => managed !== leaver) };
}

function withSuccessorsCounted(document: GroupDocument): GroupDocument {
  const instances = document.instances.map((managed) =>
    isLeading(managed) ? counted(managed) : managed,
  );
  return { ...document, instances };
}
