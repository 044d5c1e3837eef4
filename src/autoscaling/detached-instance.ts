import { type Key, keyOf, type Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import { validationError } from './errors.js';
import type { ManagedInstance } from './group-document.js';

/** An instance that has left its group and lives on, as it was when it left. */
export interface DetachedDocument extends Document {
  readonly managed: ManagedInstance;
  /** The group that is about to take it. */
  readonly claim?: Claim | undefined;
}

interface Claim {
  readonly AutoScalingGroupName: string;
  readonly at: Date;
}

export function detachedKey(scope: Scope, InstanceId: string): Key<DetachedDocument> {
  return keyOf(scope, detachedKind, InstanceId);
}

export const detachedKind = 'detached-instance';

/**
 * Of two groups that would take it at once, the first has it. A claim that came to nothing, since
 * its server ended, holds for a minute only.
 */
export function claimedDetached(document: DetachedDocument, claim: Claim): DetachedDocument {
  const { managed, claim: other } = document;
  const isOpen =
    other === undefined ||
    other.AutoScalingGroupName === claim.AutoScalingGroupName ||
    other.at.getTime() + claimMilliseconds <= claim.at.getTime();
  if (!isOpen) throw alreadyPart(managed.instance.InstanceId, other.AutoScalingGroupName);
  return { ...document, claim };
}

const claimMilliseconds = 60_000;

export function alreadyPart(InstanceId: string, AutoScalingGroupName: string): Error {
  return validationError(
    `The Instance: ${InstanceId} is already part of AutoScalingGroup:${AutoScalingGroupName}`,
  );
}
