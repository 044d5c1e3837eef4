import { attemptsMax, nextAttempt, type Pauses } from '../attempts.js';
import { groupKey } from '../autoscaling/keys.js';
import { withActionUntold } from '../autoscaling/lifecycle-action.js';
import { actionItem } from '../cloudwatch/alarm-history.js';
import { publication } from '../cloudwatch/alarm-publication.js';
import type { Courier, OutgoingMessage, SendEnd } from '../delivery/courier.js';
import { partsOf, type Scope } from '../store/keys.js';
import type { Deferral, Document, Store } from '../store/store.js';
import { waitAMoment } from './answer-wait.js';
import { fileRecord } from './file-history.js';
import { holdOf, type Lane, lanesOf, type OutgoingEntry, readLane } from './message-order.js';
import { type Attempt, type OutgoingDocument, outgoingKind } from './outgoing.js';
import type { PlainWorker, Worker } from './worker.js';

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
  const begin = (turn: LaneTurn, there: Set<Promise<void>>): void => {
    const sending = sendLane(turn, parts).finally(() => there.delete(sending));
    there.add(sending);
    turn.beat.sent.push(sending);
  };
  const worker: PlainWorker = {
    kind: outgoingKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const messages = entries as readonly OutgoingEntry[];
      const kept = messages.filter(({ document }) => isOver(document, now));
      await Promise.all(kept.map(({ key }) => store.update<Document>(key, () => undefined)));
      const lanes = lanesOf(messages.filter(({ document }) => !isOver(document, now)));
      const queues = await Promise.all(lanes.map((lane) => readLane(lane, store)));
      const waiting: Deferral[] = [];
      const beat: Beat = { now, sent: [], isOver: false };
      for (const [index, lane] of lanes.entries()) {
        const queue = queues[index] ?? [];
        const endpoint = courier.endpointOf(lane.targetArn);
        const there = underWay.get(endpoint) ?? new Set();
        underWay.set(endpoint, there);
        const held = holdOf(queue, now);
        const isSent = held === undefined && there.size < underWayMax;
        if (isSent) begin({ lane, queue, beat }, there);
        const until = held ?? (isSent ? attemptAfter(queue[0], now) : now);
        const late = lane.due.filter(({ key }) => !isSent || key.text !== queue[0]?.key.text);
        waiting.push(...late.map((entry) => ({ entry, until: aSecondAfter(until) })));
      }
      // What fails meanwhile has somebody who hears of it.
      await Promise.all([waitAMoment(beat.sent, parts.isClockHeld()), store.defer(waiting)]);
      beat.isOver = true;
    },
    isMoving: (document) => (document as OutgoingDocument).isEnded !== true,
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled([...underWay.values()].flatMap((there) => [...there]));
  };
  return { worker, close };
}

interface Beat {
  readonly now: Date;
  readonly sent: Promise<void>[];
  /** Nothing more is begun for it: what is sent later is sent at a later time. */
  isOver: boolean;
}

interface LaneTurn {
  readonly lane: Lane;
  readonly queue: readonly OutgoingEntry[];
  readonly beat: Beat;
}

/** One after the other, as many as the beat waits for; the next beat goes on with the rest. */
async function sendLane({ lane, queue, beat }: LaneTurn, parts: SenderParts): Promise<void> {
  const { store } = parts;
  let waiting = queue;
  while (waiting.length > 0) {
    for (const [index, entry] of waiting.entries()) {
      if (beat.isOver) return wake(waiting[index], parts, beat);
      if (!(await sendOne(entry, parts, beat.now))) return;
    }
    // Others may have been posted meanwhile, and have been put off.
    waiting = lane.prefix === undefined ? [] : await readLane(lane, store);
  }
}

async function wake(
  entry: OutgoingEntry | undefined,
  { store }: SenderParts,
  { now }: Beat,
): Promise<void> {
  if (entry === undefined) return;
  await store.update<OutgoingDocument>(entry.key, (current) => {
    return current === undefined || current.isEnded === true ? current : { ...current, due: now };
  });
}

/** When it is tried again if it is tried now, and fails. */
function attemptAfter(entry: OutgoingEntry | undefined, now: Date): Date {
  return nextAttempt(entry?.document.attemptCount ?? 0, now, pauses);
}

function aSecondAfter(time: Date): Date {
  return new Date(time.getTime() + 1_000);
}

/** Its end is told, and it has been kept for long enough. */
function isOver({ isTold, latest }: OutgoingDocument, now: Date): boolean {
  return isTold === true && latest !== undefined && now >= keptUntil(latest);
}

function keptUntil({ at }: Attempt): Date {
  return new Date(at.getTime() + keptMilliseconds);
}

/** Whether it has come to its end. */
async function sendOne(
  { key, document }: OutgoingEntry,
  parts: SenderParts,
  now: Date,
): Promise<boolean> {
  const { store, courier } = parts;
  const { attemptCount, message } = document;
  // A crash came between its end and what tells of that.
  if (document.isEnded === true) {
    await tellEnd({ key, document }, parts);
    return true;
  }
  const claim = { isOurs: false };
  const isSpent = attemptCount >= attemptsMax;
  const claimed = await store.update<OutgoingDocument>(key, (current) => {
    claim.isOurs = current?.attemptCount === attemptCount && current.isEnded !== true;
    if (current === undefined || !claim.isOurs) return current;
    if (isSpent) return withEnd(current, { at: now, end: unheard });
    const due = nextAttempt(attemptCount, now, pauses);
    return { ...current, attemptCount: attemptCount + 1, due };
  });
  if (!claim.isOurs) return false;
  if (isSpent && claimed !== undefined) {
    await tellEnd({ key, document: claimed }, parts);
    return true;
  }
  const end = await courier.send(message);
  const isLast = end.kind !== 'failed' || attemptCount + 1 >= attemptsMax;
  const ended = await store.update<OutgoingDocument>(key, (current) => {
    if (current === undefined || current.isEnded === true) return current;
    const latest = { at: now, end };
    return isLast ? withEnd(current, latest) : { ...current, latest };
  });
  if (!isLast || ended === undefined) return false;
  await tellEnd({ key, document: ended }, parts);
  return true;
}

/** Of the last attempt: a crash came first, or its answer takes longer than any may. */
const unheard: SendEnd = { kind: 'failed', reason: 'No answer to the last attempt was heard' };

/** Looked at again only if a crash keeps this server from telling. */
function withEnd(document: OutgoingDocument, latest: Attempt): OutgoingDocument {
  const due = new Date(latest.at.getTime() + toldMilliseconds);
  return { ...document, latest, isEnded: true, due };
}

/** The end is kept before it is told, so that it is told with the same time again. */
async function tellEnd(
  { key, document }: Pick<OutgoingEntry, 'key' | 'document'>,
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
    await fileRecord({ id: action.id, item }, scope, store);
  }
  await store.update<OutgoingDocument>(key, (current) => {
    return current && { ...current, isTold: true, due: keptUntil(latest) };
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
