import { done, sentence } from './cause.js';
import type { GroupDocument, ManagedInstance } from './group-document.js';
import { findingTexts } from './health.js';
import { desiredCapacity } from './placement.js';
import { isSuspended } from './process.js';
import { withTermination } from './termination.js';
import type { Step } from './turn.js';

/**
 * Unhealthy instances are terminated, and others are launched in their place. So that a group does
 * not lose its capacity over a health check that errs, at most a tenth of the desired capacity is
 * replaced at a time; instances that do not run any more are of no use and go at once.
 */
export const replaceUnhealthy: Step = (document, turn) => {
  if (isSuspended(document.group, 'ReplaceUnhealthy')) return document;
  if (isSuspended(document.group, 'Terminate')) return document;
  const unfit = document.instances.filter(isUnfit);
  const gone = unfit.filter(({ unhealthyBecause }) => unhealthyBecause === 'ended');
  const running = unfit.filter(({ unhealthyBecause }) => unhealthyBecause !== 'ended');
  const atOnce = Math.max(1, Math.floor(desiredCapacity(document) / 10));
  const free = Math.max(0, atOnce - replacementsUnderWay(document));
  return [...gone, ...running.slice(0, free)].reduce((current, managed) => {
    const finding = managed.unhealthyBecause;
    if (finding === undefined) return current;
    const text = done.foundUnfit(findingTexts[finding]);
    const sentences = [sentence(turn.now, text)];
    const taken = withTermination(current, managed, { triggers: [], sentences, now: turn.now });
    return { ...taken, replacementsOwed: taken.replacementsOwed + 1 };
  }, document);
};

function isUnfit({ instance, unhealthyBecause }: ManagedInstance): boolean {
  return instance.LifecycleState === 'InService' && unhealthyBecause !== undefined;
}

function replacementsUnderWay({ instances, replacementsOwed }: GroupDocument): number {
  const launching = instances.filter(
    ({ instance, launchedFor }) =>
      instance.LifecycleState === 'Pending' && launchedFor === 'replacement',
  );
  return launching.length + replacementsOwed;
}
