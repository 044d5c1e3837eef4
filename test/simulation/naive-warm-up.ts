import { type AlarmDocument, isOnMetrics } from '../../src/cloudwatch/alarm-document.js';
import { byHand } from './naive-reason.js';
import type { SampleLedger } from './sample-ledger.js';

/**
 * An alarm that warms up is moved by nothing but a hand, and has done so when its time is over, or
 * when its window is full: there is a datapoint of the newest minute, and one that is as old as the
 * window is long, whatever came in between.
 */
export function warmUpFault(
  old: AlarmDocument,
  { alarm }: AlarmDocument,
  { ledger, now }: { readonly ledger: SampleLedger; readonly now: Date },
): string | undefined {
  if (old.warmUp === undefined || !isOnMetrics(alarm)) return undefined;
  const hasMoved = old.alarm.StateValue !== alarm.StateValue && alarm.StateReason !== byHand;
  if (alarm.EvaluationState === 'IN_WARM_UP')
    return hasMoved ? 'It moves in its warm-up.' : undefined;
  const { WarmUpConfiguration, MetricName = '', EvaluationPeriods } = alarm;
  const minutes = WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 0;
  if (now.getTime() - old.warmUp.since.getTime() >= minutes * 60_000) return undefined;
  if (WarmUpConfiguration?.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true) {
    return 'It does not warm up for all of its time.';
  }
  const end = Math.floor(now.getTime() / 60_000) * 60;
  const countIn = (startSeconds: number, endSeconds: number): number | undefined =>
    ledger.statistic('SampleCount', { MetricName, startSeconds, endSeconds });
  const newest = countIn(end - 60, end);
  const sinceSeconds = old.warmUp.since.getTime() / 1000;
  const oldest = countIn(
    sinceSeconds - (EvaluationPeriods + 3) * 60,
    end - (EvaluationPeriods - 1) * 60,
  );
  return newest === undefined || oldest === undefined ? 'Its window is not full.' : undefined;
}
