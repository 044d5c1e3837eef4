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
import { compositeLook, type CompositeSeen } from '../cloudwatch/composite-look.js';
import { type CompositeDecision, decideComposite } from '../cloudwatch/composite-evaluation.js';
import { suppressorNameOf } from '../cloudwatch/composite-request.js';
import { withCompositeState, withNextPhase } from '../cloudwatch/composite-suppression.js';
import type { Scope } from '../store/keys.js';
import { type Entry, type Store, StoreError } from '../store/store.js';
import type { CompositeRules, ReadRule } from './composite-rules.js';
import type { Journal } from './journal.js';

/** An alarm as it was read or written; it may have changed since. */
export type AlarmAt = Entry<AlarmDocument>;

export interface Following {
  readonly store: Store;
  readonly journal: Journal;
  readonly rules: CompositeRules;
  readonly scope: Scope;
  readonly now: Date;
  /** Those that have moved until now, with the states they have left. */
  readonly moved: Map<string, StateValue>;
  readonly putNames: ReadonlySet<string>;
  readonly foreseen: Map<string, ForeseenAlarm>;
}

/** An alarm of a circle, as those behind it on their path take it to be. */
export interface ForeseenAlarm {
  readonly alarm: CompositeAlarm;
  readonly state: NewState;
}

/** How often one of them, or what it watches, may change meanwhile at the hands of others. */
const evaluationsMax = 20;

/**
 * Evaluates composite alarms of which none watches another; what they watch is read together. They
 * are written together, too: with the embedded store that is one commit.
 *
 * Others may move a child, or the suppressor, between their reading and the write, and have found
 * nothing to do as the alarm was before it. So what was written is held against them once more.
 * Resolves to those that have changed, in the order of their names.
 */
export async function evaluateComposites(
  names: readonly string[],
  following: Following,
): Promise<readonly AlarmAt[]> {
  const changed = new Map<string, AlarmAt>();
  let open: readonly Open[] = names.map((name) => ({ name, written: undefined }));
  for (let evaluation = 0; open.length > 0; evaluation++) {
    if (evaluation === evaluationsMax) {
      throw new StoreError(`${open.map(({ name }) => name).join(', ')} changes all the time`);
    }
    const seen = await lookAt(open, following);
    const ahead = await Promise.all(seen.map((each) => evaluateSeen(each, following)));
    open = ahead.filter((each) => each !== undefined);
    for (const { name, written } of open) if (written) changed.set(name, written.alarmAt);
  }
  return names.flatMap((name) => changed.get(name) ?? []);
}

/** A composite alarm whose evaluation is not over. */
interface Open {
  readonly name: string;
  readonly written: Written | undefined;
}

interface Written {
  readonly alarmAt: AlarmAt;
  /** Those that decided. */
  readonly children: Children;
  readonly isLatest: boolean;
}

/** One that is there, and what it is evaluated by. */
export interface CompositeView extends Open {
  readonly alarmAt: AlarmAt;
  readonly alarm: CompositeAlarm;
  readonly rule: ReadRule;
  readonly children: Children;
  readonly suppressor: AnyAlarm | undefined;
}

/** Those that are not there any more are left out. */
export async function lookAt(
  open: readonly Open[],
  following: Following,
): Promise<readonly CompositeView[]> {
  const { scope, rules } = following;
  const unread = open.filter(({ written }) => written?.isLatest !== true).map(({ name }) => name);
  const read = await readAlarms(unread, following);
  const found = open.flatMap((each) => {
    const { name, written } = each;
    const alarmAt = written?.isLatest ? written.alarmAt : read.get(name);
    if (alarmAt === undefined || !isComposite(alarmAt.document.alarm)) return [];
    const { alarm } = alarmAt.document;
    const suppressorName = suppressorNameOf(alarm, scope);
    return [{ ...each, alarmAt, alarm, rule: rules.of(alarm.AlarmRule, scope), suppressorName }];
  });
  const watched = await readAlarms(found.flatMap(watchedNames), following);
  return found.map(({ suppressorName, ...each }) => ({
    ...each,
    children: childrenIn(watched, each.rule, following),
    suppressor:
      suppressorName === undefined ? undefined : watched.get(suppressorName)?.document.alarm,
  }));
}

function watchedNames(found: {
  readonly rule: ReadRule;
  readonly suppressorName: string | undefined;
}): readonly string[] {
  const { rule, suppressorName } = found;
  return suppressorName === undefined ? rule.childNames : [...rule.childNames, suppressorName];
}

/** So many documents are read at once that others get their turn in between. */
const readMax = 1_000;

/** Those that are there, by name. */
async function readAlarms(
  names: readonly string[],
  { store, scope }: Following,
): Promise<ReadonlyMap<string, AlarmAt>> {
  const distinct = [...new Set(names)];
  const found = new Map<string, AlarmAt>();
  for (let start = 0; start < distinct.length; start += readMax) {
    const some = distinct.slice(start, start + readMax);
    const entries = await store.entries(some.map((name) => alarmKey(scope, name)));
    for (const entry of entries) {
      if (isThere(entry?.document)) found.set(entry.document.alarm.AlarmName, entry);
    }
  }
  return found;
}

function childrenIn(
  watched: ReadonlyMap<string, AlarmAt>,
  { childNames }: ReadRule,
  { foreseen }: Following,
): Children {
  const children = new Map<string, AnyAlarm>();
  for (const name of childNames) {
    const child = watched.get(name)?.document.alarm;
    if (child !== undefined) children.set(name, foreseen.get(name)?.alarm ?? child);
  }
  return children;
}

/** Undefined once there is nothing more to do. */
async function evaluateSeen(view: CompositeView, following: Following): Promise<Open | undefined> {
  const { name, alarmAt, alarm, children, written } = view;
  const { journal, store, scope } = following;
  const decided = decide(view, following);
  const key = alarmKey(scope, name);
  if (decided.change === undefined) {
    if (written === undefined) journal.note(key, compositeLook(decided.seen, alarm));
    return undefined;
  }
  const { next, isAsEvaluated } = await write(alarmAt, decided.change, store);
  if (next === undefined || !isThere(next.document)) return undefined;
  if (!isAsEvaluated || !isComposite(next.document.alarm)) {
    return { name, written: written && { ...written, isLatest: false } };
  }
  journal.note(key, compositeLook(decided.seen, next.document.alarm));
  return { name, written: { alarmAt: next, children, isLatest: true } };
}

interface Decided {
  readonly state: NewState | undefined;
  readonly seen: CompositeSeen;
  /** Undefined where it stays as it is. */
  readonly change: ((current: AlarmDocument) => AlarmDocument) | undefined;
}

export function decide(view: CompositeView, following: Following): Decided {
  const { name, alarmAt, alarm, rule, children, suppressor, written } = view;
  const { scope, now, moved, putNames, foreseen } = following;
  const left = written === undefined ? moved : statesLeft(written.children, children);
  // Its rule has no say when its suppressor moves, or a time of that ends: a state that was set
  // by hand lasts until a child moves or the alarm is put (SetAlarmState).
  const isPut = written === undefined && putNames.has(name);
  const isJudged = isPut || rule.childNames.some((each) => children.has(each) && left.has(each));
  const decision = decideComposite(alarm, { scope, rule: rule.rule, children, moved: left });
  const own = written === undefined ? foreseen.get(name) : undefined;
  const state =
    own === undefined ? (isJudged ? decision.state : undefined) : keptState(own, decision);
  const seen = { alarm, at: now, children, suppressor, decision };
  const scene = { suppressor, now };
  if (state !== undefined) {
    return { state, seen, change: (current) => withCompositeState(current, state, scene) };
  }
  const isOver = withNextPhase(alarmAt.document, scene) === alarmAt.document;
  const change = isOver ? undefined : (current: AlarmDocument) => withNextPhase(current, scene);
  return { state, seen, change };
}

function keptState({ state }: ForeseenAlarm, decision: CompositeDecision): NewState | undefined {
  return decision.state?.StateValue === state.StateValue ? state : undefined;
}

/** Of the children that are in another state than before, that state. */
function statesLeft(before: Children, now: Children): ReadonlyMap<string, StateValue> {
  const left = new Map<string, StateValue>();
  for (const { AlarmName, StateValue } of before.values()) {
    const next = now.get(AlarmName);
    if (next !== undefined && next.StateValue !== StateValue) left.set(AlarmName, StateValue);
  }
  return left;
}

/** `isAsEvaluated` is false where it was changed meanwhile, and nothing was written. */
async function write(
  alarmAt: AlarmAt,
  change: (current: AlarmDocument) => AlarmDocument,
  store: Store,
): Promise<{ readonly next: AlarmAt | undefined; readonly isAsEvaluated: boolean }> {
  const written = { isAsEvaluated: false };
  const { sequence } = alarmAt.document;
  const next = await store.revise(alarmAt, (current) => {
    if (!isThere(current) || current.sequence !== sequence) return current;
    written.isAsEvaluated = true;
    return change(current);
  });
  return { next, ...written };
}
