import { isThere } from '../cloudwatch/alarm.js';
import { type AlarmDocument, alarmKey, isComposite } from '../cloudwatch/alarm-document.js';
import { listComposites, readChildren, readSuppressor } from '../cloudwatch/composite-document.js';
import { compositeLook } from '../cloudwatch/composite-look.js';
import { decideComposite } from '../cloudwatch/composite-evaluation.js';
import { affectedLevels } from '../cloudwatch/composite-order.js';
import { withCompositeState, withNextPhase } from '../cloudwatch/composite-suppression.js';
import { type Key, partsOf, type Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { Journal } from './journal.js';

export interface FollowerParts {
  readonly store: Store;
  readonly journal: Journal;
}

export interface AlarmAt {
  readonly key: Key<AlarmDocument>;
  readonly document: AlarmDocument;
}

/**
 * Evaluates the composite alarms above those that have just moved, and those that were just put,
 * children first. It comes before the history of what moved is filed, so that after a crash in
 * between it is done again. Resolves to the composite alarms that changed.
 */
export async function followChildren(
  alarms: readonly AlarmAt[],
  parts: FollowerParts,
  now: Date,
): Promise<readonly AlarmAt[]> {
  const byScope = new Map<string, { scope: Scope; causes: AlarmAt[] }>();
  for (const alarm of alarms) {
    if (!hasMoved(alarm) && !wasPut(alarm) && !isTimed(alarm, now)) continue;
    const { account, region } = partsOf(alarm.key);
    const known = byScope.get(`${account} ${region}`);
    if (known === undefined) {
      byScope.set(`${account} ${region}`, { scope: { account, region }, causes: [alarm] });
    } else known.causes.push(alarm);
  }
  const changed = [...byScope.values()].map(({ scope, causes }) =>
    followIn(scope, causes, { ...parts, now }),
  );
  return (await Promise.all(changed)).flat();
}

/** A history item since the transition, and not of the actions' suppression alone. */
function hasMoved({ document: { alarm, unfiledHistory } }: AlarmAt): boolean {
  const { StateTransitionedTimestamp } = alarm;
  return unfiledHistory.some(
    ({ item }) =>
      item.HistoryItemType === 'StateUpdate' && item.Timestamp <= StateTransitionedTimestamp,
  );
}

/** A wait or an extension of its suppression has ended, or may have. */
function isTimed({ document }: AlarmAt, now: Date): boolean {
  const { until } = document.heldActions ?? {};
  return until !== undefined && until <= now;
}

function wasPut({ document }: AlarmAt): boolean {
  return (
    isComposite(document.alarm) &&
    document.unfiledHistory.some(({ item }) => item.HistoryItemType === 'ConfigurationUpdate')
  );
}

async function followIn(
  scope: Scope,
  causes: readonly AlarmAt[],
  parts: FollowerParts & { readonly now: Date },
): Promise<readonly AlarmAt[]> {
  const { store, now } = parts;
  const composites = await listComposites(store, scope);
  if (composites.length === 0) return [];
  const nameOf = ({ document }: AlarmAt): string => document.alarm.AlarmName;
  const movedNames = new Set(causes.filter(hasMoved).map(nameOf));
  const own = causes.filter((each) => wasPut(each) || isTimed(each, now)).map(nameOf);
  const above = affectedLevels(composites, [...movedNames, ...own]);
  const isAbove = new Set(above.flat());
  const first = [...new Set(own)].filter((each) => !isAbove.has(each));
  const changed: AlarmAt[] = [];
  for (const level of [first, ...above]) {
    // Those of a level are written together: with the embedded store that is one commit.
    const evaluated = await Promise.all(
      level.map((name) => evaluate(scope, name, { ...parts, movedNames })),
    );
    for (const next of evaluated) {
      if (next === undefined) continue;
      if (hasMoved(next)) movedNames.add(next.document.alarm.AlarmName);
      changed.push(next);
    }
  }
  return changed;
}

/** What another server or request does to the composite alarm meanwhile has it evaluated again. */
async function evaluate(
  scope: Scope,
  name: string,
  parts: FollowerParts & { readonly now: Date; readonly movedNames: ReadonlySet<string> },
): Promise<AlarmAt | undefined> {
  const { store, journal, now, movedNames } = parts;
  const key = alarmKey(scope, name);
  for (;;) {
    const document = await store.get(key);
    if (!isThere(document) || !isComposite(document.alarm)) return undefined;
    const { alarm, sequence } = document;
    const children = await readChildren([alarm], scope, store);
    const suppressor = await readSuppressor(alarm, scope, store);
    const decision = decideComposite(alarm, { scope, children, movedNames });
    const { state } = decision;
    const change = (current: AlarmDocument): AlarmDocument =>
      state === undefined
        ? withNextPhase(current, { suppressor, now })
        : withCompositeState(current, state, { suppressor, now });
    const seen = { alarm, at: now, children, suppressor, decision };
    if (change(document) === document) {
      journal.note(key, compositeLook(seen, alarm));
      return undefined;
    }
    const written = { isAsEvaluated: false };
    const next = await store.update(key, (current) => {
      if (!isThere(current) || current.sequence !== sequence) return current;
      written.isAsEvaluated = true;
      return change(current);
    });
    if (!written.isAsEvaluated) continue;
    if (next !== undefined && isComposite(next.alarm)) {
      journal.note(key, compositeLook(seen, next.alarm));
    }
    return next && { key, document: next };
  }
}
