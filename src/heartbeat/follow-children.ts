import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { isThere, type NewState } from '../cloudwatch/alarm.js';
import {
  type AlarmDocument,
  alarmKey,
  type AnyAlarm,
  type CompositeAlarm,
  isComposite,
} from '../cloudwatch/alarm-document.js';
import type { Children } from '../cloudwatch/alarm-object.js';
import { stateBefore } from '../cloudwatch/alarm-record.js';
import { compositesAbove, readChildren, readSuppressor } from '../cloudwatch/composite-document.js';
import { compositeLook, type CompositeSeen } from '../cloudwatch/composite-look.js';
import { type CompositeDecision, decideComposite } from '../cloudwatch/composite-evaluation.js';
import { evaluationRoute } from '../cloudwatch/composite-order.js';
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
 * alarms of two servers, a composite alarm may see the moves of the one server first, and be in the
 * state that its rule has in between. When both have beaten, it is as its rule says.
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

/**
 * A wait or an extension of its suppression has ended, or may have; or it was set by hand, and its
 * suppressor may have moved meanwhile.
 */
function isTimed({ document }: AlarmAt, now: Date): boolean {
  const { heldActions } = document;
  if (heldActions === undefined) return false;
  const { until } = heldActions;
  return (until !== undefined && until <= now) || stateBefore(document) !== undefined;
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
  readonly foreseen: Map<string, ForeseenAlarm>;
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
  const foreseen = new Map<string, ForeseenAlarm>();
  const following: Following = { ...parts, scope, moved, putNames, foreseen };
  const changed: AlarmAt[] = [];
  const movedNames = [...moved.keys()];
  const { levels, reentered } = evaluationRoute(composites, { movedNames, ownNames });
  for (const level of levels) {
    for (let start = 0; start < level.length; start += evaluatedAtOnce) {
      // Those of a level are written together: with the embedded store that is one commit.
      const some = level.slice(start, start + evaluatedAtOnce);
      const evaluated = await Promise.all(
        some.map((name) => (reentered.has(name) ? foresee : evaluate)(name, following)),
      );
      for (const next of evaluated) {
        if (next === undefined) continue;
        noteMove(moved, next);
        changed.push(next);
      }
    }
  }
  for (const name of foreseen.keys()) {
    const next = await evaluate(name, following);
    if (next !== undefined) changed.push(next);
  }
  return changed;
}

/** An alarm of a circle, as those behind it on their path take it to be. */
interface ForeseenAlarm {
  readonly alarm: CompositeAlarm;
  readonly state: NewState;
}

/**
 * Where a path comes back to an alarm, the state that it would have is only what the others are
 * evaluated by: it is written if it still is what they make of it (recorded from AWS).
 */
async function foresee(name: string, following: Following): Promise<AlarmAt | undefined> {
  const { store, scope, foreseen, moved, now } = following;
  const document = await store.get(alarmKey(scope, name));
  if (!isThere(document) || !isComposite(document.alarm)) return undefined;
  const { alarm } = document;
  const children = withForeseen(await readChildren([alarm], scope, store), following);
  const view = { children, suppressor: undefined, written: undefined };
  const { state } = decide(alarm, view, following);
  if (state === undefined) return evaluate(name, following);
  const { StateValue, StateReason, StateReasonData } = state;
  const shown = { StateValue, StateReason, StateReasonData };
  const times = { StateUpdatedTimestamp: now, StateTransitionedTimestamp: now };
  foreseen.set(name, { alarm: { ...alarm, ...shown, ...times }, state });
  moved.set(name, alarm.StateValue);
  return undefined;
}

function withForeseen(children: Children, { foreseen }: Following): Children {
  if (foreseen.size === 0) return children;
  return new Map([...children].map(([name, child]) => [name, foreseen.get(name)?.alarm ?? child]));
}

const evaluatedAtOnce = 1_000;

function nameOf({ document }: AlarmAt): string {
  return document.alarm.AlarmName;
}

function noteMove(moved: Map<string, StateValue>, alarm: AlarmAt): void {
  const before = stateBefore(alarm.document);
  if (before !== undefined) moved.set(nameOf(alarm), before);
}

/** How often it, or what it watches, may change meanwhile at the hands of others. */
const evaluationsMax = 20;

/**
 * Others may move a child, or the suppressor, between their reading and the write, and have found
 * nothing to do as the alarm was before it. So what was written is held against them once more.
 */
async function evaluate(name: string, following: Following): Promise<AlarmAt | undefined> {
  const { store, scope } = following;
  const key = alarmKey(scope, name);
  let written: Written | undefined;
  for (let evaluation = 0; evaluation < evaluationsMax; evaluation++) {
    const document = written?.isLatest ? written.alarmAt.document : await store.get(key);
    if (!isThere(document) || !isComposite(document.alarm)) return written?.alarmAt;
    const { alarm } = document;
    const children = withForeseen(await readChildren([alarm], scope, store), following);
    const suppressor = await readSuppressor(alarm, scope, store);
    const { seen, change } = decide(alarm, { children, suppressor, written }, following);
    if (change(document) === document) {
      if (written === undefined) following.journal.note(key, compositeLook(seen, alarm));
      return written?.alarmAt;
    }
    const { next, isAsEvaluated } = await write({ key, document }, change, store);
    if (next === undefined || !isThere(next)) return written?.alarmAt;
    if (isAsEvaluated && isComposite(next.alarm)) {
      following.journal.note(key, compositeLook(seen, next.alarm));
      written = { alarmAt: { key, document: next }, children, isLatest: true };
    } else if (written !== undefined) written = { ...written, isLatest: false };
  }
  throw new StoreError(`${name} changes all the time`);
}

interface Written {
  readonly alarmAt: AlarmAt;
  /** Those that decided. */
  readonly children: Children;
  readonly isLatest: boolean;
}

interface CompositeView {
  readonly children: Children;
  readonly suppressor: AnyAlarm | undefined;
  readonly written: Written | undefined;
}

function decide(
  alarm: CompositeAlarm,
  { children, suppressor, written }: CompositeView,
  { scope, now, moved, putNames, foreseen }: Following,
): Decided {
  const left = written === undefined ? moved : statesLeft(written.children, children);
  // Its rule has no say when its suppressor moves, or a time of that ends: a state that was set
  // by hand lasts until a child moves or the alarm is put (SetAlarmState).
  const isPut = written === undefined && putNames.has(alarm.AlarmName);
  const isJudged = isPut || [...children.keys()].some((each) => left.has(each));
  const decision = decideComposite(alarm, { scope, children, moved: left });
  const own = written === undefined ? foreseen.get(alarm.AlarmName) : undefined;
  const state =
    own === undefined ? (isJudged ? decision.state : undefined) : keptState(own, decision);
  return {
    state,
    seen: { alarm, at: now, children, suppressor, decision },
    change: (current) =>
      state === undefined
        ? withNextPhase(current, { suppressor, now })
        : withCompositeState(current, state, { suppressor, now }),
  };
}

interface Decided {
  readonly state: NewState | undefined;
  readonly seen: CompositeSeen;
  readonly change: (current: AlarmDocument) => AlarmDocument;
}

function keptState({ state }: ForeseenAlarm, decision: CompositeDecision): NewState | undefined {
  return decision.state?.StateValue === state.StateValue ? state : undefined;
}

/** Of the children that are in another state than before, that state. */
function statesLeft(before: Children, now: Children): ReadonlyMap<string, StateValue> {
  const left = [...before.values()].filter(({ AlarmName, StateValue }) => {
    const next = now.get(AlarmName);
    return next !== undefined && next.StateValue !== StateValue;
  });
  return new Map(left.map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
}

/** `isAsEvaluated` is false where it was changed meanwhile, and nothing was written. */
async function write(
  { key, document: { sequence } }: AlarmAt,
  change: (current: AlarmDocument) => AlarmDocument,
  store: Store,
): Promise<{ readonly next: AlarmDocument | undefined; readonly isAsEvaluated: boolean }> {
  const written = { isAsEvaluated: false };
  const next = await store.update(key, (current) => {
    if (!isThere(current) || current.sequence !== sequence) return current;
    written.isAsEvaluated = true;
    return change(current);
  });
  return { next, ...written };
}
