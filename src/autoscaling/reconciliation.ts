import { isEnded } from './activity.js';
import { convergeCapacity } from './capacity-convergence.js';
import { settleCooldown } from './cooldown.js';
import { noteNomination, settleNomination } from './custom-termination.js';
import { type GroupDocument, isDeleting, type ManagedInstance } from './group-document.js';
import { noteMetricsMinute } from './group-metrics.js';
import { graceEnd } from './health.js';
import { launchesHeldUntil } from './launch-backoff.js';
import { noteTemplates } from './launch-template.js';
import { isInState } from './lifecycle.js';
import { lifetimeStarts } from './lifetime.js';
import { settleWaits } from './lifecycle-settlement.js';
import { openWaits, waitsUntil } from './lifecycle-wait.js';
import { noteObservations } from './observation.js';
import { withdrawLeaders } from './idle-leaders.js';
import { alignMarkets } from './market-alignment.js';
import { readyTimes } from './readiness.js';
import { balanceZones, countBalancing } from './rebalancing.js';
import { replaceUnhealthy } from './replacement.js';
import { noteServedCapacity } from './served-capacity.js';
import { finishMoves } from './standby.js';
import { launchSuccessors, settleSuccession } from './succession.js';
import type { Step, Turn } from './turn.js';

/**
 * One turn of a group: what its instances were seen to be is written down, what is unhealthy is
 * taken out, and launches and terminations begin until the group has the capacity that it desires,
 * balanced over its zones. All of that is a change of the group's document; what the launcher must
 * be told follows from it. A turn that finds nothing to do gives back the very document.
 */
export function reconcile(document: GroupDocument, turn: Turn): GroupDocument {
  const next = stepped(document, turn);
  return next === document ? dueAt(next, nextDeadline(next, turn)) : withNextLook(next, turn);
}

/**
 * What a turn has left says when it is to be looked at: at once where another turn may find more to
 * do, so that a crash between the two leaves that to the next beat. The same document if it says so
 * already.
 */
export function withNextLook(document: GroupDocument, turn: Turn): GroupDocument {
  const goesOn = hasToHandOver(document) || !isSettled(document, turn);
  return dueAt(document, goesOn ? turn.now : nextDeadline(document, turn));
}

/**
 * Whether another turn that sees the same would change nothing. An answer of a function always
 * changes something, so that what it leaves is not settled: the function may have more to say.
 */
function isSettled(document: GroupDocument, turn: Turn): boolean {
  return stepped(document, turn) === document;
}

function hasToHandOver({ activities, notices = [] }: GroupDocument): boolean {
  return notices.length > 0 || activities.some(isEnded);
}

function dueAt(document: GroupDocument, due: Date | undefined): GroupDocument {
  return sameTime(due, document.due) ? document : { ...document, due };
}

function stepped(document: GroupDocument, turn: Turn): GroupDocument {
  return steps.reduce((current, step) => step(current, turn), document);
}

const steps: readonly Step[] = [
  noteTemplates,
  noteNomination,
  settleWaits,
  noteObservations,
  finishMoves,
  withdrawLeaders,
  countBalancing,
  replaceUnhealthy,
  settleSuccession,
  convergeCapacity,
  balanceZones,
  alignMarkets,
  launchSuccessors,
  settleNomination,
  settleCooldown,
  noteServedCapacity,
  noteMetricsMinute,
];

/** While instances change without the launcher knowing when, they are looked at this often. */
const watchMilliseconds = 1_000;

/** When the group must next be looked at; undefined for one that is quiet. */
function nextDeadline(document: GroupDocument, turn: Turn): Date | undefined {
  const { now } = turn;
  const { instances, refusals, metricsDueAt } = document;
  const times: (Date | undefined)[] = [metricsDueAt, launchesHeldUntil(document)];
  for (const managed of instances) noteDeadlines(times, managed, { document, turn });
  // What is ready now has been counted as such.
  times.push(...readyTimes(document).filter((at) => at !== undefined && at > now));
  times.push(...lifetimeStarts(document).values());
  times.push(...refusals.map(({ retryAt }) => retryAt), document.nomination?.retryAt);
  if (isDeleting(document)) times.push(soonAfter(now));
  if (hasToHandOver(document)) times.push(now);
  return earliestAfter(times, now);
}

/** Those of one instance; most are in service, and wait for nothing. */
function noteDeadlines(
  times: (Date | undefined)[],
  managed: ManagedInstance,
  { document, turn }: { readonly document: GroupDocument; readonly turn: Turn },
): void {
  const seen = turn.observed.get(managed.instance.InstanceId);
  if (managed.waits !== undefined) times.push(...openWaits(managed).map(waitsUntil));
  if (isInState(managed, 'Pending')) {
    times.push(seen?.changesAt ?? soonAfter(turn.now));
  } else if (isInState(managed, 'Terminating', 'Terminating:Proceed')) {
    // What still runs has yet to be told, and does not change for that when it says.
    const isEnding = seen?.state === 'shutting-down';
    times.push((isEnding ? seen.changesAt : undefined) ?? soonAfter(turn.now));
  } else if (isInState(managed, 'InService') && managed.unhealthyBecause === undefined) {
    // An unhealthy one waits for others to come or go, which have times of their own.
    if (seen?.status === 'impaired') times.push(graceEnd(document, managed));
    times.push(seen?.changesAt);
  }
}

function soonAfter(now: Date): Date {
  return new Date(now.getTime() + watchMilliseconds);
}

function earliestAfter(times: readonly (Date | undefined)[], now: Date): Date | undefined {
  let earliest: Date | undefined;
  for (const time of times) {
    if (time === undefined || time < now) continue;
    if (earliest === undefined || time < earliest) earliest = time;
  }
  return earliest;
}

function sameTime(a: Date | undefined, b: Date | undefined): boolean {
  return a?.getTime() === b?.getTime();
}
