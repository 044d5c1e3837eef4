import {
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
} from '../../src/autoscaling/group-document.js';
import type { Transition } from '../../src/autoscaling/lifecycle-hook.js';
import { expired } from '../../src/autoscaling/lifecycle-wait.js';

/** An instance before and after a write of its group. */
export interface Path {
  readonly old: GroupDocument;
  readonly next: GroupDocument;
  readonly managed: ManagedInstance;
  readonly moved: ManagedInstance | undefined;
  readonly now: Date;
}

/** What is wrong with the way that an instance went; undefined if nothing. */
export function pathFault(path: Path): string | undefined {
  const { managed, moved } = path;
  const from = managed.instance.LifecycleState;
  const to = moved?.instance.LifecycleState ?? 'gone';
  if (from !== to && !(paths[from] ?? []).includes(to)) return `No instance goes ${from} -> ${to}.`;
  return hookFault(path, to) ?? protectionFault(path, to);
}

/**
 * "Amazon EC2 Auto Scaling instance lifecycle". One write may hold several steps: an instance that
 * comes into service may be chosen to go in the same turn.
 */
const paths: Readonly<Record<string, readonly string[]>> = {
  Pending: ['Pending:Wait', 'InService', 'Terminating', 'Terminating:Wait', 'gone'],
  'Pending:Wait': ['InService', 'Terminating', 'Terminating:Wait', 'gone'],
  InService: ['EnteringStandby', 'Detaching', 'Terminating', 'Terminating:Wait'],
  EnteringStandby: ['Standby', 'Terminating', 'Terminating:Wait'],
  Standby: ['Pending', 'Detaching', 'Terminating', 'Terminating:Wait'],
  Detaching: ['gone'],
  Terminating: ['gone'],
  'Terminating:Wait': ['Terminating:Proceed', 'gone'],
  'Terminating:Proceed': ['gone'],
};

/** No hook is passed over, and none is left before it has ended. */
function hookFault({ old, managed, now }: Path, to: string): string | undefined {
  const from = managed.instance.LifecycleState;
  const waits = (managed.waits ?? []).map((wait) => expired(wait, now));
  const isAbandoned = waits.some(({ end }) => end?.result === 'ABANDON');
  const areOver = isAbandoned || waits.every(({ end }) => end !== undefined);
  switch (from) {
    case 'Pending':
      if (to !== 'InService' || managed.skipsHooks === true) return undefined;
      return hasHook(old, 'autoscaling:EC2_INSTANCE_LAUNCHING') ? 'It passed a hook.' : undefined;
    case 'Pending:Wait':
      if (to !== 'InService') return undefined;
      return areOver && !isAbandoned ? undefined : 'It did not wait for its hooks.';
    case 'Terminating:Wait':
      if (to === from) return undefined;
      return areOver ? undefined : 'It did not wait for its hooks.';
    default:
      if (to !== 'Terminating' || from === 'Terminating') return undefined;
      return hasHook(old, 'autoscaling:EC2_INSTANCE_TERMINATING') ? 'It passed a hook.' : undefined;
  }
}

function hasHook({ hooks = [] }: GroupDocument, transition: Transition): boolean {
  return hooks.some(({ LifecycleTransition }) => LifecycleTransition === transition);
}

/** Protection keeps an instance from scaling in, but from nothing else. */
function protectionFault({ next, managed, moved }: Path, to: string): string | undefined {
  const { ProtectedFromScaleIn, LifecycleState } = managed.instance;
  if (!ProtectedFromScaleIn || LifecycleState !== 'InService') return undefined;
  if (!to.startsWith('Terminating') || isDeleting(next)) return undefined;
  const activity = next.activities.find(({ ActivityId }) => ActivityId === moved?.ActivityId);
  const isScaleIn = activity?.Cause.includes('a difference between desired and actual capacity');
  return isScaleIn === true ? 'It was protected.' : undefined;
}
