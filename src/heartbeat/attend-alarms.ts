import { isThere } from '../cloudwatch/alarm.js';
import {
  type AlarmDocument,
  alarmKind,
  historyKind,
  isPromQL,
} from '../cloudwatch/alarm-document.js';
import { type Judgement, judgeAlarm } from '../cloudwatch/alarm-judgement.js';
import { isReleaseDue } from '../cloudwatch/alarm-muting.js';
import { evaluationTime } from '../cloudwatch/alarm-record.js';
import { isRepeatDue, nextTimedRepeat, withTimedRepeat } from '../cloudwatch/alarm-repeats.js';
import { followingEvaluation, offsetIn } from '../cloudwatch/alarm-schedule.js';
import {
  isMoving,
  linksOf,
  needsSettling,
  nextOtherLook,
  settled,
  withNextLook,
} from '../cloudwatch/alarm-settling.js';
import { isLog } from '../cloudwatch/log-alarm.js';
import { logQueryKey, scheduledQuery } from '../cloudwatch/log-query.js';
import type { Datapoints } from '../datapoints/datapoints.js';
import { scopeOf } from '../store/keys.js';
import type { Deferral, Document, Entry, Store } from '../store/store.js';
import type { ActionTarget } from './action-target.js';
import { AlarmPlans } from './alarm-plans.js';
import { CompositeRules } from './composite-rules.js';
import type { DataSourceAsks } from './data-source-asks.js';
import { deliverActions } from './deliver-actions.js';
import { EvaluationLoad } from './evaluation-load.js';
import { fileHistory } from './file-history.js';
import type { AlarmAt } from './evaluate-composites.js';
import { followChildren } from './follow-children.js';
import type { BeatObservation } from './heartbeat.js';
import type { Journal } from './journal.js';
import { type JudgedAlarm, judgePromQLAlarms } from './judge-promql-alarms.js';
import { createMutes, type Mutes, releaseMuted } from './mute-alarms.js';
import { type AlarmSeen, readAlarms } from './read-alarms.js';
import type { StagedWorker, Worker } from './worker.js';

export interface AlarmWorkerParts {
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly targets: readonly ActionTarget[];
  readonly journal: Journal;
  readonly dataSources?: DataSourceAsks | undefined;
  readonly observe: (observation: BeatObservation) => void;
}

/**
 * Sees to alarms: to the evaluations whose time has come, all of a batch with one read, then to
 * composite alarms, and then to what changes have left to be done. A state that stays only moves
 * the alarm's `due`, unless that is for something else.
 */
export function attendAlarms(parts: AlarmWorkerParts): StagedWorker {
  const load = new EvaluationLoad();
  const evaluating = { ...parts, plans: new AlarmPlans() };
  const following = { ...parts, rules: new CompositeRules() };
  const beatAt = (now: Date): Beat => ({ now, spreadMilliseconds: load.spreadMilliseconds });
  // The heartbeat gives a worker the documents of its kind alone.
  return {
    kind: alarmKind,
    isRecurring: true,
    evaluate: async (entries, now) => {
      const alarms = entries as readonly Entry<AlarmDocument>[];
      const evaluated: Entry<AlarmDocument>[] = [];
      // Those that are due for something else, as composite alarms and those on logs always are.
      const others: Entry<AlarmDocument>[] = [];
      for (const entry of alarms) {
        (isEvaluationDue(entry.document, now) ? evaluated : others).push(entry);
      }
      load.note(evaluated.length, now);
      const changed = await evaluateAll(evaluated, evaluating, beatAt(now));
      const hasChanged = new Set(changed.map(({ key }) => key.text));
      const unsettled = evaluated.filter(({ key, document }) => {
        const hasMore = needsSettling(document) || isReleaseDue(document, now);
        return hasMore && !hasChanged.has(key.text);
      });
      return [...changed, ...unsettled, ...(await repeatAll(others, parts.store, now))];
    },
    follow: async (evaluated, now) => {
      const alarms = evaluated as readonly AlarmAt[];
      const followers = await followChildren(alarms, following, now);
      return [...new Map([...alarms, ...followers].map((each) => [each.key.text, each])).values()];
    },
    settle: async (followed, now) => {
      const settling = { ...parts, ...beatAt(now), mutes: createMutes(parts.store, now) };
      const alarms = followed as readonly AlarmAt[];
      await Promise.all(alarms.map((each) => settle(each, settling)));
    },
    // The document is an alarm, as above.
    isMoving: (document) => isMoving(document as AlarmDocument),
  };
}

/** Removes history when AWS would not show it any more. */
export function forgetHistory(store: Store): Worker {
  return {
    kind: historyKind,
    attend: async (entries) => {
      await Promise.all(entries.map(({ key }) => store.update<Document>(key, () => undefined)));
    },
    isMoving: () => false,
  };
}

function isEvaluationDue(document: AlarmDocument, now: Date): boolean {
  const at = isThere(document) ? evaluationTime(document) : undefined;
  return at !== undefined && at.getTime() <= now.getTime();
}

interface Beat {
  readonly now: Date;
  readonly spreadMilliseconds: number;
}

/** Those whose evaluation changed them; all others are only moved to their next one. */
async function evaluateAll(
  entries: readonly Entry<AlarmDocument>[],
  parts: AlarmWorkerParts & Planning,
  { now, spreadMilliseconds }: Beat,
): Promise<readonly AlarmAt[]> {
  const { store, journal } = parts;
  const queries = entries.filter(isOnPromQL);
  const others = queries.length === 0 ? entries : entries.filter((each) => !isOnPromQL(each));
  const seen = await readAlarms(others, parts, now);
  const judged = seen.map(({ entry, view }): JudgedAlarm => {
    return { entry, judgement: judgeAlarm(entry.document, view), pace: view.plan };
  });
  if (queries.length > 0) judged.push(...(await judgePromQLAlarms(queries, parts, now)));
  const deferrals: Deferral[] = waitingFor(others, seen).map((entry) => {
    return { entry, until: new Date(now.getTime() + waitMilliseconds) };
  });
  const written: Promise<readonly AlarmAt[]>[] = [];
  for (const { entry, judgement, pace } of judged) {
    const { document } = entry;
    const { AlarmArn, AlarmConfigurationUpdatedTimestamp: configuredAt } = document.alarm;
    const offsetMilliseconds = offsetIn(spreadMilliseconds, AlarmArn);
    const following = followingEvaluation(pace, now, { configuredAt, offsetMilliseconds });
    if (judgement.change !== undefined) {
      written.push(writeJudgement({ entry, judgement, following }, parts));
      continue;
    }
    journal.note(entry.key, judgement.look('stayed'));
    if (isDueForEvaluations(document, following)) deferrals.push({ entry, until: following });
    else written.push(writeNextLook(entry, following, store));
  }
  const [all] = await Promise.all([Promise.all(written), store.defer(deferrals)]);
  return all.flat();
}

function isOnPromQL({ document }: Entry<AlarmDocument>): boolean {
  return isPromQL(document.alarm);
}

/** And so it stays: only then its evaluations are not told of by the document itself. */
function isDueForEvaluations(document: AlarmDocument, following: Date): boolean {
  const other = nextOtherLook(document);
  return document.evaluateAt === undefined && (other === undefined || other >= following);
}

async function writeNextLook(
  entry: Entry<AlarmDocument>,
  following: Date,
  store: Store,
): Promise<readonly AlarmAt[]> {
  await store.revise(entry, (current) => {
    return isAsEvaluated(current, entry.document) ? withNextLook(current, following) : current;
  });
  return [];
}

/** Between evaluations that lie far apart, the actions that repeat come at times of their own. */
async function repeatAll(
  entries: readonly Entry<AlarmDocument>[],
  store: Store,
  now: Date,
): Promise<readonly AlarmAt[]> {
  const repeated = entries.map(async (entry): Promise<AlarmAt | undefined> => {
    const { document } = entry;
    const repeats = isThere(document) && nextTimedRepeat(document) !== undefined;
    if (!repeats || !isRepeatDue(document, now)) return entry;
    return store.revise(entry, (current) => {
      return isAsEvaluated(current, document) ? withTimedRepeat(current, now) : current;
    });
  });
  return (await Promise.all(repeated)).filter((each) => each !== undefined);
}

/** How long an alarm waits until its functions are looked at again. */
const waitMilliseconds = 1_000;

function waitingFor(
  entries: readonly Entry<AlarmDocument>[],
  seen: readonly AlarmSeen[],
): readonly Entry<AlarmDocument>[] {
  if (seen.length === entries.length) return [];
  const read = new Set(seen.map(({ entry }) => entry));
  return entries.filter((entry) => !read.has(entry));
}

interface Planning {
  readonly plans: AlarmPlans;
}

interface Decided {
  readonly entry: Entry<AlarmDocument>;
  readonly judgement: Judgement;
  /** Its next evaluation. */
  readonly following: Date;
}

async function writeJudgement(
  { entry, judgement: { change, outcome, look }, following }: Decided,
  { store, journal }: AlarmWorkerParts,
): Promise<readonly AlarmAt[]> {
  const written = { isCurrent: false };
  const next = await store.revise(entry, (current) => {
    written.isCurrent = isAsEvaluated(current, entry.document);
    if (!isAsEvaluated(current, entry.document) || change === undefined) return current;
    return { ...change(current), evaluateAt: following };
  });
  journal.note(entry.key, look(written.isCurrent ? outcome : 'superseded'));
  return next === undefined ? [] : [next];
}

/** What was decided holds for the alarm that was read, and for no other settings or state. */
function isAsEvaluated(
  current: AlarmDocument | undefined,
  evaluated: AlarmDocument,
): current is AlarmDocument {
  return (
    isThere(current) &&
    current.incarnation === evaluated.incarnation &&
    current.sequence === evaluated.sequence
  );
}

interface Settling extends AlarmWorkerParts, Beat {
  readonly mutes: Mutes;
}

/** The query of an alarm on logs is a document of its own. */
async function scheduleQuery({ key, document }: AlarmAt, store: Store, now: Date): Promise<void> {
  const place = logQueryKey(scopeOf(key), document.alarm.AlarmName);
  await store.update(place, (current) => scheduledQuery(current, document, now));
}

/** Files history, tells targets of links, delivers actions, and then clears what is done. */
async function settle(alarmAt: AlarmAt, settling: Settling): Promise<void> {
  const { store, targets, now, spreadMilliseconds } = settling;
  // Most that come here have nothing to be done but an action that they repeat.
  const isMuted = alarmAt.document.mutedActions !== undefined;
  const released = isMuted ? await releaseMuted(alarmAt, settling) : alarmAt;
  if (released === undefined) return;
  const { key, document } = released;
  const scope = scopeOf(key);
  const { alarm } = document;
  const hasHistory = document.unfiledHistory.length > 0;
  if (hasHistory) await fileHistory(document.unfiledHistory, scope, store);
  for (const { to } of document.unfiledHistory) {
    if (to !== undefined) settling.observe({ kind: 'transition', StateValue: to });
  }
  const links = linksOf(document);
  for (const link of links) {
    const target = targets.find((each) => each.accepts(link.actionArn));
    const { AlarmName, AlarmArn: AlarmARN } = alarm;
    await target?.link(scope, { ...link, AlarmName, AlarmARN });
  }
  if (isLog(alarm)) await scheduleQuery(released, store, now);
  const ends = await deliverActions(released, settling);
  const filedIds = hasHistory ? new Set(document.unfiledHistory.map(({ id }) => id)) : noIds;
  const settlement = { filedIds, ...ends, links };
  const offsetMilliseconds = offsetIn(spreadMilliseconds, alarm.AlarmArn);
  await store.revise(
    released,
    (current) => current && settled(current, settlement, { now, offsetMilliseconds }),
  );
}

const noIds: ReadonlySet<string> = new Set();
