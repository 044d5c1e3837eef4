import type { Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { Alarm } from './alarm-document.js';
import { type AlarmMetricsPlan, alarmPeriod, planAlarmMetrics } from './alarm-metrics.js';
import {
  bandCalls,
  type BandRequest,
  bandRequest,
  type Learned,
  learned,
  periodBand,
} from './anomaly-bands.js';
import { detectorKey } from './anomaly-detector.js';
import { inExpression } from './expression-plan.js';

/**
 * The band of an anomaly alarm. Its detector is made with the alarm, if there is none yet; until it
 * has learned enough there is no band, and the alarm's datapoints are as if missing.
 */
export type ThresholdBand = (startSeconds: number) => ThresholdRange | undefined;

export interface ThresholdRange {
  readonly lower: number;
  readonly upper: number;
}

type BandAlarm = Pick<Alarm, 'Metrics' | 'ThresholdMetricId'>;

/** Undefined of an alarm with a threshold. */
export function alarmBandRequest({
  Metrics = [],
  ThresholdMetricId,
}: BandAlarm): BandRequest | undefined {
  if (ThresholdMetricId === undefined) return undefined;
  return bandRequestOf(planAlarmMetrics(Metrics, ThresholdMetricId), Metrics);
}

export function bandRequestOf(
  plan: AlarmMetricsPlan,
  queries: NonNullable<Alarm['Metrics']>,
): BandRequest | undefined {
  const { band, expressions } = plan;
  const [call] = band === undefined ? [] : bandCalls(band);
  if (band === undefined || call === undefined) return undefined;
  const periodSeconds = alarmPeriod({ Metrics: queries });
  const metrics = plan.metrics.map((metric) => ({ ...metric, Label: metric.Id, periodSeconds }));
  return inExpression(band.Id, () => bandRequest(call, { metrics, expressions, queries }));
}

export async function readThresholdBand(
  store: Store,
  scope: Scope,
  request: BandRequest,
): Promise<ThresholdBand> {
  const detector = await store.get(detectorKey(scope, request.subject));
  return thresholdBand(learned(detector), request);
}

function thresholdBand(known: Learned | undefined, request: BandRequest): ThresholdBand {
  return (startSeconds) => {
    if (known === undefined) return undefined;
    const { lower, upper } = periodBand(request, known, [startSeconds]);
    const [low = NaN, high = NaN] = [lower[0], upper[0]];
    // As in GetMetricData, where a bound would be infinite there is none.
    return Number.isFinite(low) && Number.isFinite(high) ? { lower: low, upper: high } : undefined;
  };
}
