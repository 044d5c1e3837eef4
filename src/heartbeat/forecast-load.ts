import type { MetricDataQuery as CloudWatchQuery } from '@aws-sdk/client-cloudwatch';
import type {
  LaunchTemplateOverrides,
  MetricDataQuery,
  PredictiveScalingConfiguration,
} from '@aws-sdk/client-auto-scaling';
import {
  capacityNow,
  type Forecast,
  forecastAgain,
  type ForecastDocument,
  standingForecast,
  forecastKind,
  isRefreshDue,
  nextForecastLook,
  withForecast,
} from '../autoscaling/forecast-document.js';
import { forecastLook } from '../autoscaling/forecast-look.js';
import type { GroupDocument } from '../autoscaling/group-document.js';
import { notePlace } from '../autoscaling/identity.js';
import { launchOptions } from '../autoscaling/launch-options.js';
import { groupKey, policyKey } from '../autoscaling/keys.js';
import { forecastLoad, historyHours, type HourlyLoad } from '../autoscaling/load-forecast.js';
import { desiredCapacity } from '../autoscaling/placement.js';
import { isPolicyThere, type Policy } from '../autoscaling/policy-document.js';
import {
  loadPerUnit,
  measuredHours,
  pairCorrelation,
  withPrediction,
} from '../autoscaling/predicted-capacity.js';
import { predictiveQueries } from '../autoscaling/predictive-metrics.js';
import { bufferSecondsDefault } from '../autoscaling/predictive-request.js';
import { unitsInService } from '../autoscaling/served-capacity.js';
import { historyRanges, historySteps } from '../cloudwatch/metric-history.js';
import { cellOfValue } from '../datapoints/cell.js';
import type { Datapoints, Sample } from '../datapoints/datapoints.js';
import type { Look } from '../service.js';
import { type Key, partsOf, type Scope } from '../store/keys.js';
import type { Entry, Store } from '../store/store.js';
import { inTurns } from '../turns.js';
import type { Journal } from './journal.js';
import type { PlainWorker } from './worker.js';

/**
 * Forecasts the load of groups with predictive policies every six hours, and raises their capacity
 * when an hour begins to count. A policy that is gone takes its prediction with it.
 */
export interface ForecasterParts {
  readonly store: Store;
  readonly datapoints: Datapoints;
  readonly journal: Journal;
  readonly attend: (key: Key<unknown>, now: Date) => Promise<void>;
}

/** So many are seen to in a beat; each may read two weeks, and all others wait for the next. */
const forecastsMax = 4;
const waitMilliseconds = 1_000;

export function forecastLoads(parts: ForecasterParts): PlainWorker {
  return {
    kind: forecastKind,
    attend: async (entries, now) => {
      // The heartbeat gives a worker the documents of its kind alone.
      const forecasts = entries as readonly Entry<ForecastDocument>[];
      const until = new Date(now.getTime() + waitMilliseconds);
      const waiting = forecasts.slice(forecastsMax).map((entry) => ({ entry, until }));
      await parts.store.defer(waiting);
      for (const entry of forecasts.slice(0, forecastsMax)) await attendOne(entry, parts, now);
    },
    isMoving: () => false,
  };
}

async function attendOne(
  entry: Entry<ForecastDocument>,
  parts: ForecasterParts,
  now: Date,
): Promise<void> {
  const { store, journal, attend } = parts;
  const { key, document } = entry;
  const scope = partsOf(key);
  const { AutoScalingGroupName, PolicyName } = document;
  const names = { AutoScalingGroupName, PolicyName };
  const place = groupKey(scope, AutoScalingGroupName);
  const found = await store.get(policyKey(scope, AutoScalingGroupName, PolicyName));
  const group = await store.get(place);
  const scene = { ...parts, scope, now };
  const foreseen =
    group !== undefined && isPolicyThere(found) && isPredictive(found.policy)
      ? await foresee(document, { policy: found.policy, group }, scene)
      : undefined;
  const { capacity, configuration = none } = foreseen ?? {};
  const prediction = { PolicyName, capacity, configuration, now };
  await store.update(place, (current) =>
    current !== undefined && isSameGroup(current, group)
      ? withPrediction(current, prediction)
      : current,
  );
  const seen = { isNewest: false };
  await store.revise(entry, (current) => {
    seen.isNewest = current === document;
    return seen.isNewest ? foreseen?.document : current;
  });
  if (!seen.isNewest) {
    // The policy was put or deleted meanwhile, and what was predicted is perhaps not its word.
    await store.update(key, (current) => forecastAgain(current, names, now));
  } else if (foreseen !== undefined) {
    journal.note(notePlace(foreseen.PolicyARN), foreseen.look);
    await publish(foreseen.document, scene);
  }
  await attend(place, now);
}

const none: PredictiveScalingConfiguration = { MetricSpecifications: [] };

function isSameGroup({ group }: GroupDocument, other: GroupDocument | undefined): boolean {
  return group.AutoScalingGroupARN === other?.group.AutoScalingGroupARN;
}

type PredictivePolicy = Policy & {
  readonly PredictiveScalingConfiguration: PredictiveScalingConfiguration;
};

function isPredictive(policy: Policy): policy is PredictivePolicy {
  return policy.PredictiveScalingConfiguration !== undefined;
}

interface Foreseen {
  readonly PolicyARN: string;
  readonly document: ForecastDocument;
  readonly configuration: PredictiveScalingConfiguration;
  /** What the policy asks for now; undefined where it asks for nothing. */
  readonly capacity: number | undefined;
  readonly look: Look;
}

async function foresee(
  document: ForecastDocument,
  { policy, group }: { readonly policy: PredictivePolicy; readonly group: GroupDocument },
  place: Place,
): Promise<Foreseen> {
  const { now } = place;
  const { PredictiveScalingConfiguration: configuration, Enabled } = policy;
  const { SchedulingBufferTime = bufferSecondsDefault, Mode } = configuration;
  const known = standingForecast(document, policy);
  const refreshed = isRefreshDue(known, now)
    ? withForecast(known, await forecast(configuration, group, place), now)
    : known;
  const due = nextForecastLook(refreshed, now, SchedulingBufferTime);
  const isScaling = Enabled && Mode === 'ForecastAndScale';
  const capacity = capacityNow(refreshed, now, SchedulingBufferTime);
  return {
    PolicyARN: policy.PolicyARN,
    document: { ...refreshed, due },
    configuration,
    capacity: isScaling ? capacity : undefined,
    look: forecastLook({ document: refreshed, policy, capacity, isScaling }, now, due),
  };
}

interface Place {
  readonly datapoints: Datapoints;
  readonly scope: Scope;
  readonly now: Date;
}

async function forecast(
  { MetricSpecifications }: PredictiveScalingConfiguration,
  document: GroupDocument,
  place: Place,
): Promise<Forecast> {
  const [specification] = MetricSpecifications ?? [];
  const nothing: Forecast = { load: [], capacity: [] };
  if (specification === undefined) return nothing;
  const { AutoScalingGroupName } = document.group;
  const isWeighted = launchOptions(document).some(hasWeight);
  const queries = predictiveQueries(specification, { AutoScalingGroupName, isWeighted });
  const loads = await readHours(queries.load, place);
  const nowHour = Math.floor(place.now.getTime() / 3_600_000);
  const values = forecastLoad(loads, nowHour);
  if (values === undefined) return nothing;
  const scalings = byHour(await readHours(queries.scaling, place));
  const capacities = byHour(await readHours(queries.capacity, place));
  // Where nobody counted, it is taken that as much was in service as is now, or is to be soon.
  const present = unitsInService(document) || desiredCapacity(document);
  const measured = measuredHours(loads, scalings, (hour) => capacities.get(hour) ?? present);
  const perUnit = loadPerUnit(measured);
  const load = values.map((value, index) => ({ hour: nowHour + index, value }));
  const correlation = pairCorrelation(measured);
  const needed = (perUnit ?? 0) * (specification.TargetValue ?? 0);
  if (needed === 0) return { load, capacity: [], correlation };
  const capacity = load.map(({ hour, value }) => ({ hour, value: value / needed }));
  return { load, capacity, correlation };
}

function hasWeight({ WeightedCapacity }: LaunchTemplateOverrides): boolean {
  return WeightedCapacity !== undefined;
}

async function readHours(
  given: readonly MetricDataQuery[],
  { datapoints, scope, now }: Place,
): Promise<readonly HourlyLoad[]> {
  const endSeconds = Math.floor(now.getTime() / 3_600_000) * 3_600;
  const startSeconds = endSeconds - historyHours * 3_600;
  const window = { startSeconds, endSeconds, periodSeconds: 3_600 };
  // These are queries of CloudWatch, but for the period, which is an hour here.
  const queries = given as readonly CloudWatchQuery[];
  const read = await datapoints.read([...historyRanges(scope, queries, window)], now);
  const { times, values } = await inTurns(historySteps(queries, read, window));
  return times.flatMap((seconds, index) => {
    const value = values[index];
    return value === undefined ? [] : [{ hour: Math.floor(seconds / 3_600), value }];
  });
}

function byHour(hours: readonly HourlyLoad[]): ReadonlyMap<number, number> {
  return new Map(hours.map(({ hour, value }) => [hour, value]));
}

type Dimensions = Sample['metric']['Dimensions'];

/** The forecast of this hour, as metrics of the group. */
async function publish(document: ForecastDocument, place: Place): Promise<void> {
  const { datapoints, scope, now } = place;
  const hour = Math.floor(now.getTime() / 3_600_000);
  const { AutoScalingGroupName, PolicyName } = document;
  const ofGroup = { Name: 'AutoScalingGroupName', Value: AutoScalingGroupName };
  const named = { Name: 'PolicyName', Value: PolicyName };
  const ofPolicy = [ofGroup, named];
  const ofPair = [ofGroup, { Name: 'PairIndex', Value: '0' }, named];
  const sampleOf = (MetricName: string, Dimensions: Dimensions, value?: number): Sample[] => {
    if (value === undefined) return [];
    const metric = { ...scope, Namespace: 'AWS/AutoScaling', MetricName, Dimensions };
    const cell = cellOfValue(value);
    return [{ metric, Unit: 'None', Timestamp: now, StorageResolution: 60, cell }];
  };
  const { load, capacity, correlation } = document;
  const samples = [
    ...sampleOf('PredictiveScalingLoadForecast', ofPair, byHour(load).get(hour)),
    ...sampleOf('PredictiveScalingCapacityForecast', ofPolicy, byHour(capacity).get(hour)),
    ...sampleOf('PredictiveScalingMetricPairCorrelation', ofPair, correlation),
  ];
  if (samples.length > 0) await datapoints.append(samples, now);
}
