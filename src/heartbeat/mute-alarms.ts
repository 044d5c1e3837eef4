import { isThere } from '../cloudwatch/alarm.js';
import { type AlarmDocument, alarmKey, alarmsPrefix } from '../cloudwatch/alarm-document.js';
import {
  hasRepeatOnItsWay,
  isReleaseDue,
  withMuteInDoubt,
  withMuteOver,
} from '../cloudwatch/alarm-muting.js';
import { isTargeted, type MuteRule, muteWindowAt } from '../cloudwatch/mute-rule.js';
import {
  listMuteRules,
  type MuteRuleDocument,
  muteRuleKind,
  type MuteTargetNames,
  toldMuteRule,
} from '../cloudwatch/mute-rule-document.js';
import { type Key, type Scope, scopeOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import type { AlarmAt } from './evaluate-composites.js';
import type { Worker } from './worker.js';

/** Which alarms are muted at a time. The rules of a scope are read once, and not before need. */
export interface Mutes {
  /** When the last window that is open now ends; undefined for an alarm that is not muted. */
  endOf(scope: Scope, AlarmName: string): Promise<Date | undefined>;
}

export function createMutes(store: Store, now: Date): Mutes {
  const byScope = new Map<string, Promise<readonly OpenWindow[]>>();
  return {
    endOf: async ({ account, region }, AlarmName) => {
      const place = `${account} ${region}`;
      const known = byScope.get(place) ?? readOpenWindows(store, { account, region }, now);
      byScope.set(place, known);
      return (await known)
        .filter(({ rule }) => isTargeted(rule, AlarmName))
        .reduce<Date | undefined>(
          (latest, { end }) => (latest === undefined || end > latest ? end : latest),
          undefined,
        );
    },
  };
}

interface OpenWindow {
  readonly rule: MuteRule;
  readonly end: Date;
}

async function readOpenWindows(
  store: Store,
  scope: Scope,
  now: Date,
): Promise<readonly OpenWindow[]> {
  const rules = await listMuteRules(store, scope);
  return rules.flatMap((rule) => {
    const window = muteWindowAt(rule, now);
    return window === undefined ? [] : [{ rule, end: window.end }];
  });
}

interface Beat {
  readonly store: Store;
  readonly mutes: Mutes;
  readonly now: Date;
}

/** The alarm with its muted actions among those to be delivered, if it is time for that. */
export async function releaseMuted(
  alarmAt: AlarmAt,
  { store, mutes, now }: Beat,
): Promise<AlarmAt | undefined> {
  const { key, document } = alarmAt;
  const isDue = isReleaseDue(document, now);
  // The rule may have been deleted, and its targets not be told yet.
  const isInDoubt = document.mutedActions !== undefined && hasRepeatOnItsWay(document);
  if (!isDue && !isInDoubt) return alarmAt;
  const until = await mutes.endOf(scopeOf(key), document.alarm.AlarmName);
  if (!isDue && until !== undefined) return alarmAt;
  return store.revise(alarmAt, (current) => {
    const doubted = isDue ? current : withMuteInDoubt(current, now);
    return doubted && withMuteOver(doubted, until, now);
  });
}

export interface MuteRuleWorkerParts {
  readonly store: Store;
  readonly attend: (key: Key<unknown>, now: Date) => Promise<void>;
}

/** Has the alarms that a changed rule named look anew at what mutes them. */
export function attendMuteRules(parts: MuteRuleWorkerParts): Worker {
  return {
    kind: muteRuleKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const rules = entries as readonly Entry<MuteRuleDocument>[];
      for (const rule of rules) await tellTargets(rule, parts, now);
    },
    isMoving: () => true,
  };
}

async function tellTargets(
  { key, document }: Entry<MuteRuleDocument>,
  { store, attend }: MuteRuleWorkerParts,
  now: Date,
): Promise<void> {
  for (const names of document.untold) {
    for await (const alarm of mutedAlarms(store, scopeOf(key), names)) {
      await store.update(alarm, (current) => withMuteInDoubt(current, now));
      await attend(alarm, now);
    }
  }
  await store.update(key, (current) => toldMuteRule(current, document));
}

const readMax = 500;

async function* mutedAlarms(
  store: Store,
  scope: Scope,
  names: MuteTargetNames,
): AsyncGenerator<Key<AlarmDocument>> {
  const isMuted = (document: AlarmDocument | undefined): boolean =>
    isThere(document) && document.mutedActions !== undefined;
  if (names !== 'all') {
    const keys = names.map((name) => alarmKey(scope, name));
    const documents = await store.getMany(keys);
    yield* keys.filter((_, index) => isMuted(documents[index]));
    return;
  }
  let after: Key<AlarmDocument> | undefined;
  do {
    const entries = await store.list(alarmsPrefix(scope), { after, limit: readMax });
    yield* entries.filter(({ document }) => isMuted(document)).map(({ key }) => key);
    after = entries.length < readMax ? undefined : entries.at(-1)?.key;
  } while (after !== undefined);
}
