import { setTimeout as wait } from 'node:timers/promises';
import { actionItem } from '../cloudwatch/alarm-history.js';
import { publication } from '../cloudwatch/alarm-publication.js';
import type { Courier, OutgoingMessage, SendEnd } from '../delivery/courier.js';
import { type Key, partsOf } from '../store/keys.js';
import type { Document, Entry, Store } from '../store/store.js';
import { fileHistory } from './file-history.js';
import { type OutgoingDocument, outgoingKind } from './outgoing.js';
import type { Worker } from './worker.js';

/**
 * Sends what was posted. A beat waits for the answers only for a moment: the slowness of others
 * must not delay alarms. A message is put off before it is sent, for longer than an answer may
 * take, so that it is not sent again meanwhile; after a crash it is, and may arrive twice.
 */
export interface Sender {
  readonly worker: Worker;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

export interface SenderParts {
  readonly store: Store;
  readonly courier: Courier;
  /** A message that will never arrive. */
  readonly observe: (message: OutgoingMessage, reason: string) => void;
  /** Simulated time would run ahead of the answers, and messages be sent again too early. */
  readonly isClockHeld: () => boolean;
}

/** In real time; the second while a test clock is held. */
const beatWaitsMilliseconds = 250;
const heldBeatWaitsMilliseconds = 3_000;
const underWayMax = 64;
const attemptsMax = 8;
const keptMilliseconds = 3_600_000;

export function sendMessages(parts: SenderParts): Sender {
  const underWay = new Set<Promise<void>>();
  const begin = (entry: Entry<OutgoingDocument>, now: Date): Promise<void> => {
    const sending = sendOne(entry, parts, now).finally(() => underWay.delete(sending));
    underWay.add(sending);
    return sending;
  };
  const worker: Worker = {
    kind: outgoingKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const messages = entries as readonly Entry<OutgoingDocument>[];
      const ended = messages.filter(({ document }) => document.isEnded);
      await Promise.all(ended.map(({ key }) => parts.store.update<Document>(key, () => undefined)));
      const open = messages.filter(({ document }) => !document.isEnded);
      const room = Math.max(0, underWayMax - underWay.size);
      const until = new Date(now.getTime() + 1_000);
      await parts.store.defer(open.slice(room).map((entry) => ({ entry, until })));
      const sent = open.slice(0, room).map((entry) => begin(entry, now));
      if (sent.length === 0) return;
      const aborting = new AbortController();
      const milliseconds = parts.isClockHeld() ? heldBeatWaitsMilliseconds : beatWaitsMilliseconds;
      const moment = wait(milliseconds, undefined, { signal: aborting.signal });
      await Promise.race([Promise.all(sent), moment.catch(() => undefined)]);
      aborting.abort();
    },
    isMoving: (document) => (document as OutgoingDocument).isEnded !== true,
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(underWay);
  };
  return { worker, close };
}

async function sendOne(
  { key, document }: Entry<OutgoingDocument>,
  { store, courier, observe }: SenderParts,
  now: Date,
): Promise<void> {
  const { attemptCount, message, action } = document;
  const claim = { isOurs: false };
  await store.update<OutgoingDocument>(key, (current) => {
    claim.isOurs = current?.attemptCount === attemptCount && current.isEnded !== true;
    if (current === undefined || !claim.isOurs) return current;
    return { ...current, attemptCount: attemptCount + 1, due: afterAttempt(attemptCount, now) };
  });
  if (!claim.isOurs) return;
  const end = await courier.send(message);
  if (end.kind === 'failed' && attemptCount + 1 < attemptsMax) return;
  if (end.kind !== 'delivered') observe(message, end.reason);
  if (action !== undefined) await fileEnd({ store, key }, document, end);
  const due = new Date(now.getTime() + keptMilliseconds);
  await store.update<OutgoingDocument>(key, (current) => {
    return current && { ...current, isEnded: true, due };
  });
}

/** 10 seconds, then 20, 40 and so on up to 5 minutes: always longer than an answer may take. */
function afterAttempt(attemptCount: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(10_000 * 2 ** attemptCount, 300_000));
}

interface Place {
  readonly store: Store;
  readonly key: Key<OutgoingDocument>;
}

async function fileEnd(
  { store, key }: Place,
  { action }: OutgoingDocument,
  end: SendEnd,
): Promise<void> {
  if (action === undefined) return;
  const scope = partsOf(key);
  const failure = end.kind === 'delivered' ? undefined : end.reason;
  const item = actionItem({ action, failure, published: publication(action, scope) });
  await fileHistory([{ id: action.id, item }], scope, store);
}
