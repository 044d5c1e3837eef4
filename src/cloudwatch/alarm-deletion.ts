import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import { isThere } from './alarm.js';
import {
  type AlarmDocument,
  alarmKey,
  type CompositeAlarm,
  isComposite,
} from './alarm-document.js';
import { parentsOf } from './composite-document.js';
import { isClaimed, linksTo } from './composite-link.js';
import { isLog } from './log-alarm.js';
import { validationError } from './errors.js';

/**
 * Whether an alarm is needed is told by other documents than its own, and no write spans two. So
 * DeleteAlarms says first what it is about to do, then looks whether a composite alarm needs the
 * alarm, and deletes it if that still stands; PutCompositeAlarm first claims what it needs, then
 * calls deletions off that are under way. Each sees the other, or the other sees it.
 */
export function withDeletionAhead(
  current: AlarmDocument | undefined,
  id: string,
): AlarmDocument | undefined {
  if (!isThere(current)) return current;
  const deletions = [...(current.deletions ?? []), id].slice(-deletionsMax);
  return { ...current, deletions };
}

/** One that is forgotten is only asked for again. */
const deletionsMax = 10;

export function isDeletionAhead(current: AlarmDocument | undefined, id: string): boolean {
  return current?.deletions?.includes(id) === true;
}

export function withDeletionCalledOff(
  current: AlarmDocument | undefined,
  id?: string,
): AlarmDocument | undefined {
  if (current?.deletions === undefined) return current;
  const rest = id === undefined ? [] : current.deletions.filter((each) => each !== id);
  return { ...current, deletions: rest.length === 0 ? undefined : rest };
}

export interface DeletionScene extends Scope {
  readonly store: Store;
  readonly now: Date;
}

/**
 * Resolves to the composite alarms among them, of which AWS takes one at a time. What only that one
 * needs may go with it; a call that is about to put it may need them still.
 */
export async function checkDeletable(
  names: readonly string[],
  { account, region, store, now }: DeletionScene,
): Promise<readonly CompositeAlarm[]> {
  const scope = { account, region };
  const documents = await store.getMany(names.map((name) => alarmKey(scope, name)));
  const there = documents.filter(isThere).map(({ alarm }) => alarm);
  const parents = await parentsOf(store, scope, names);
  const links = await Promise.all(names.map((name) => linksTo(store, scope, [name])));
  const claimed = links.flat().filter((link) => isClaimed(link, now));
  const staying = parents.filter(({ alarm }) => !names.includes(alarm.AlarmName));
  const needed = there
    .map(({ AlarmName }) => AlarmName)
    .filter(
      (name) =>
        claimed.some(({ childName }) => childName === name) ||
        staying.some(
          ({ childNames, suppressorName }) => childNames.includes(name) || suppressorName === name,
        ),
    );
  if (needed.length > 0) {
    const them = needed.length === 1 ? 'it' : 'them';
    throw validationError(
      `Cannot delete ${needed.join(',')} as there are composite alarm(s) depending on ${them}.`,
    );
  }
  if (names.length > 1 && there.some(isLog)) {
    throw validationError('You can delete at most one log alarm in one operation.');
  }
  const composites = there.filter(isComposite);
  if (composites.length > 1) {
    throw validationError('You can delete at most one composite alarm in one operation.');
  }
  return composites;
}
