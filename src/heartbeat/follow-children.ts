import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { isComposite } from '../cloudwatch/alarm-document.js';
import { stateBefore } from '../cloudwatch/alarm-record.js';
import { compositesAbove } from '../cloudwatch/composite-document.js';
import { evaluationRoute } from '../cloudwatch/composite-order.js';
import { type Scope, scopeOf } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { CompositeRules } from './composite-rules.js';
import {
  type AlarmAt,
  decide,
  evaluateComposites,
  type Following,
  type ForeseenAlarm,
  lookAt,
} from './evaluate-composites.js';
import type { Journal } from './journal.js';

export interface FollowerParts {
  readonly store: Store;
  readonly journal: Journal;
  readonly rules: CompositeRules;
}

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
    const { account, region } = scopeOf(alarm.key);
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
  return isComposite(document.alarm) && document.unfiledHistory.some(({ isPut }) => isPut);
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
      const some = level.slice(start, start + evaluatedAtOnce);
      const names = await withoutForeseen(some, reentered, following);
      for (const next of await evaluateComposites(names, following)) {
        noteMove(moved, next);
        changed.push(next);
      }
    }
  }
  for (const name of foreseen.keys()) {
    changed.push(...(await evaluateComposites([name], following)));
  }
  return changed;
}

const evaluatedAtOnce = 1_000;

/**
 * Where a path comes back to an alarm, the state that it would have is only what the others are
 * evaluated by: it is written if it still is what they make of it (recorded from AWS).
 */
async function withoutForeseen(
  names: readonly string[],
  reentered: ReadonlySet<string>,
  following: Following,
): Promise<readonly string[]> {
  const back = names.filter((name) => reentered.has(name));
  if (back.length === 0) return names;
  const { foreseen, moved, now } = following;
  const seen = await lookAt(
    back.map((name) => ({ name, written: undefined })),
    following,
  );
  for (const view of seen) {
    const { name, alarm } = view;
    const { state } = decide(view, following);
    if (state === undefined) continue;
    const { StateValue, StateReason, StateReasonData } = state;
    const shown = { StateValue, StateReason, StateReasonData };
    const times = { StateUpdatedTimestamp: now, StateTransitionedTimestamp: now };
    foreseen.set(name, { alarm: { ...alarm, ...shown, ...times }, state });
    moved.set(name, alarm.StateValue);
  }
  return names.filter((name) => !foreseen.has(name));
}

function nameOf({ document }: AlarmAt): string {
  return document.alarm.AlarmName;
}

function noteMove(moved: Map<string, StateValue>, alarm: AlarmAt): void {
  const before = stateBefore(alarm.document);
  if (before !== undefined) moved.set(nameOf(alarm), before);
}
