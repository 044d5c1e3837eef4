import { isAtCapacity } from './at-capacity.js';
import { functionOf } from './custom-termination.js';
import { type GroupDocument, isDeleting } from './group-document.js';
import type { Hold } from './holds.js';
import { isPending } from './lifecycle.js';
import { keptText, maintenanceBounds } from './maintenance-policy.js';
import { isLeading, isLiving } from './placement.js';
import { isSuspended } from './process.js';
import { fullZone, isUnbalanced, zoneKeptReady } from './rebalancing.js';

/**
 * Why a group that has what it desires has it not in the zones where it belongs. Nothing is told
 * while another instance is on its way there.
 */
export function balanceHold(document: GroupDocument, now: Date): Hold | undefined {
  if (!isAtCapacity(document) || isDeleting(document)) return undefined;
  const mayMove = document.succession === undefined && isUnbalanced(document, now);
  const processes = ['AZRebalance', 'Launch', 'Terminate'] as const;
  const process = processes.find((each) => isSuspended(document.group, each));
  if (process !== undefined && mayMove) {
    return { because: `zones are not balanced while the process ${process} is suspended` };
  }
  const bounds = mayMove ? maintenanceBounds(document) : undefined;
  const kept = bounds && zoneKeptReady(document, bounds, now);
  if (bounds !== undefined && kept !== undefined) {
    return { because: `instances stay in ${kept}: ${keptText(bounds)}` };
  }
  const zone = mayMove || isUnderWay(document) ? undefined : fullZone(document);
  return zone === undefined ? undefined : stayHold(document, zone, now);
}

/** Of several that take one place, some may wait for others that cannot be launched. */
function isUnderWay({ instances, succession }: GroupDocument): boolean {
  return instances.some(
    (managed) => isLeading(managed) && (succession === undefined || isPending(managed)),
  );
}

function stayHold(document: GroupDocument, zone: string, now: Date): Hold | undefined {
  const { group, instances, nomination, refusals } = document;
  const what = `instances stay in ${zone}`;
  const there = instances.filter(
    (managed) => isLiving(managed) && managed.instance.AvailabilityZone === zone,
  );
  if (there.every(({ instance }) => instance.ProtectedFromScaleIn)) {
    return { because: `${what}: they are protected from scale-in` };
  }
  if (there.some(({ instance }) => instance.LifecycleState !== 'InService')) return undefined;
  if (functionOf(group) !== undefined) {
    const because = nomination?.because ?? 'the termination policy names no instance that may go';
    return { because: `${what}: ${because}`, until: nomination?.retryAt };
  }
  const times = refusals.filter(({ retryAt }) => retryAt > now).map(({ retryAt }) => retryAt);
  if (times.length === 0) return undefined;
  const until = new Date(Math.min(...times.map((time) => time.getTime())));
  return { because: `${what}: launches were refused in other zones`, until };
}
