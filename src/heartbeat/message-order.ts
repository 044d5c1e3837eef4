import { createHash } from 'node:crypto';
import type { AlarmAction } from '../cloudwatch/alarm-action.js';
import { keepsOrder } from '../delivery/courier.js';
import { type Key, partsOf, type Prefix } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import { type OutgoingDocument, outgoingOf } from './outgoing.js';

/**
 * A topic or a queue that keeps order hears of an alarm in the order of what happened to it: each
 * message waits until the one before has come to its end, well or not. Those that wait for each
 * other are a lane: what an alarm tells one such target. Any other message is alone.
 */
export interface Lane {
  readonly targetArn: string;
  /** Those of the alarm lie there; undefined of a message that is alone. */
  readonly prefix: Prefix<OutgoingDocument> | undefined;
  readonly due: readonly OutgoingEntry[];
}

export type OutgoingEntry = Entry<OutgoingDocument>;

export function lanesOf(due: readonly OutgoingEntry[]): readonly Lane[] {
  const lanes = new Map<string, Lane & { readonly due: OutgoingEntry[] }>();
  for (const entry of due) {
    const { targetArn } = entry.document.message;
    const prefix = prefixOf(entry);
    const name = prefix === undefined ? entry.key.text : `${prefix.text} ${targetArn}`;
    const lane = lanes.get(name);
    if (lane === undefined) lanes.set(name, { targetArn, prefix, due: [entry] });
    else lane.due.push(entry);
  }
  return [...lanes.values()];
}

/** Undefined of what waits for no other, or has come to its end. */
function prefixOf({ key, document }: OutgoingEntry): Prefix<OutgoingDocument> | undefined {
  const { message, action, isEnded } = document;
  const isOrdered = action !== undefined && isEnded !== true && keepsOrder(message.targetArn);
  return isOrdered ? outgoingOf(partsOf(key), action.alarm.AlarmName) : undefined;
}

const readAtOnce = 1_000;

/** All of a lane that have not come to their end, due or not, in their order. */
export async function readLane(
  { prefix, targetArn, due }: Lane,
  store: Store,
): Promise<readonly OutgoingEntry[]> {
  if (prefix === undefined) return due;
  const waiting: OutgoingEntry[] = [];
  let after: Key<unknown> | undefined;
  for (;;) {
    const entries = await store.list(prefix, { after, limit: readAtOnce });
    for (const entry of entries) {
      const { message, isEnded } = entry.document;
      if (message.targetArn === targetArn && isEnded !== true) waiting.push(entry);
    }
    if (entries.length < readAtOnce) return waiting.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    after = entries.at(-1)?.key;
  }
}

/** Ids of one time sort as what they tell of came. */
function isBefore({ document: one }: OutgoingEntry, { document: other }: OutgoingEntry): boolean {
  const [a, b] = [one, other].map(({ action }) => action?.at.getTime() ?? 0);
  if (a !== b) return (a ?? 0) < (b ?? 0);
  return one.message.id < other.message.id;
}

/** Until when the first of a lane is under way, or waits to be tried again. */
export function holdOf([first]: readonly OutgoingEntry[], now: Date): Date | undefined {
  const { attemptCount = 0, due } = first?.document ?? {};
  return attemptCount > 0 && due !== undefined && due > now ? due : undefined;
}

/** What is told in order is of one alarm. */
export function messageGroup({ alarm }: AlarmAction): string {
  return createHash('sha256').update(alarm.AlarmArn).digest('hex').slice(0, 32);
}
