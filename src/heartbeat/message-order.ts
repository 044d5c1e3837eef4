import { createHash } from 'node:crypto';
import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import { keepsOrder } from '../delivery/courier.js';
import { partsOf } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { type OutgoingDocument, outgoingOf } from './outgoing.js';
import type { DocumentAt } from './worker.js';

/**
 * A topic or a queue that keeps order hears of an alarm in the order of what happened to it: each
 * message waits until the one before has come to its end, well or not. Whoever ends it has the next
 * one sent; one that waits looks by itself, too, when that may have been lost.
 */
export async function waitsUntil(
  waiting: OutgoingAt,
  store: Store,
  now: Date,
): Promise<Date | undefined> {
  const others = await unendedBeside(waiting, store);
  const before = others.filter((each) => isBefore(each, waiting));
  const times = before.map(({ document: { due = now } }) => Math.max(due.getTime(), now.getTime()));
  return before.length === 0 ? undefined : new Date(Math.max(...times) + pauseMilliseconds);
}

/** Behind the end of one. */
export async function wakeNext(ended: OutgoingAt, store: Store, now: Date): Promise<void> {
  const others = await unendedBeside(ended, store);
  const [next] = [...others].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  if (next === undefined) return;
  await store.update(next.key, (current) => {
    return current === undefined || current.isEnded === true ? current : { ...current, due: now };
  });
}

type OutgoingAt = DocumentAt<OutgoingDocument>;

const pauseMilliseconds = 1_000;
/** Ended ones stay for an hour, in which an alarm tells no target of so much. */
const messagesMax = 10_000;

async function unendedBeside(
  { key, document: { message, action } }: OutgoingAt,
  store: Store,
): Promise<readonly OutgoingAt[]> {
  if (action === undefined || !keepsOrder(message.targetArn)) return [];
  const prefix = outgoingOf(partsOf(key), action.alarm.AlarmName);
  const entries = await store.list(prefix, { limit: messagesMax });
  return entries.filter(
    ({ document }) =>
      document.isEnded !== true &&
      document.message.targetArn === message.targetArn &&
      document.message.id !== message.id,
  );
}

/** Ids of one time sort as what they tell of came. */
function isBefore({ document: one }: OutgoingAt, { document: other }: OutgoingAt): boolean {
  const [a, b] = [one, other].map(({ action }) => action?.at.getTime() ?? 0);
  if (a !== b) return (a ?? 0) < (b ?? 0);
  return one.message.id < other.message.id;
}

/** What is told in order is of one alarm. */
export function messageGroup({ alarm }: AlarmAction): string {
  return createHash('sha256').update(alarm.AlarmArn).digest('hex').slice(0, 32);
}
