import { namedArns } from '../cloudwatch/alarm.js';
import { readThresholdBand } from '../cloudwatch/alarm-band.js';
import {
  type Alarm,
  type AlarmDocument,
  alarmKind,
  historyKind,
  isComposite,
  isPromQL,
  type MeasuringAlarm,
} from '../cloudwatch/alarm-document.js';
import { isInsightsAlarm, readAlarmGroups } from '../cloudwatch/alarm-insights.js';
import { type Judgement, judgeAlarm, type Reading } from '../cloudwatch/alarm-judgement.js';
import { isReleaseDue } from '../cloudwatch/alarm-muting.js';
import { alarmRanges } from '../cloudwatch/alarm-points.js';
import { evaluationWindow, followingEvaluation, offsetIn } from '../cloudwatch/alarm-schedule.js';
import { linksOf, needsSettling, settled } from '../cloudwatch/alarm-settling.js';
import type { InsightsGroups } from '../cloudwatch/insights-reading.js';
import type { Window } from '../cloudwatch/window.js';
import type { Datapoints } from '../datapoints/datapoints.js';
import { partsOf, type Scope, scopeOf } from '../store/keys.js';
import type { Document, Entry, Store } from '../store/store.js';
import type { ActionTarget } from './action-target.js';
import { deliverActions } from './deliver-actions.js';
import { EvaluationLoad } from './evaluation-load.js';
import { fileHistory } from './file-history.js';
import { type AlarmAt, followChildren } from './follow-children.js';
import type { BeatObservation } from './heartbeat.js';
import type { Journal } from './journal.js';
import { judgePromQLAlarms } from './judge-promql-alarms.js';
import { createMutes, type Mutes, releaseMuted } from './mute-alarms.js';
import type { StagedWorker, Worker } from './worker.js';

export interface AlarmWorkerParts {
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly targets: readonly ActionTarget[];
  readonly journal: Journal;
  readonly observe: (observation: BeatObservation) => void;
}

/**
 * Sees to alarms: to the evaluations whose time has come, all of a batch with one read, then to
 * composite alarms, and then to what changes have left to be done. A state that stays only moves
 * the alarm's `due`.
 */
export function attendAlarms(parts: AlarmWorkerParts): StagedWorker {
  const load = new EvaluationLoad();
  const beatAt = (now: Date): Beat => ({ now, spreadMilliseconds: load.spreadMilliseconds });
  // The heartbeat gives a worker the documents of its kind alone.
  return {
    kind: alarmKind,
    isRecurring: true,
    evaluate: async (entries, now) => {
      const alarms = entries as readonly Entry<AlarmDocument>[];
      const evaluated: Entry<AlarmDocument>[] = [];
      // Composite alarms are due for that, or for a time at which their suppressor's hold ends.
      const unsettled: Entry<AlarmDocument>[] = [];
      for (const entry of alarms) {
        const { document } = entry;
        if (needsSettling(document) || isComposite(document.alarm)) unsettled.push(entry);
        else evaluated.push(entry);
      }
      load.note(evaluated.length, now);
      const changed = await evaluateAll(evaluated, parts, beatAt(now));
      const hasChanged = new Set(changed.map(({ key }) => key.text));
      const released = evaluated.filter(({ key, document }) => {
        return isReleaseDue(document, now) && !hasChanged.has(key.text);
      });
      return [...changed, ...unsettled, ...released];
    },
    follow: async (evaluated, now) => {
      const alarms = evaluated as readonly AlarmAt[];
      const followers = await followChildren(alarms, parts, now);
      return [...new Map([...alarms, ...followers].map((each) => [each.key.text, each])).values()];
    },
    settle: async (followed, now) => {
      const settling = { ...beatAt(now), mutes: createMutes(parts.store, now) };
      const alarms = followed as readonly AlarmAt[];
      await Promise.all(alarms.map((each) => settle(each, parts, settling)));
    },
    // The document is an alarm, as above.
    isMoving: (document) => needsSettling(document as AlarmDocument),
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

interface Beat {
  readonly now: Date;
  readonly spreadMilliseconds: number;
}

/** Those whose evaluation changed them; all others are only moved to their next one. */
async function evaluateAll(
  entries: readonly Entry<AlarmDocument>[],
  parts: AlarmWorkerParts,
  { now, spreadMilliseconds }: Beat,
): Promise<readonly AlarmAt[]> {
  const { store } = parts;
  const isQuery = ({ document }: Entry<AlarmDocument>): boolean => isPromQL(document.alarm);
  const seen = await readAll(
    entries.filter((entry) => !isQuery(entry)),
    parts,
    now,
  );
  const judged = seen.map(({ entry, reading }) => {
    return { entry, judgement: judgeAlarm(entry.document, reading) };
  });
  const decided = [...judged, ...(await judgePromQLAlarms(entries.filter(isQuery), parts, now))];
  const quiet = decided.filter(({ judgement }) => judgement.change === undefined);
  for (const { entry, judgement } of quiet) parts.journal.note(entry.key, judgement.look('stayed'));
  await store.defer(
    quiet.map(({ entry }) => {
      const alarm = measuringAlarm(entry.document);
      const offset = offsetIn(spreadMilliseconds, alarm.AlarmArn);
      return { entry, until: nextLook(entry.document, followingEvaluation(alarm, now, offset)) };
    }),
  );
  const changed = decided.filter(({ judgement }) => judgement.change !== undefined);
  const written = await Promise.all(changed.map((each) => writeJudgement(each, parts)));
  return written.flat();
}

interface Decided {
  readonly entry: Entry<AlarmDocument>;
  readonly judgement: Judgement;
}

async function writeJudgement(
  { entry: { key, document }, judgement: { change, outcome, look } }: Decided,
  { store, journal }: AlarmWorkerParts,
): Promise<readonly AlarmAt[]> {
  const written = { isCurrent: false };
  const next = await store.update(key, (current) => {
    written.isCurrent = isAsEvaluated(current, document);
    return isAsEvaluated(current, document) && change !== undefined ? change(current) : current;
  });
  journal.note(key, look(written.isCurrent ? outcome : 'superseded'));
  return next === undefined ? [] : [{ key, document: next }];
}

interface AlarmSeen {
  readonly entry: Entry<AlarmDocument>;
  readonly reading: Reading;
}

/** What the evaluations look at: one read for all metrics, and one for each query. */
async function readAll(
  entries: readonly Entry<AlarmDocument>[],
  { store, datapoints }: AlarmWorkerParts,
  now: Date,
): Promise<readonly AlarmSeen[]> {
  const alarms = entries.map((entry): AlarmInWindow => {
    const alarm = metricAlarm(entry.document);
    const window = evaluationWindow(alarm, now);
    return { entry, alarm, scope: scopeOf(entry.key), window };
  });
  const ranges = alarms.map(({ scope, alarm, window }) => alarmRanges(scope, alarm, window));
  const all = await datapoints.read(ranges.flat(), now);
  const bands = await Promise.all(
    alarms.map(({ scope, alarm }) => readThresholdBand(store, scope, alarm)),
  );
  const found = await readInsights(alarms, datapoints, now);
  let taken = 0;
  return alarms.map(({ entry, window }, index) => {
    const read = all.slice(taken, (taken += ranges[index]?.length ?? 0));
    const insights = found.get(entry);
    const { groups } = insights ?? {};
    return { entry, reading: { window, read, band: bands[index], insights, groups, now } };
  });
}

interface AlarmInWindow {
  readonly entry: Entry<AlarmDocument>;
  readonly alarm: Alarm;
  readonly scope: Scope;
  readonly window: Window;
}

const queriesAtOnce = 16;

async function readInsights(
  alarms: readonly AlarmInWindow[],
  datapoints: Datapoints,
  now: Date,
): Promise<ReadonlyMap<Entry<AlarmDocument>, InsightsGroups>> {
  const querying = alarms.filter(({ alarm }) => isInsightsAlarm(alarm));
  const found = new Map<Entry<AlarmDocument>, InsightsGroups>();
  for (let start = 0; start < querying.length; start += queriesAtOnce) {
    const reads = querying
      .slice(start, start + queriesAtOnce)
      .map(async ({ entry, alarm, scope, window }) => {
        const groups = await readAlarmGroups(alarm, window, { ...scope, now, datapoints });
        if (groups !== undefined) found.set(entry, groups);
      });
    await Promise.all(reads);
  }
  return found;
}

/** Muted actions may come before the next evaluation. */
function nextLook({ mutedActions }: AlarmDocument, evaluation: Date): Date {
  if (mutedActions === undefined || mutedActions.until > evaluation) return evaluation;
  return mutedActions.until;
}

function measuringAlarm({ alarm }: AlarmDocument): MeasuringAlarm {
  if (isComposite(alarm)) throw new Error('A composite alarm has no metric.');
  return alarm;
}

function metricAlarm(document: AlarmDocument): Alarm {
  const alarm = measuringAlarm(document);
  if (isPromQL(alarm)) throw new Error('An alarm on a query is judged elsewhere.');
  return alarm;
}

/** What was decided holds for the alarm that was read, and for no other settings or state. */
function isAsEvaluated(
  current: AlarmDocument | undefined,
  evaluated: AlarmDocument,
): current is AlarmDocument {
  return (
    current?.isDeleted === undefined &&
    current?.incarnation === evaluated.incarnation &&
    current.sequence === evaluated.sequence
  );
}

interface SettlingBeat extends Beat {
  readonly mutes: Mutes;
}

/** Files history, tells targets of links, delivers actions, and then clears what is done. */
async function settle(
  alarmAt: AlarmAt,
  parts: AlarmWorkerParts,
  { now, spreadMilliseconds, mutes }: SettlingBeat,
): Promise<void> {
  const { store, targets } = parts;
  const released = await releaseMuted(alarmAt, { store, mutes, now });
  if (released === undefined) return;
  const { key, document } = released;
  const scope = partsOf(key);
  const { alarm } = document;
  await fileHistory(document.unfiledHistory, scope, store);
  for (const { item } of document.unfiledHistory) {
    if (item.HistoryItemType !== 'StateUpdate') continue;
    parts.observe({ kind: 'transition', StateValue: alarm.StateValue });
  }
  for (const link of linksOf(document)) {
    const target = targets.find((each) => each.accepts(link.actionArn));
    const { AlarmName, AlarmArn: AlarmARN } = alarm;
    await target?.link(scope, { ...link, AlarmName, AlarmARN });
  }
  const ends = await deliverActions(released, { ...parts, mutes, now });
  const filedIds = new Set(document.unfiledHistory.map(({ id }) => id));
  const settlement = { filedIds, ...ends, linkedArns: namedArns(document) };
  const offsetMilliseconds = offsetIn(spreadMilliseconds, alarm.AlarmArn);
  await store.update(
    key,
    (current) => current && settled(current, settlement, { now, offsetMilliseconds }),
  );
}
