import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { isThere } from '../cloudwatch/alarm.js';
import { type AlarmDocument, alarmKey, isComposite } from '../cloudwatch/alarm-document.js';
import { stateBefore } from '../cloudwatch/alarm-record.js';
import { compositesAbove, readChildren, readSuppressor } from '../cloudwatch/composite-document.js';
import { compositeLook } from '../cloudwatch/composite-look.js';
import { decideComposite } from '../cloudwatch/composite-evaluation.js';
import { affectedLevels } from '../cloudwatch/composite-order.js';
import { withCompositeState, withNextPhase } from '../cloudwatch/composite-suppression.js';
import { partsOf, type Scope } from '../store/keys.js';
import { type Store, StoreError } from '../store/store.js';
import type { DocumentAt } from './worker.js';
import type { Journal } from './journal.js';

export interface FollowerParts {
  readonly store: Store;
  readonly journal: Journal;
}

export type AlarmAt = DocumentAt<AlarmDocument>;

/**
 * Evaluates the composite alarms above those that have just moved, and those that were just put,
 * children first and each once: one beat's moves are seen together. It comes before the history of
 * what moved is filed, so that after a crash in between it is done again. Resolves to the composite
 * alarms that changed.
 *
 * Servers that share the partitions evaluate their metric alarms each in a beat of its own: above
 * alarms of two servers, a composite alarm may see the moves of the one server first, and is then
 * for the rest of that second in the state that its rule has in between.
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

/** A wait or an extension of its suppression has ended, or may have. */
function isTimed({ document }: AlarmAt, now: Date): boolean {
  const { until } = document.heldActions ?? {};
  return until !== undefined && until <= now;
}

function hasMoved({ document }: AlarmAt): boolean {
  return stateBefore(document) !== undefined;
}

function wasPut({ document }: AlarmAt): boolean {
  return (
    isComposite(document.alarm) &&
    document.unfiledHistory.some(({ item }) => item.HistoryItemType === 'ConfigurationUpdate')
  );
}

interface Following extends FollowerParts {
  readonly scope: Scope;
  readonly now: Date;
  /** Those that have moved until now, with the states they have left. */
  readonly moved: Map<string, StateValue>;
  readonly putNames: ReadonlySet<string>;
}

async function followIn(
  scope: Scope,
  causes: readonly AlarmAt[],
  parts: FollowerParts & { readonly now: Date },
): Promise<readonly AlarmAt[]> {
  const { store, now } = parts;
  const moved = new Map<string, StateValue>();
  for (const each of causes) noteMove(moved, each);
  const putNames = new Set(causes.filter(wasPut).map(nameOf));
  const timedNames = causes.filter((each) => isTimed(each, now)).map(nameOf);
  const ownNames = [...new Set([...putNames, ...timedNames])];
  const composites = await compositesAbove(store, scope, [...moved.keys(), ...ownNames]);
  const following: Following = { ...parts, scope, moved, putNames };
  const changed: AlarmAt[] = [];
  for (const level of affectedLevels(composites, { movedNames: moved.keys(), ownNames })) {
    for (let start = 0; start < level.length; start += evaluatedAtOnce) {
      // Those of a level are written together: with the embedded store that is one commit.
      const some = level.slice(start, start + evaluatedAtOnce);
      const evaluated = await Promise.all(some.map((name) => evaluate(name, following)));
      for (const next of evaluated) {
        if (next === undefined) continue;
        noteMove(moved, next);
        changed.push(next);
      }
    }
  }
  return changed;
}

const evaluatedAtOnce = 1_000;

function nameOf({ document }: AlarmAt): string {
  return document.alarm.AlarmName;
}

function noteMove(moved: Map<string, StateValue>, alarm: AlarmAt): void {
  const before = stateBefore(alarm.document);
  if (before !== undefined) moved.set(nameOf(alarm), before);
}

/** How often it may change meanwhile, at the hands of other servers or requests. */
const evaluationsMax = 20;

async function evaluate(name: string, following: Following): Promise<AlarmAt | undefined> {
  const { store, journal, scope, now, moved, putNames } = following;
  const key = alarmKey(scope, name);
  for (let evaluation = 0; evaluation < evaluationsMax; evaluation++) {
    const document = await store.get(key);
    if (!isThere(document) || !isComposite(document.alarm)) return undefined;
    const { alarm, sequence } = document;
    const children = await readChildren([alarm], scope, store);
    const suppressor = await readSuppressor(alarm, scope, store);
    // Its rule has no say when its suppressor moves, or a time of that ends: a state that was set
    // by hand lasts until a child moves or the alarm is put (SetAlarmState).
    const isJudged = putNames.has(name) || [...children.keys()].some((each) => moved.has(each));
    const decision = decideComposite(alarm, { scope, children, moved });
    const state = isJudged ? decision.state : undefined;
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
  throw new StoreError(`${name} changes all the time`);
}
