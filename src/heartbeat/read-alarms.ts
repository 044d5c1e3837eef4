import { readThresholdBand, type ThresholdBand } from '../cloudwatch/alarm-band.js';
import { type Alarm, type AlarmDocument, isOnMetrics } from '../cloudwatch/alarm-document.js';
import type { Reading } from '../cloudwatch/alarm-judgement.js';
import type { AlarmPlan } from '../cloudwatch/alarm-plan.js';
import { alarmRanges } from '../cloudwatch/alarm-points.js';
import { evaluationWindow } from '../cloudwatch/alarm-schedule.js';
import { type InsightsGroups, readGroups } from '../cloudwatch/insights-reading.js';
import type { Window } from '../cloudwatch/window.js';
import type { Datapoints, Range } from '../datapoints/datapoints.js';
import { scopeOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import type { AlarmPlans } from './alarm-plans.js';
import type { DataSourceAsks } from './data-source-asks.js';

export interface AlarmSeen {
  readonly entry: Entry<AlarmDocument>;
  readonly reading: Reading;
}

export interface ReadingParts {
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly plans: AlarmPlans;
  readonly dataSources?: DataSourceAsks | undefined;
}

/**
 * What the evaluations look at: one read for all metrics, and one for each query. Those whose
 * functions have not answered yet are not among them.
 */
export async function readAlarms(
  entries: readonly Entry<AlarmDocument>[],
  { store, datapoints, plans, dataSources }: ReadingParts,
  now: Date,
): Promise<readonly AlarmSeen[]> {
  const all = entries.map((entry): AlarmInWindow => {
    const { key, document } = entry;
    const alarm = metricAlarm(document);
    const plan = plans.of(key, document, alarm);
    return { entry, plan, window: evaluationWindow(plan.times, now) };
  });
  const asking = all.filter(({ plan }) => (plan.queries?.dataSources.length ?? 0) > 0);
  const brought = asking.length > 0 ? await dataSources?.answersFor(asking) : undefined;
  const waiting = new Set(asking.filter(({ entry }) => brought?.has(entry) !== true));
  const alarms = waiting.size === 0 ? all : all.filter((alarm) => !waiting.has(alarm));
  const ranges: Range[] = [];
  for (const { plan, window } of alarms) ranges.push(...alarmRanges(plan, window));
  const cells = await datapoints.read(ranges, now);
  const bands = await readBands(alarms, store);
  const insightsOf = await readInsights(alarms, datapoints, now);
  let taken = 0;
  return alarms.map(({ entry, plan, window }) => {
    const read = cells.slice(taken, (taken += plan.sources.length));
    const insights = insightsOf.get(entry);
    const { groups } = insights ?? {};
    const found = { band: bands.get(entry), insights, groups, brought: brought?.get(entry) };
    return { entry, reading: { plan, window, read, ...found, now } };
  });
}

function metricAlarm({ alarm }: AlarmDocument): Alarm {
  if (!isOnMetrics(alarm)) throw new Error('It has no metric, and is judged elsewhere.');
  return alarm;
}

interface AlarmInWindow {
  readonly entry: Entry<AlarmDocument>;
  readonly plan: AlarmPlan;
  readonly window: Window;
}

/** Most alarms have none. */
async function readBands(
  alarms: readonly AlarmInWindow[],
  store: Store,
): Promise<ReadonlyMap<Entry<AlarmDocument>, ThresholdBand>> {
  const bands = new Map<Entry<AlarmDocument>, ThresholdBand>();
  const reads = alarms
    .filter(({ plan }) => plan.band !== undefined)
    .map(async ({ entry, plan: { band } }) => {
      if (band === undefined) return;
      bands.set(entry, await readThresholdBand(store, scopeOf(entry.key), band));
    });
  await Promise.all(reads);
  return bands;
}

const queriesAtOnce = 16;

async function readInsights(
  alarms: readonly AlarmInWindow[],
  datapoints: Datapoints,
  now: Date,
): Promise<ReadonlyMap<Entry<AlarmDocument>, InsightsGroups>> {
  const querying = alarms.filter(({ plan }) => plan.query !== undefined);
  const found = new Map<Entry<AlarmDocument>, InsightsGroups>();
  for (let start = 0; start < querying.length; start += queriesAtOnce) {
    const reads = querying
      .slice(start, start + queriesAtOnce)
      .map(async ({ entry, plan: { query }, window }) => {
        if (query === undefined) return;
        const source = { ...scopeOf(entry.key), now, datapoints };
        found.set(entry, await readGroups(query, window, source));
      });
    await Promise.all(reads);
  }
  return found;
}
