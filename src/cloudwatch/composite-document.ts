import { compareTexts, type Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { isThere } from './alarm.js';
import { alarmKey, type AnyAlarm, type CompositeAlarm, isComposite } from './alarm-document.js';
import type { Children } from './alarm-object.js';
import { parseAlarmRule } from './alarm-rule.js';
import { hasLinks, linksTo } from './composite-link.js';
import type { CompositeChildren } from './composite-order.js';
import { childNamesOf, suppressorNameOf } from './composite-request.js';

/**
 * The composite alarms above any of these, each with those below it that were come by: what is
 * read is what may have to follow, and no other alarm.
 */
export async function compositesAbove(
  store: Store,
  scope: Scope,
  alarmNames: readonly string[],
): Promise<readonly CompositeChildren[]> {
  if (!(await hasLinks(store, scope))) return [];
  const found = new Map<string, string[]>();
  const visited = new Set(alarmNames);
  let level = [...visited];
  while (level.length > 0) {
    const next: string[] = [];
    for (let start = 0; start < level.length; start += readAtOnce) {
      const some = level.slice(start, start + readAtOnce);
      const links = await Promise.all(some.map((name) => linksTo(store, scope, [name])));
      for (const { childName, parentName } of links.flat()) {
        const below = found.get(parentName);
        if (below === undefined) found.set(parentName, [childName]);
        else below.push(childName);
        if (visited.has(parentName)) continue;
        visited.add(parentName);
        next.push(parentName);
      }
    }
    level = next;
  }
  return [...found].map(([AlarmName, childNames]) => ({ AlarmName, childNames }));
}

const readAtOnce = 500;

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
  const isParent = ({ childNames, suppressorName = '' }: Omit<Parent, 'alarm'>): boolean =>
    childNames.some((name) => wanted.has(name)) || wanted.has(suppressorName);
  const links = await Promise.all(alarmNames.map((name) => linksTo(store, scope, [name])));
  const parentNames = [...new Set(links.flat().map(({ parentName }) => parentName))].sort(
    compareTexts,
  );
  const documents = await store.getMany(parentNames.map((name) => alarmKey(scope, name)));
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
