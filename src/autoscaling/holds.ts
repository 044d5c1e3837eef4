import { isAtCapacity } from './at-capacity.js';
import { balanceHold } from './balance-hold.js';
import { isEarly } from './early-replacement.js';
import { type GroupDocument, isDeleting } from './group-document.js';
import { launchesHeldUntil } from './launch-backoff.js';
import { isInState } from './lifecycle.js';
import { openWaits, waitsUntil } from './lifecycle-wait.js';
import { keptText, maintenanceBounds } from './maintenance-policy.js';
import { isSwapKept } from './market-alignment.js';
import { actualCapacity, chooseZone, desiredCapacity, isLeading } from './placement.js';
import { isSuspended, type ProcessName } from './process.js';
import { readyAt, readyTimes } from './readiness.js';
import { findUnfit, mayLeave, type Unfit } from './replacement.js';
import { unitsOf } from './units.js';

/**
 * What keeps a group from doing now what it would do otherwise. The steps of a turn ask before
 * they act, and whoever wants to know why nothing happened is told the same.
 */
export interface Hold {
  readonly because: string;
  /** When it ends by itself, if that is known. */
  readonly until?: Date | undefined;
}

export function launchHold(document: GroupDocument, now: Date): Hold | undefined {
  if (isSuspended(document.group, 'Launch')) return suspended('Launch');
  if (isDeleting(document)) return { because: 'the group is being deleted' };
  const until = launchesHeldUntil(document);
  if (until === undefined || until <= now) return undefined;
  return { because: 'instances ended as soon as they had begun', until };
}

/** A group that is being deleted by force ends its instances whatever is suspended. */
export function terminationHold(document: GroupDocument): Hold | undefined {
  if (isDeleting(document) || !isSuspended(document.group, 'Terminate')) return undefined;
  return suspended('Terminate');
}

/** All that holds the group after a turn; nothing of a group that has what it desires. */
export function holdsOf(document: GroupDocument, now: Date): readonly Hold[] {
  const holds = [
    capacityHold(document, now),
    replacementHold(document, now),
    balanceHold(document, now),
    alignmentHold(document, now),
    warmUpHold(document, now),
    hookHold(document),
    movingHold(document),
    cooldownHold(document, now),
  ];
  return holds.filter((hold) => hold !== undefined);
}

function capacityHold(document: GroupDocument, now: Date): Hold | undefined {
  if (isAtCapacity(document)) return undefined;
  if (actualCapacity(document) < desiredCapacity(document)) {
    return launchHold(document, now) ?? zoneHold(document, now);
  }
  if (document.isProtectionTold === true) {
    return { because: 'all remaining instances are protected from scale-in' };
  }
  return terminationHold(document) ?? nominationHold(document);
}

function nominationHold({ nomination }: GroupDocument): Hold | undefined {
  if (nomination?.because === undefined) return undefined;
  return { because: nomination.because, until: nomination.retryAt };
}

function zoneHold(document: GroupDocument, now: Date): Hold | undefined {
  if (chooseZone(document, now) !== undefined) return undefined;
  const times = document.refusals
    .filter(({ kind }) => kind === undefined)
    .map(({ retryAt }) => retryAt.getTime());
  return { because: 'launches were refused in the zones that are left', until: earliest(times) };
}

function replacementHold(document: GroupDocument, now: Date): Hold | undefined {
  const unfit = findUnfit(document, now);
  if (unfit.length === 0) return undefined;
  const processes = ['ReplaceUnhealthy', 'Terminate'] as const;
  const process = processes.find((each) => isSuspended(document.group, each));
  if (process !== undefined) return suspended(process);
  // What is only too old stays longer than what ails.
  if (unfit.every(({ managed, finding }) => !mayLeave(document, managed, finding))) {
    return isSuspended(document.group, 'Launch') ? suspended('Launch') : nominationHold(document);
  }
  const bounds = maintenanceBounds(document);
  if (bounds === undefined) return slowHold(document, unfit, now);
  // What warms up counts when it is ready, and then another may go.
  const times = readyTimes(document).flatMap((at) => (at && at > now ? [at.getTime()] : []));
  return { because: keptText(bounds), ...(times.length > 0 && { until: earliest(times) }) };
}

/** Without a maintenance policy, those at risk wait for others to come in their place. */
function slowHold(document: GroupDocument, unfit: readonly Unfit[], now: Date): Hold | undefined {
  const tenth = { because: 'at most a tenth of a group is replaced at a time' };
  const isSlow = ({ managed, finding }: Unfit): boolean =>
    finding !== 'interrupted' && mayLeave(document, managed, finding);
  if (unfit.some(isSlow)) return tenth;
  const atRisk = unfit.flatMap(({ managed, finding }) =>
    finding === 'interrupted' ? [managed] : [],
  );
  const early = unitsOf(document.instances.filter(isEarly));
  // What is launched in their place is told of by itself, until it is ready.
  if (early >= unitsOf(atRisk)) return undefined;
  if (isSuspended(document.group, 'Launch')) return suspended('Launch');
  const instances = document.instances.filter((managed) => !atRisk.includes(managed));
  return zoneHold({ ...document, instances }, now) ?? tenth;
}

/** A group that has what it desires, but not in the shares that an update has asked for. */
function alignmentHold(document: GroupDocument, now: Date): Hold | undefined {
  if (document.isAligning !== true || !isAtCapacity(document)) return undefined;
  const processes = ['Launch', 'Terminate'] as const;
  const process = processes.find((each) => isSuspended(document.group, each));
  const what = 'the shares of on demand and spot are not there yet';
  if (process !== undefined) return { because: `${what}: ${suspended(process).because}` };
  const bounds = maintenanceBounds(document);
  const isKept = bounds !== undefined && isSwapKept(document, bounds, now);
  return { because: isKept ? `${what}: ${keptText(bounds)}` : what };
}

/** Those that were launched before others leave are more than is desired until they are ready. */
function warmUpHold(document: GroupDocument, now: Date): Hold | undefined {
  const ahead = document.instances.filter((each) => isLeading(each) || isEarly(each));
  const times = ahead.flatMap((each) => readyAt(document, each) ?? []).filter((at) => at > now);
  if (times.length === 0) return undefined;
  const [count, are] = counted(times.length, 'instance');
  const until = earliest(times.map((at) => at.getTime()));
  return { because: `${count} ${are} warming up before others leave`, until };
}

function hookHold({ instances }: GroupDocument): Hold | undefined {
  const waits = instances.filter((managed) => managed.waits !== undefined).flatMap(openWaits);
  if (waits.length === 0) return undefined;
  const times = waits.flatMap((wait) => waitsUntil(wait)?.getTime() ?? []);
  const [count, are] = counted(waits.length, 'lifecycle action');
  return { because: `${count} ${are} waited for`, until: earliest(times) };
}

function movingHold({ instances }: GroupDocument): Hold | undefined {
  const states = ['Pending', 'Terminating', 'Terminating:Proceed'] as const;
  const moving = instances.filter((managed) => isInState(managed, ...states));
  if (moving.length === 0) return undefined;
  const [count, are] = counted(moving.length, 'instance');
  return { because: `${count} ${are} being launched or terminated` };
}

function cooldownHold({ cooldown }: GroupDocument, now: Date): Hold | undefined {
  // Once it is over, what still blocks is an activity, which is told of by itself.
  if (cooldown === undefined || (cooldown.until && cooldown.until <= now)) return undefined;
  return { because: 'simple scaling waits for its cooldown', until: cooldown.until };
}

function counted(count: number, what: string): readonly [string, 'is' | 'are'] {
  return count === 1 ? [`1 ${what}`, 'is'] : [`${count} ${what}s`, 'are'];
}

function suspended(process: ProcessName): Hold {
  return { because: `the process ${process} is suspended` };
}

function earliest(times: readonly number[]): Date | undefined {
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}
