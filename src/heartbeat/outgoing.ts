import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import type { OutgoingMessage, SendEnd } from '../delivery/courier.js';
import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Document, Store } from '../store/store.js';

/**
 * A message that is on its way out. It is posted with the id of what it tells of, so that posting
 * it again is no second message; it stays for a while after its end for the same reason.
 */
export interface OutgoingDocument extends Document {
  readonly message: OutgoingMessage;
  readonly attemptCount: number;
  /** What the latest attempt that has an answer came to. */
  readonly latest?: Attempt | undefined;
  /** The latest attempt was the last one; what it came to is not sent or told again. */
  readonly isEnded?: true | undefined;
  /** What it came to has been told to all who wait for it. */
  readonly isTold?: true | undefined;
  /** The alarm's action that it carries out, whose history tells of the end. */
  readonly action?: AlarmAction | undefined;
}

export interface Attempt {
  /** When it began. */
  readonly at: Date;
  readonly end: SendEnd;
}

export const outgoingKind = 'outgoing-message';

/** The messages of an alarm lie together. */
function outgoingKey(scope: Scope, AlarmName: string, id: string): Key<OutgoingDocument> {
  return keyOf(scope, outgoingKind, AlarmName, id);
}

export function outgoingOf(scope: Scope, AlarmName: string): Prefix<OutgoingDocument> {
  return prefixOf(scope, outgoingKind, AlarmName);
}

type Posted = Pick<OutgoingDocument, 'message' | 'action'>;

interface Place {
  readonly store: Store;
  readonly scope: Scope;
  readonly now: Date;
}

export async function postMessage({ store, scope, now }: Place, posted: Posted): Promise<void> {
  const { message, action } = posted;
  await store.update(
    outgoingKey(scope, action?.alarm.AlarmName ?? '', message.id),
    (current) => current ?? { ...posted, attemptCount: 0, due: now },
  );
}

export async function isPosted(
  { store, scope }: Omit<Place, 'now'>,
  { id, alarm }: AlarmAction,
): Promise<boolean> {
  return (await store.get(outgoingKey(scope, alarm.AlarmName, id))) !== undefined;
}
