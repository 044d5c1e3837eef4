import {
  type HistoryDocument,
  historyKeptMilliseconds,
  historyKey,
  type HistoryRecord,
} from '../cloudwatch/alarm-document.js';
import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';

/** Files items of an alarm's history, each once however often it is filed. */
export async function fileHistory(
  records: readonly HistoryRecord[],
  scope: Scope,
  store: Store,
): Promise<void> {
  await Promise.all(records.map((record) => fileRecord(record, scope, store)));
}

export async function fileRecord(record: HistoryRecord, scope: Scope, store: Store): Promise<void> {
  const { item, hadTags } = record;
  const due = new Date(item.Timestamp.getTime() + historyKeptMilliseconds);
  const document = hadTags === undefined ? { item, due } : { item, hadTags, due };
  await store.update<HistoryDocument>(historyKey(scope, record), () => document);
}
