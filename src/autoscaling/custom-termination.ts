import { type ActivityStart, idleActivity } from './activity.js';
import { done, sentence } from './cause.js';
import {
  type Group,
  type GroupDocument,
  isDeleting,
  type ManagedInstance,
} from './group-document.js';
import { activityIdOf } from './identity.js';
import { isInState } from './lifecycle.js';
import { surplusOf } from './overage.js';
import { isLeading, isLiving } from './placement.js';
import type { Step } from './turn.js';

/**
 * The first termination policy of a group may be a Lambda function. Before the group terminates
 * instances of its own choice, to scale in, to balance its zones, or since they outlive their time,
 * the function is told which it would take, and names those that are ready to go. Only these go,
 * told apart by the other policies where they are more than is needed. Where it names none, fails
 * or takes too long, nothing goes, and it is asked again a while later ("Create a custom
 * termination policy with Lambda"). Those that are unhealthy or that a user ends go without it.
 */
export interface Nomination {
  /** What the function named, during the turn that it was asked for; none afterwards. */
  readonly InstanceIDs: readonly string[];
  /** Why nothing went, and when the function is asked again. */
  readonly because?: string | undefined;
  readonly retryAt?: Date | undefined;
  /** Set once the group has said that nothing goes. */
  readonly isTold?: boolean | undefined;
}

export type FunctionAnswer =
  | { readonly kind: 'named'; readonly InstanceIDs: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It was not asked: there is nothing to terminate any more. */
  | { readonly kind: 'unneeded' };

const functionPattern = /^arn:[^:]+:lambda:/;

export function isFunction(policy: string): boolean {
  return functionPattern.test(policy);
}

export function functionOf({ TerminationPolicies }: Group): string | undefined {
  return TerminationPolicies.find(isFunction);
}

/** The same group without its function: what it would do of its own choice. */
export function withoutFunction(document: GroupDocument): GroupDocument {
  const { group } = document;
  const TerminationPolicies = group.TerminationPolicies.filter((policy) => !isFunction(policy));
  return { ...document, group: { ...group, TerminationPolicies } };
}

/** Whether the instance may go, as far as the function is concerned. */
export function isNominated(document: GroupDocument, { instance }: ManagedInstance): boolean {
  if (isDeleting(document) || functionOf(document.group) === undefined) return true;
  return document.nomination?.InstanceIDs.includes(instance.InstanceId) ?? false;
}

/** Reads `{"InstanceIDs":["i-…"]}`; undefined of any other text. */
export function readNomination(text: string): readonly string[] | undefined {
  const answer = parsed(text);
  if (typeof answer !== 'object' || answer === null || !('InstanceIDs' in answer)) return undefined;
  const { InstanceIDs } = answer;
  if (!Array.isArray(InstanceIDs)) return undefined;
  return InstanceIDs.every((id) => typeof id === 'string') ? InstanceIDs : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the function named holds for this turn; those that go already are no answer. */
export const noteNomination: Step = (document, { answer }) => {
  if (answer?.kind !== 'named') return document;
  const named = new Set(answer.InstanceIDs);
  const living = document.instances.filter(isLiving).map(({ instance }) => instance.InstanceId);
  const InstanceIDs = living.filter((id) => named.has(id));
  return { ...document, nomination: { ...document.nomination, InstanceIDs } };
};

/** "Waits a short time before invoking your function again"; how long no page says. */
const retryMilliseconds = 30_000;

/** If nothing came of the answer, the group says so once, and asks again later. */
export const settleNomination: Step = (document, { now, answer }) => {
  if (answer === undefined) return document;
  const { nomination, ...rest } = document;
  if (answer.kind === 'unneeded' || isFollowed(document, now)) return rest;
  const because =
    answer.kind === 'failed'
      ? `the termination policy could not be asked: ${answer.reason}`
      : 'the termination policy names no instance that may go';
  const retryAt = new Date(now.getTime() + retryMilliseconds);
  const isShrinking = surplusOf(document) > 0;
  const isTold = nomination?.isTold ?? false;
  const waiting = { InstanceIDs: [], because, retryAt, isTold: isTold || isShrinking };
  const told = isShrinking && !isTold ? withFailureTold(rest, because, now) : rest;
  return { ...told, nomination: waiting };
};

function isFollowed(document: GroupDocument, now: Date): boolean {
  const { nomination, instances, succession } = document;
  const named = new Set(nomination?.InstanceIDs);
  if (succession !== undefined && named.has(succession.InstanceId)) return true;
  return instances.some(
    (managed) =>
      (named.has(managed.instance.InstanceId) &&
        isInState(managed, 'Terminating', 'Terminating:Wait')) ||
      (isLeading(managed) && managed.launchedAt.getTime() === now.getTime()),
  );
}

/** No recording shows AWS's words. */
function withFailureTold(document: GroupDocument, because: string, now: Date): GroupDocument {
  const idCount = document.idCount + 1;
  const ActivityId = activityIdOf(document.group.AutoScalingGroupARN, idCount);
  const { triggers } = document;
  const sentences = triggers.length > 0 ? [] : [sentence(now, done.kept())];
  const start: ActivityStart = { ActivityId, triggers, sentences, now };
  const told = idleActivity(document, start, {
    Description: `Could not scale to desired capacity because ${because}.`,
    StatusCode: 'Failed',
  });
  return { ...document, idCount, activities: [...document.activities, told] };
}
