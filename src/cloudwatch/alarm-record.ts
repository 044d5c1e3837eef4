import { hash } from 'node:crypto';
import type { StateValue } from '@aws-sdk/client-cloudwatch';
import {
  type AlarmDocument,
  type HistoryItem,
  type HistoryRecord,
  isComposite,
} from './alarm-document.js';
import { isLog } from './log-alarm.js';

/**
 * What a change of an alarm leaves to be filed in its history, in the same document. A record of a
 * transition tells the composite alarms above it, too, that the alarm has moved.
 */
export function withHistory(document: AlarmDocument, item: HistoryItem, now: Date): AlarmDocument {
  return withRecord(document, { item }, now);
}

export function withRecord(
  document: AlarmDocument,
  record: Omit<HistoryRecord, 'id'>,
  now: Date,
): AlarmDocument {
  return {
    ...withDue(document, now),
    unfiledHistory: [...document.unfiledHistory, { id: idOf(document, 0), ...record }],
    sequence: document.sequence + 1,
  };
}

/** The alarm with something to be done, which does not put off its evaluation. */
export function withDue(document: AlarmDocument, due: Date): AlarmDocument {
  return { ...document, evaluateAt: evaluationTime(document), due };
}

/**
 * When the alarm is to be evaluated next: when it is due, unless that is for something else.
 * Undefined of one that has just been put, or that is not evaluated at times of its own.
 */
export function evaluationTime(document: AlarmDocument): Date | undefined {
  const { alarm, evaluateAt, unfiledHistory, due } = document;
  if (isComposite(alarm) || isLog(alarm)) return undefined;
  return evaluateAt ?? (unfiledHistory.length === 0 ? due : undefined);
}

/**
 * When a change is made: at `now`, or at the latest time that the alarm tells of already. Another
 * request or another server may have taken its `now` later and been written first; the times of an
 * alarm and its history never run backwards. What is left to be done is due at `now` all the same.
 */
export function changeTime(document: AlarmDocument, now: Date): Date {
  const { alarm, unfiledHistory, deletedAt = now } = document;
  const { StateUpdatedTimestamp, AlarmConfigurationUpdatedTimestamp } = alarm;
  const last = unfiledHistory.at(-1)?.item.Timestamp ?? now;
  return [StateUpdatedTimestamp, AlarmConfigurationUpdatedTimestamp, deletedAt, last].reduce(
    (latest, time) => (time > latest ? time : latest),
    now,
  );
}

/**
 * The same whenever the same change is computed again, and no other change's. Ids sort as the
 * changes came, since the history of one millisecond is kept in their order.
 */
export function idOf({ incarnation, sequence }: AlarmDocument, index: number): string {
  const digest = hash('sha256', `${incarnation} ${sequence} ${index}`);
  const order = [String(sequence).padStart(12, '0'), String(index).padStart(2, '0')];
  return [...order, digest.slice(0, 32)].join('-');
}

/** The state that the alarm's parents know it in; undefined where it has not moved since. */
export function stateBefore({ unfiledHistory }: AlarmDocument): StateValue | undefined {
  return unfiledHistory.find(({ from }) => from !== undefined)?.from;
}
