import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import type { OutgoingMessage } from '../delivery/courier.js';
import { type Key, keyOf, type Scope } from '../store/keys.js';
import type { Document, Store } from '../store/store.js';

/**
 * A message that is on its way out. It is posted with the id of what it tells of, so that posting
 * it again is no second message; it stays for a while after its end for the same reason.
 */
export interface OutgoingDocument extends Document {
  readonly message: OutgoingMessage;
  readonly attemptCount: number;
  readonly isEnded?: true | undefined;
  /** The alarm's action that it carries out, whose history tells of the end. */
  readonly action?: AlarmAction | undefined;
}

export const outgoingKind = 'outgoing-message';

export function outgoingKey(scope: Scope, id: string): Key<OutgoingDocument> {
  return keyOf(scope, outgoingKind, id);
}

interface Place {
  readonly store: Store;
  readonly scope: Scope;
  readonly now: Date;
}

export async function postMessage(
  { store, scope, now }: Place,
  posted: Pick<OutgoingDocument, 'message' | 'action'>,
): Promise<void> {
  await store.update(
    outgoingKey(scope, posted.message.id),
    (current) => current ?? { ...posted, attemptCount: 0, due: now },
  );
}
