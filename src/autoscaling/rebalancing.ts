import { done, sentence } from './cause.js';
import { type GroupDocument, type ManagedInstance, withInstance } from './group-document.js';
import { withTrigger } from './group.js';
import { chooseInstance, chooseSuccessor, type InstanceChoice } from './instance-choice.js';
import { isRefusing } from './launch-backoff.js';
import { withLaunch } from './launch.js';
import { isMovable, leadingUnitsMax, mayLead } from './leading.js';
import { type MaintenanceBounds, maintenanceBounds } from './maintenance-policy.js';
import { surplusOf } from './overage.js';
import { counted, countsByZone, emptiest, isEnabledZone, isLeading, zonesOf } from './placement.js';
import { isSuspended } from './process.js';
import { isKeptReady, isReady } from './readiness.js';
import { isTooHeavy, withSuccession } from './succession.js';
import { withTermination } from './termination.js';
import { chooseTermination } from './termination-policy.js';
import type { Step } from './turn.js';
import { unitsOf, weightOf } from './units.js';

/**
 * Zones whose instances differ by more than one are balanced, and instances leave zones that the
 * group has no more: another instance is launched where there are too few, and only when that is
 * ready does the group, which then has more than it desires, terminate one where there are too
 * many. At most a tenth of the maximum size, and at least one, is under way at a time, unless a
 * maintenance policy says how much more the group may be, or that an instance goes first.
 */
export const balanceZones: Step = (document, { now }) => {
  if (!mayBalance(document) || document.succession !== undefined) return document;
  const leaving = nextMove(document, now)?.leaving;
  if (leaving === undefined) return document;
  const bounds = maintenanceBounds(document);
  const surplusMax = leadingUnitsMax(document, bounds);
  if (isTooHeavy(document, leaving)) return withSuccession(document, leaving, 'balance');
  if (bounds !== undefined && surplusMax === 0) return thinnedOut(document, { bounds, now });
  let current = document;
  for (;;) {
    const move = nextMove(current, now);
    if (move === undefined || isTooHeavy(current, move.leaving)) return current;
    const { from, to, choice } = move;
    const surplus = unitsOf(current.instances.filter(isLeading));
    const weight = Number(choice?.WeightedCapacity ?? 1);
    // One may be under way, however much it weighs.
    if (surplus > 0 && surplus + weight > surplusMax) return current;
    const text = isEnabledZone(current, from)
      ? done.balancing(zonesOf(current, from, to))
      : done.migrating(zonesOf(current, from));
    current = withLaunch(current, {
      AvailabilityZone: to,
      choice,
      launchedFor: 'balance',
      triggers: [],
      sentences: [sentence(now, text)],
      now,
    });
  }
};

interface Within {
  readonly bounds: MaintenanceBounds;
  readonly now: Date;
}

/** An instance leaves the fullest zone, and the group, which misses it, launches elsewhere. */
function thinnedOut(document: GroupDocument, { bounds, now }: Within): GroupDocument {
  let current = document;
  for (;;) {
    const from = nextMove(current, now)?.from;
    if (from === undefined) return current;
    const chosen = chooseIn(current, from, now);
    if (chosen === undefined || isKeptReady(current, chosen, { bounds, now })) return current;
    const text = done.thinnedOut(zonesOf(current, from));
    const selected = done.selected(chosen.instance.InstanceId);
    const sentences = [sentence(now, text), sentence(now, selected)];
    current = withTermination(current, chosen, { triggers: [], sentences, now });
  }
}

/** The zone that nothing leaves, since a maintenance policy keeps so much in service. */
export function zoneKeptReady(
  document: GroupDocument,
  bounds: MaintenanceBounds,
  now: Date,
): string | undefined {
  const move = nextMove(document, now);
  if (move === undefined || leadingUnitsMax(document, bounds) > 0) return undefined;
  if (isTooHeavy(document, move.leaving)) return undefined;
  const chosen = chooseIn(document, move.from, now);
  return chosen && isKeptReady(document, chosen, { bounds, now }) ? move.from : undefined;
}

/** The one that would go first; should that be in another zone for its market, the first there. */
function chooseIn(document: GroupDocument, zone: string, now: Date): ManagedInstance | undefined {
  const chosen = chooseTermination(document, now);
  if (chosen?.instance.AvailabilityZone === zone) return chosen;
  const there = document.instances.filter(({ instance }) => instance.AvailabilityZone === zone);
  return chooseTermination({ ...document, instances: there }, now);
}

/** Who was launched for balance counts when it is ready: then another has to go. */
export const countBalancing: Step = (document, { now }) => {
  const ready = document.instances.filter(
    (managed) => isLeading(managed) && isReady(document, managed, now),
  );
  if (ready.length === 0 || document.succession !== undefined) return document;
  const settled = ready.reduce(
    (current, managed) => withInstance(current, counted(managed)),
    document,
  );
  const zones = zonesThatShrink(settled, now);
  if (zones.length === 0) return settled;
  const isForZones = ready.some(({ launchedFor }) => launchedFor === 'balance');
  const text = isForZones ? done.balanced(zones) : done.aligned();
  return withTrigger(settled, { sentence: sentence(now, text) });
};

/** Where instances will be terminated, since there are more than the group desires. */
function zonesThatShrink(document: GroupDocument, now: Date): readonly string[] {
  const zones = new Set<string>();
  let current = document;
  for (;;) {
    const surplus = surplusOf(current);
    const chosen = surplus > 0 ? chooseTermination(current, now, surplus) : undefined;
    if (chosen === undefined) return [...zones];
    zones.add(chosen.instance.AvailabilityZone);
    const instances = current.instances.filter((managed) => managed !== chosen);
    current = { ...current, instances };
  }
}

function mayBalance(document: GroupDocument): boolean {
  return !isSuspended(document.group, 'AZRebalance') && mayLead(document);
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly leaving: ManagedInstance;
  /** Of a mixed group. */
  readonly choice: InstanceChoice | undefined;
}

/** Whether an instance would move, if it might. */
export function isUnbalanced(document: GroupDocument, now: Date): boolean {
  return nextMove(document, now) !== undefined;
}

/** One that the group has no more, or that has too many. */
export function fullZone(document: GroupDocument): string | undefined {
  const counts = [...countsByZone(document)];
  const removed = counts.find(([zone, count]) => count > 0 && !isEnabledZone(document, zone));
  const sizes = counts.map(([, count]) => count);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const [zone] =
    removed ?? (most - least > 1 ? counts.find(([, count]) => count === most) : undefined) ?? [];
  return zone;
}

function nextMove(document: GroupDocument, now: Date): Move | undefined {
  const leadingCount = document.instances.filter(isLeading).length;
  // Hardly any group has a zone to leave, and that is soon seen.
  if (leadingCount === 0 && fullZone(document) === undefined) return undefined;
  const next = leaverBehind(document, leadingCount);
  if (next === undefined) return undefined;
  const { from, leaving, counts } = next;
  const { AvailabilityZones } = document.group;
  const open = AvailabilityZones.filter((zone) => !isRefusing(document, zone, now));
  const to = emptiest(open, counts);
  if (to === undefined || !isOutOfBalance(document, { from, to, counts })) return undefined;
  const move = { from, to, leaving, choice: undefined };
  const isOfOneType = chooseInstance(document, to, now) === undefined;
  if (isOfOneType || isTooHeavy(document, leaving)) return move;
  const choice = chooseSuccessor(document, leaving, { AvailabilityZone: to, now });
  return choice && { ...move, choice };
}

/** The first one that leaves when those have left whose places are being taken. */
function leaverBehind(document: GroupDocument, leadingCount: number): Leaver | undefined {
  let ahead = leadingCount;
  for (const leaver of leaversOf(document)) {
    if (ahead === 0) return leaver;
    ahead -= 1;
  }
  return undefined;
}

interface Leaver {
  readonly from: string;
  readonly leaving: ManagedInstance;
  /** How many instances each zone has by then; who comes meanwhile may be added. */
  readonly counts: Map<string, number>;
}

/**
 * Those that leave for the balance of zones, each as if the ones before had gone: out of a zone
 * that the group has no more, or of the one that holds the most, and of those that may go the
 * lightest.
 */
export function* leaversOf(document: GroupDocument): Generator<Leaver, undefined, undefined> {
  const counts = countsByZone(document);
  const movable = movableByZone(document);
  for (;;) {
    const from = zoneToLeave(document, [...movable.keys()], counts);
    const those = from === undefined ? [] : (movable.get(from) ?? []);
    const leaving = those.pop();
    if (from === undefined || leaving === undefined) return undefined;
    if (those.length === 0) movable.delete(from);
    yield { from, leaving, counts };
    counts.set(from, (counts.get(from) ?? 0) - 1);
  }
}

/** Those that may leave each zone, the lightest last. */
function movableByZone(document: GroupDocument): Map<string, ManagedInstance[]> {
  const byZone = new Map<string, ManagedInstance[]>();
  for (const managed of document.instances) {
    if (isLeading(managed) || !isMovable(document, managed)) continue;
    const { AvailabilityZone } = managed.instance;
    const those = byZone.get(AvailabilityZone);
    if (those === undefined) byZone.set(AvailabilityZone, [managed]);
    else those.push(managed);
  }
  for (const those of byZone.values()) those.sort((a, b) => weightOf(a) - weightOf(b)).reverse();
  return byZone;
}

function zoneToLeave(
  document: GroupDocument,
  zones: readonly string[],
  counts: ReadonlyMap<string, number>,
): string | undefined {
  const left = (zone: string): number => counts.get(zone) ?? 0;
  const removed = zones.find((zone) => !isEnabledZone(document, zone));
  return (
    removed ??
    zones.reduce<string | undefined>(
      (most, zone) => (most === undefined || left(zone) > left(most) ? zone : most),
      undefined,
    )
  );
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly counts: ReadonlyMap<string, number>;
}

/** Whether it is worth a move, be it of one that leaves a zone which the group has no more. */
export function isOutOfBalance(document: GroupDocument, { from, to, counts }: Way): boolean {
  if (!isEnabledZone(document, from)) return true;
  return (counts.get(from) ?? 0) - (counts.get(to) ?? 0) > 1;
}
