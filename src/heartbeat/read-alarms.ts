import { readThresholdBand, type ThresholdBand } from '../cloudwatch/alarm-band.js';
import { type Alarm, type AlarmDocument, isOnMetrics } from '../cloudwatch/alarm-document.js';
import type { AlarmPlan } from '../cloudwatch/alarm-plan.js';
import { alarmPoints, alarmRanges, type AlarmView } from '../cloudwatch/alarm-points.js';
import { evaluationWindow } from '../cloudwatch/alarm-schedule.js';
import { type Brought, isFunctionError } from '../cloudwatch/data-source.js';
import { type InsightsGroups, readGroups } from '../cloudwatch/insights-reading.js';
import { pointsIn, SharedPoints, type SharedView } from '../cloudwatch/shared-points.js';
import type { Window } from '../cloudwatch/window.js';
import type { Datapoints, UnitCells } from '../datapoints/datapoints.js';
import { scopeOf } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import type { AlarmPlans } from './alarm-plans.js';
import type { DataSourceAsks } from './data-source-asks.js';

export interface AlarmSeen {
  readonly entry: Entry<AlarmDocument>;
  readonly view: AlarmView;
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
  const points = new SharedPoints();
  const alarms = entries.map((entry): AlarmInWindow => {
    const { key, document } = entry;
    const plan = plans.of(key, document, metricAlarm(document));
    const window = evaluationWindow(plan, now);
    const { source } = plan;
    return { entry, plan, window, shared: source && points.viewOf(source, window) };
  });
  const asked = await answered(alarms.filter(isOnQueries), dataSources);
  const ranges = asked.flatMap(({ plan, window }) => alarmRanges(plan, window));
  const shared = points.ranges();
  const cells = await datapoints.read([...shared, ...ranges], now);
  points.fold(cells);
  const parts = { store, datapoints, now };
  const others = await viewQueries(asked, cells.slice(shared.length), parts);
  const seen: AlarmSeen[] = [];
  for (const alarm of alarms) {
    const view = viewOfMetric(alarm, now) ?? others.get(alarm.entry);
    if (view !== undefined) seen.push({ entry: alarm.entry, view });
  }
  return seen;
}

function metricAlarm({ alarm }: AlarmDocument): Alarm {
  if (!isOnMetrics(alarm)) throw new Error('It has no metric, and is judged elsewhere.');
  return alarm;
}

interface AlarmInWindow {
  readonly entry: Entry<AlarmDocument>;
  readonly plan: AlarmPlan;
  readonly window: Window;
  /** Of an alarm on one metric. */
  readonly shared: SharedView | undefined;
}

function viewOfMetric({ plan, window, shared }: AlarmInWindow, now: Date): AlarmView | undefined {
  if (shared === undefined) return undefined;
  const points = pointsIn(shared, window);
  return { plan, window, points, insights: undefined, hasFailed: false, now };
}

function isOnQueries({ shared }: AlarmInWindow): boolean {
  return shared === undefined;
}

interface AnsweredAlarm extends AlarmInWindow {
  readonly brought?: Brought | undefined;
}

/** Without those that have to wait for their functions. */
async function answered(
  alarms: readonly AlarmInWindow[],
  dataSources: DataSourceAsks | undefined,
): Promise<readonly AnsweredAlarm[]> {
  const isAsking = ({ plan }: AlarmInWindow): boolean => {
    return plan.queries !== undefined && plan.queries.dataSources.length > 0;
  };
  const asking = alarms.filter(isAsking);
  if (asking.length === 0) return alarms;
  const answers = await dataSources?.answersFor(asking);
  return alarms
    .map((alarm) => ({ ...alarm, brought: answers?.get(alarm.entry) }))
    .filter((alarm) => !isAsking(alarm) || alarm.brought !== undefined);
}

interface ViewingParts {
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly now: Date;
}

/** `cells` are those of the ranges of all these alarms. */
async function viewQueries(
  alarms: readonly AnsweredAlarm[],
  cells: readonly (readonly UnitCells[])[],
  { store, datapoints, now }: ViewingParts,
): Promise<ReadonlyMap<Entry<AlarmDocument>, AlarmView>> {
  const views = new Map<Entry<AlarmDocument>, AlarmView>();
  if (alarms.length === 0) return views;
  const bands = await readBands(alarms, store);
  const insightsOf = await readInsights(alarms, datapoints, now);
  let taken = 0;
  for (const { entry, plan, window, brought } of alarms) {
    const read = cells.slice(taken, (taken += plan.sources.length));
    const insights = insightsOf.get(entry);
    const found = { read, band: bands.get(entry), groups: insights?.groups, brought };
    const points = alarmPoints({ plan, window, ...found });
    const hasFailed = brought !== undefined && [...brought.values()].some(isFunctionError);
    views.set(entry, { plan, window, points, insights, hasFailed, now });
  }
  return views;
}

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
