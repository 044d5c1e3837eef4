import { done, sentence } from './cause.js';
import type { GroupDocument, ManagedInstance } from './group-document.js';
import { findingTexts, type HealthFinding } from './health.js';
import { isPending } from './lifecycle.js';
import { desiredCapacity } from './placement.js';
import { isSuspended } from './process.js';
import { withTermination } from './termination.js';
import type { Step } from './turn.js';

/**
 * Unhealthy instances are terminated, and others are launched in their place. So that a group does
 * not lose its capacity over a health check that errs, at most a tenth of the desired capacity is
 * replaced at a time; instances that do not run any more are of no use and go at once. Instances
 * that outlive MaxInstanceLifetime go the same way, unless they are protected from scaling in.
 */
export const replaceUnhealthy: Step = (document, turn) => {
  if (isSuspended(document.group, 'ReplaceUnhealthy')) return document;
  if (isSuspended(document.group, 'Terminate')) return document;
  const unfit = document.instances.flatMap((managed) => {
    const finding = unfitBecause(document, managed, turn.now);
    return finding === undefined ? [] : [{ managed, finding }];
  });
  const gone = unfit.filter(({ finding }) => finding === 'ended');
  const running = unfit.filter(({ finding }) => finding !== 'ended');
  const atOnce = Math.max(1, Math.floor(desiredCapacity(document) / 10));
  const free = Math.max(0, atOnce - replacementsUnderWay(document));
  return [...gone, ...running.slice(0, free)].reduce((current, { managed, finding }) => {
    const text = done.foundUnfit(findingTexts[finding]);
    const sentences = [sentence(turn.now, text)];
    const taken = withTermination(current, managed, { triggers: [], sentences, now: turn.now });
    return { ...taken, replacementsOwed: taken.replacementsOwed + 1 };
  }, document);
};

function unfitBecause(
  document: GroupDocument,
  managed: ManagedInstance,
  now: Date,
): HealthFinding | undefined {
  const { instance, unhealthyBecause } = managed;
  if (instance.LifecycleState !== 'InService') return undefined;
  if (unhealthyBecause !== undefined) return unhealthyBecause;
  const end = lifetimeEnd(document, managed);
  const isOver = end !== undefined && end <= now && !instance.ProtectedFromScaleIn;
  return isOver ? 'outlived' : undefined;
}

export function lifetimeEnd(
  { group: { MaxInstanceLifetime } }: GroupDocument,
  { launchedAt }: ManagedInstance,
): Date | undefined {
  if (MaxInstanceLifetime === undefined) return undefined;
  return new Date(launchedAt.getTime() + MaxInstanceLifetime * 1000);
}

function replacementsUnderWay({ instances, replacementsOwed }: GroupDocument): number {
  const launching = instances.filter(
    (managed) => isPending(managed) && managed.launchedFor === 'replacement',
  );
  return launching.length + replacementsOwed;
}
