import { type Key, keyOf, type Scope } from '../store/keys.js';
import type { Document } from '../store/store.js';
import type { HourlyLoad } from './load-forecast.js';
import { roundedUp } from './units.js';

/** What was forecast for a predictive policy: hours of the past as they were forecast then. */
export interface ForecastDocument extends Document {
  readonly AutoScalingGroupName: string;
  readonly PolicyName: string;
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

/** The policy is new, changed or gone: what follows is seen to at once. */
export function forecastAgain(
  current: ForecastDocument | undefined,
  names: Pick<ForecastDocument, 'AutoScalingGroupName' | 'PolicyName'>,
  now: Date,
): ForecastDocument {
  const { load = [], capacity = [] } = current ?? {};
  return { ...names, load, capacity, due: now };
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
  const first = forecast.load[0]?.hour ?? Infinity;
  const oldest = Math.floor(now.getTime() / hour) - keptHours;
  const past = (hours: readonly HourlyLoad[]): HourlyLoad[] =>
    hours.filter((each) => each.hour < first && each.hour >= oldest);
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
