import { compareTexts, narrowed, type Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { isThere } from './alarm.js';
import { alarmKey, alarmsPrefix, type AnyAlarm } from './alarm-document.js';

const readMax = 500;

/** Of all alarms those behind a name, and those whose names start with a text. */
export interface AlarmRange {
  readonly afterName?: string | undefined;
  readonly nameStart?: string | undefined;
}

/** Alarms in the order of their names; no others are read, nor these further than is gone on. */
export async function* listAlarms(
  store: Store,
  scope: Scope,
  { afterName, nameStart = '' }: AlarmRange = {},
): AsyncGenerator<AnyAlarm> {
  const prefix = narrowed(alarmsPrefix(scope), nameStart);
  let after = afterName === undefined ? undefined : alarmKey(scope, afterName);
  for (;;) {
    const entries = await store.list(prefix, { after, limit: readMax });
    for (const { document } of entries) if (isThere(document)) yield document.alarm;
    if (entries.length < readMax) return;
    after = entries.at(-1)?.key;
  }
}

/** Those of the names that there are, in the order of their names. */
export async function* namedAlarms(
  store: Store,
  scope: Scope,
  names: readonly string[],
): AsyncGenerator<AnyAlarm> {
  const sorted = [...new Set(names)].sort(compareTexts);
  const documents = await store.getMany(sorted.map((name) => alarmKey(scope, name)));
  for (const document of documents) if (isThere(document)) yield document.alarm;
}
