import {
  type Alarm,
  type AlarmDocument,
  type AnyAlarm,
  isOnMetrics,
} from '../../src/cloudwatch/alarm-document.js';
import { isLog } from '../../src/cloudwatch/log-alarm.js';
import { noResults } from '../../src/cloudwatch/log-results.js';
import { hosts } from './contributor-cast.js';
import { byHand } from './naive-reason.js';
import type { SampleLedger } from './sample-ledger.js';

/**
 * An alarm that warms up is moved by nothing but a hand, or by another query that it is put on, of
 * which it knows nothing yet. It has warmed up when its time is over, or when its window is full:
 * there is a datapoint of the newest minute, and one that is as old as the window is long, whatever
 * came in between. Results of queries fill a window one by one.
 */
export function warmUpFault(
  old: AlarmDocument,
  { alarm, contributors = [], queryResults = noResults }: AlarmDocument,
  { ledger, now }: { readonly ledger: SampleLedger; readonly now: Date },
): string | undefined {
  if (old.warmUp === undefined || (!isOnMetrics(alarm) && !isLog(alarm))) return undefined;
  const hasMoved = old.alarm.StateValue !== alarm.StateValue && !isMovedByCall(alarm);
  if (alarm.EvaluationState === 'IN_WARM_UP') {
    return hasMoved || contributors.length > 0 ? 'It moves in its warm-up.' : undefined;
  }
  const { WarmUpConfiguration } = alarm;
  const minutes = WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 0;
  if (now.getTime() - old.warmUp.since.getTime() >= minutes * 60_000) return undefined;
  if (WarmUpConfiguration?.OnlyStartEvaluatingAfterWarmUpPeriodEnds === true) {
    return 'It does not warm up for all of its time.';
  }
  if (isLog(alarm)) {
    const isFull = queryResults.executions.length >= alarm.QueryResultsToEvaluate;
    return isFull ? undefined : 'Too few results have come.';
  }
  return isFull(alarm, old.warmUp.since, { ledger, now }) ? undefined : 'Its window is not full.';
}

function isMovedByCall({ StateReason = '' }: AnyAlarm): boolean {
  return StateReason === byHand || StateReason === 'Unchecked: The query of the alarm was updated';
}

/** Of an alarm on several series any of them may fill it. */
function isFull(
  { MetricName, EvaluationPeriods }: Alarm,
  since: Date,
  { ledger, now }: { readonly ledger: SampleLedger; readonly now: Date },
): boolean {
  const end = Math.floor(now.getTime() / 60_000) * 60;
  const isAnyIn = (startSeconds: number, endSeconds: number): boolean => {
    const stretch = { startSeconds, endSeconds };
    const counts =
      MetricName === undefined
        ? hosts.map((host) => {
            return ledger.statistic('SampleCount', { MetricName: 'm', host, ...stretch });
          })
        : [ledger.statistic('SampleCount', { MetricName, ...stretch })];
    return counts.some((count) => count !== undefined);
  };
  const oldestSeconds = since.getTime() / 1000 - (EvaluationPeriods + 3) * 60;
  return isAnyIn(end - 60, end) && isAnyIn(oldestSeconds, end - (EvaluationPeriods - 1) * 60);
}
