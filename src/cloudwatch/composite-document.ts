import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Document, Store } from '../store/store.js';
import { isThere } from './alarm.js';
import { alarmKey, type AnyAlarm, type CompositeAlarm, isComposite } from './alarm-document.js';
import type { Children } from './alarm-object.js';
import { parseAlarmRule } from './alarm-rule.js';
import type { CompositeChildren } from './composite-order.js';
import { childNamesOf, suppressorNameOf } from './composite-request.js';

/**
 * Which alarms a composite alarm looks at, beside the alarm itself, so that the parents of an alarm
 * are found without reading all alarms. It is written before the alarm and removed behind it: one
 * that is left over by a crash names an alarm that does not look at these children, which is seen.
 */
export type ChildrenDocument = Document & CompositeChildren;

const childrenKind = 'composite-children';
const readMax = 1_000;

export function childrenKey(scope: Scope, AlarmName: string): Key<ChildrenDocument> {
  return keyOf(scope, childrenKind, AlarmName);
}

function childrenPrefix(scope: Scope): Prefix<ChildrenDocument> {
  return prefixOf(scope, childrenKind);
}

export async function listComposites(
  store: Store,
  scope: Scope,
): Promise<readonly CompositeChildren[]> {
  const composites: CompositeChildren[] = [];
  for (;;) {
    const last = composites.at(-1)?.AlarmName;
    const after = last === undefined ? undefined : childrenKey(scope, last);
    const entries = await store.list(childrenPrefix(scope), { after, limit: readMax });
    composites.push(...entries.map(({ document }) => document));
    if (entries.length < readMax) return composites;
  }
}

export interface Parent {
  readonly alarm: CompositeAlarm;
  readonly childNames: readonly string[];
  readonly suppressorName: string | undefined;
}

/** The composite alarms that any of these alarms is a child or the suppressor of. */
export async function parentsOf(
  store: Store,
  scope: Scope,
  alarmNames: readonly string[],
): Promise<readonly Parent[]> {
  const wanted = new Set(alarmNames);
  const isParent = ({ childNames, suppressorName = '' }: Omit<CompositeChildren, 'AlarmName'>) =>
    childNames.some((name) => wanted.has(name)) || wanted.has(suppressorName);
  const listed = (await listComposites(store, scope)).filter(isParent);
  const documents = await store.getMany(listed.map(({ AlarmName }) => alarmKey(scope, AlarmName)));
  return documents
    .filter(isThere)
    .map(({ alarm }) => alarm)
    .filter(isComposite)
    .map((alarm) => ({
      alarm,
      childNames: childNamesOf(parseAlarmRule(alarm.AlarmRule), scope),
      suppressorName: suppressorNameOf(alarm, scope),
    }))
    .filter(isParent);
}

/** The children of the composite alarms among these, by name, as far as there are any. */
export async function readChildren(
  alarms: readonly { readonly AlarmRule?: string | undefined }[],
  scope: Scope,
  store: Store,
): Promise<Children> {
  const rules = alarms.flatMap(({ AlarmRule }) => AlarmRule ?? []);
  const names = rules.flatMap((rule) => childNamesOf(parseAlarmRule(rule), scope));
  if (names.length === 0) return new Map();
  const keys = [...new Set(names)].map((name) => alarmKey(scope, name));
  const documents = (await store.getMany(keys)).filter(isThere);
  return new Map(documents.map(({ alarm }) => [alarm.AlarmName, alarm]));
}

/** The alarm as it is; undefined where there is none. */
export async function readSuppressor(
  alarm: CompositeAlarm,
  scope: Scope,
  store: Store,
): Promise<AnyAlarm | undefined> {
  const name = suppressorNameOf(alarm, scope);
  if (name === undefined) return undefined;
  const document = await store.get(alarmKey(scope, name));
  return isThere(document) ? document.alarm : undefined;
}
