import { type Key, keyOf, type Prefix, prefixOf, type Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import type { HourlyLoad } from './load-forecast.js';
import type { Policy } from './policy-document.js';
import { roundedUp } from './units.js';

/** What was forecast for a predictive policy: hours of the past as they were forecast then. */
export interface ForecastDocument extends Document {
  readonly AutoScalingGroupName: string;
  readonly PolicyName: string;
  /** The policy and the metrics that it was made for. */
  readonly purpose?: string | undefined;
  readonly load: readonly HourlyLoad[];
  readonly capacity: readonly HourlyLoad[];
  /** Of its pair of metrics, when it was last forecast. */
  readonly correlation?: number | undefined;
  readonly updatedAt?: Date | undefined;
}

export const forecastKind = 'load-forecast';

export function forecastKey(scope: Scope, group: string, policy: string): Key<ForecastDocument> {
  return keyOf(scope, forecastKind, group, policy);
}

/** Those of the policies of a group. */
export function forecastPrefix(scope: Scope, group: string): Prefix<ForecastDocument> {
  return prefixOf(scope, forecastKind, group);
}

/** The policy is new, changed or gone: what follows is seen to at once. */
export function forecastAgain(
  current: ForecastDocument | undefined,
  names: Pick<ForecastDocument, 'AutoScalingGroupName' | 'PolicyName'>,
  now: Date,
): ForecastDocument {
  const { purpose, load = [], capacity = [] } = current ?? {};
  return { ...names, purpose, load, capacity, due: now };
}

/**
 * What of a forecast holds for a policy as it is now: nothing of what was forecast for another one
 * of its name, or from other metrics or for another target. A forecast takes 24 hours of the past
 * of its own metrics ("How predictive scaling works").
 */
export function standingForecast(document: ForecastDocument, policy: Policy): ForecastDocument {
  const purpose = purposeOf(policy);
  if (document.purpose === purpose) return document;
  const { AutoScalingGroupName, PolicyName, due } = document;
  return { AutoScalingGroupName, PolicyName, purpose, load: [], capacity: [], due };
}

/** The ARN of a policy is never given to another one. */
function purposeOf({ PolicyARN, PredictiveScalingConfiguration }: Policy): string {
  return JSON.stringify([PolicyARN, PredictiveScalingConfiguration?.MetricSpecifications]);
}

const hour = 3_600_000;
const refreshMilliseconds = 6 * hour;
const keptHours = 14 * 24;

export function isRefreshDue({ updatedAt }: ForecastDocument, now: Date): boolean {
  return updatedAt === undefined || now.getTime() - updatedAt.getTime() >= refreshMilliseconds;
}

export interface Forecast {
  readonly load: readonly HourlyLoad[];
  readonly capacity: readonly HourlyLoad[];
  readonly correlation?: number | undefined;
}

export function withForecast(
  document: ForecastDocument,
  forecast: Forecast,
  now: Date,
): ForecastDocument {
  // Also where nothing can be forecast any more, what was is no word on the hours to come.
  const first = Math.floor(now.getTime() / hour);
  const past = (hours: readonly HourlyLoad[]): HourlyLoad[] =>
    hours.filter((each) => each.hour < first && each.hour >= first - keptHours);
  return {
    ...document,
    load: [...past(document.load), ...forecast.load],
    capacity: [...past(document.capacity), ...forecast.capacity],
    correlation: forecast.correlation,
    updatedAt: now,
  };
}

/** What the forecast asks for now: of this hour, and of the next once it is so near. */
export function capacityNow(
  { capacity }: ForecastDocument,
  now: Date,
  bufferSeconds: number,
): number | undefined {
  const from = Math.floor(now.getTime() / hour);
  const to = Math.floor((now.getTime() + bufferSeconds * 1000) / hour);
  const values = capacity.filter((each) => each.hour >= from && each.hour <= to);
  if (values.length === 0) return undefined;
  return roundedUp(Math.max(...values.map(({ value }) => value)));
}

/** When the next hour begins to count, or it is time to forecast again. */
export function nextForecastLook(
  { updatedAt = new Date(0) }: ForecastDocument,
  now: Date,
  bufferSeconds: number,
): Date {
  const buffer = bufferSeconds * 1000;
  const nextHour = (time: number): number => (Math.floor(time / hour) + 1) * hour;
  const times = [
    nextHour(now.getTime()),
    nextHour(now.getTime() + buffer) - buffer,
    updatedAt.getTime() + refreshMilliseconds,
  ].filter((time) => time > now.getTime());
  return new Date(Math.min(...times));
}
