import type { LifecycleState } from '@aws-sdk/client-auto-scaling';
import type { ManagedInstance } from './group-document.js';

/**
 * The life of an instance ("Amazon EC2 Auto Scaling instance lifecycle"):
 *
 *     Pending -> [Pending:Wait -> Pending:Proceed] -> InService
 *     InService -> EnteringStandby -> Standby -> Pending -> InService
 *     InService, Standby -> Detaching -> (a member no more)
 *     any -> Terminating -> [Terminating:Wait -> Terminating:Proceed] -> (a member no more)
 *
 * The states in brackets are those of lifecycle hooks. `Pending:Proceed` is passed within a turn,
 * since nothing is left to be done in it.
 */
export function isInState(
  { instance }: Pick<ManagedInstance, 'instance'>,
  ...states: readonly LifecycleState[]
): boolean {
  return states.includes(instance.LifecycleState);
}

/** On the way to its service. */
export function isPending(managed: Pick<ManagedInstance, 'instance'>): boolean {
  const { LifecycleState: state } = managed.instance;
  return state === 'Pending' || state === 'Pending:Wait' || state === 'Pending:Proceed';
}

/** On the way to its end. */
export function isTerminating(managed: Pick<ManagedInstance, 'instance'>): boolean {
  return isInState(managed, 'Terminating', 'Terminating:Wait', 'Terminating:Proceed');
}
