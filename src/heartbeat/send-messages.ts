import { attemptsMax, nextAttempt, type Pauses } from '../attempts.js';
import { groupKey } from '../autoscaling/keys.js';
import { withActionUntold } from '../autoscaling/lifecycle-action.js';
import { actionItem } from '../cloudwatch/alarm-history.js';
import { publication } from '../cloudwatch/alarm-publication.js';
import type { Courier, OutgoingMessage } from '../delivery/courier.js';
import { partsOf, type Scope } from '../store/keys.js';
import type { Deferral, Document, Entry, Store } from '../store/store.js';
import { waitAMoment } from './answer-wait.js';
import { fileHistory } from './file-history.js';
import { waitsUntil, wakeNext } from './message-order.js';
import { type Attempt, type OutgoingDocument, outgoingKind } from './outgoing.js';
import type { DocumentAt, PlainWorker, Worker } from './worker.js';

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

/** To each endpoint: one that does not answer delays what goes to it, and nothing else. */
const underWayMax = 32;
const toldMilliseconds = 60_000;
/** Longer at once than an answer may take. */
const pauses: Pauses = { firstSeconds: 10, longestSeconds: 300 };
const keptMilliseconds = 3_600_000;

export function sendMessages(parts: SenderParts): Sender {
  const { store, courier } = parts;
  /** By endpoint. */
  const underWay = new Map<string, Set<Promise<void>>>();
  const begin = (entry: OutgoingEntry, there: Set<Promise<void>>, now: Date): Promise<void> => {
    const sending = sendOne(entry, parts, now).finally(() => there.delete(sending));
    there.add(sending);
    return sending;
  };
  const worker: PlainWorker = {
    kind: outgoingKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const messages = entries as readonly OutgoingEntry[];
      const kept = messages.filter(({ document }) => isOver(document, now));
      await Promise.all(kept.map(({ key }) => store.update<Document>(key, () => undefined)));
      const sent: Promise<void>[] = [];
      const waiting: Deferral[] = [];
      const ready: OutgoingEntry[] = [];
      for (const entry of messages) {
        if (isOver(entry.document, now)) continue;
        const until = await waitsUntil(entry, store, now);
        if (until === undefined) ready.push(entry);
        else waiting.push({ entry, until });
      }
      for (const entry of ready) {
        const endpoint = courier.endpointOf(entry.document.message.targetArn);
        const there = underWay.get(endpoint) ?? new Set();
        underWay.set(endpoint, there);
        if (there.size < underWayMax) sent.push(begin(entry, there, now));
        else waiting.push({ entry, until: new Date(now.getTime() + 1_000) });
      }
      // What fails meanwhile has somebody who hears of it.
      await Promise.all([waitAMoment(sent, parts.isClockHeld()), store.defer(waiting)]);
    },
    isMoving: (document) => (document as OutgoingDocument).isEnded !== true,
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled([...underWay.values()].flatMap((there) => [...there]));
  };
  return { worker, close };
}

type OutgoingEntry = Entry<OutgoingDocument>;

/** Its end is told, and it has been kept for long enough. */
function isOver({ isEnded, latest }: OutgoingDocument, now: Date): boolean {
  return isEnded === true && (latest === undefined || now >= keptUntil(latest));
}

function keptUntil({ at }: Attempt): Date {
  return new Date(at.getTime() + keptMilliseconds);
}

async function sendOne(
  { key, document }: OutgoingEntry,
  parts: SenderParts,
  now: Date,
): Promise<void> {
  const { store, courier } = parts;
  const { attemptCount, message } = document;
  // A crash came between its end and what tells of that.
  if (document.isEnded === true) return tellEnd({ key, document }, parts);
  const claim = { isOurs: false };
  await store.update<OutgoingDocument>(key, (current) => {
    claim.isOurs = current?.attemptCount === attemptCount && current.isEnded !== true;
    if (current === undefined || !claim.isOurs) return current;
    const due = nextAttempt(attemptCount, now, pauses);
    return { ...current, attemptCount: attemptCount + 1, due };
  });
  if (!claim.isOurs) return;
  const end = await courier.send(message);
  const isLast = end.kind !== 'failed' || attemptCount + 1 >= attemptsMax;
  const ended = await store.update<OutgoingDocument>(key, (current) => {
    if (current === undefined || current.isEnded === true) return current;
    const latest = { at: now, end };
    if (!isLast) return { ...current, latest };
    // Looked at again only if a crash keeps this server from telling.
    return { ...current, latest, isEnded: true, due: new Date(now.getTime() + toldMilliseconds) };
  });
  if (!isLast || ended === undefined) return;
  await tellEnd({ key, document: ended }, parts);
  await wakeNext({ key, document }, store, now);
}

/** The end is kept before it is told, so that it is told with the same time again. */
async function tellEnd(
  { key, document }: DocumentAt<OutgoingDocument>,
  parts: SenderParts,
): Promise<void> {
  const { store, observe } = parts;
  const { action, latest, message } = document;
  if (latest === undefined) return;
  const { at: endedAt, end } = latest;
  if (end.kind !== 'delivered') {
    observe(message, end.reason);
    await giveUp({ ...parts, scope: partsOf(key) }, message, endedAt);
  }
  if (action !== undefined) {
    const scope = partsOf(key);
    const failure = end.kind === 'delivered' ? undefined : end.reason;
    const item = actionItem({ action, failure, endedAt, published: publication(action, scope) });
    await fileHistory([{ id: action.id, item }], scope, store);
  }
  await store.update<OutgoingDocument>(key, (current) => {
    return current && { ...current, due: keptUntil(latest) };
  });
}

/**
 * A hook whose target cannot be told does what it does by default ("Lifecycle hooks"); one that no
 * endpoint is configured for waits on, for somebody who looks for it himself.
 */
async function giveUp(
  { store, courier, scope }: Pick<SenderParts, 'store' | 'courier'> & { readonly scope: Scope },
  { lifecycleAction: action, targetArn }: OutgoingMessage,
  endedAt: Date,
): Promise<void> {
  if (action === undefined || courier.refusal(targetArn) !== undefined) return;
  const { AutoScalingGroupName, LifecycleActionToken } = action;
  await store.update(
    groupKey(scope, AutoScalingGroupName),
    (current) => current && withActionUntold(current, LifecycleActionToken, endedAt),
  );
}
