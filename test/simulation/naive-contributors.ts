import {
  type Alarm,
  type AlarmDocument,
  isComposite,
  isPromQL,
  type PromQLAlarm,
} from '../../src/cloudwatch/alarm-document.js';
import { contributorIdentity } from '../../src/cloudwatch/contributor.js';
import { naiveDecision } from '../cloudwatch/naive-alarm.js';
import { isLog } from '../../src/cloudwatch/log-alarm.js';
import { hosts } from './contributor-cast.js';
import { byHand, isBreaching } from './naive-reason.js';
import type { SampleLedger } from './sample-ledger.js';

/**
 * Tells once more, from the samples that were sent, which hosts are in ALARM behind an evaluation
 * of an alarm on several series, and what the alarm says of them. Each host has what it had, where
 * nothing is decided about it.
 */
export function contributorsFault(
  old: AlarmDocument,
  next: AlarmDocument,
  { ledger, now }: { readonly ledger: SampleLedger; readonly now: Date },
): string | undefined {
  const { alarm } = next;
  const isEvaluated =
    old.contributors !== next.contributors || old.contributorTimes !== next.contributorTimes;
  if (!isEvaluated || isComposite(alarm) || isLog(alarm)) return undefined;
  const scene = { ledger, nowSeconds: now.getTime() / 1000 };
  const expected = isPromQL(alarm)
    ? afterVector(alarm, old, scene)
    : afterEvaluation(alarm, namesOf(old), scene);
  if (expected === undefined) return undefined;
  const names = namesOf(next).join();
  if (names !== expected.names.join())
    return `${names} are in ALARM, not ${expected.names.join()}.`;
  const { StateReason = '' } = alarm;
  const isNews = old.alarm.StateReason !== StateReason && StateReason !== byHand;
  if (isNews && expected.reason !== undefined && StateReason !== expected.reason) {
    return `It says ${StateReason}, and not ${expected.reason}`;
  }
  return undefined;
}

/** In order. */
export function namesOf({ contributors = [] }: AlarmDocument): readonly string[] {
  return contributors.map(({ ContributorAttributes }) => ContributorAttributes.Host ?? '').sort();
}

interface Scene {
  readonly ledger: SampleLedger;
  readonly nowSeconds: number;
}

interface Expected {
  readonly names: readonly string[];
  /** Undefined where it may have stayed. */
  readonly reason: string | undefined;
}

/** Undefined where nobody can tell what is stored. */
function afterEvaluation(
  alarm: Alarm,
  before: readonly string[],
  { ledger, nowSeconds }: Scene,
): Expected | undefined {
  const { EvaluationPeriods: periods, DatapointsToAlarm = periods, TreatMissingData } = alarm;
  const { Expression = '' } = alarm.Metrics?.[0] ?? {};
  const statistic = Expression.includes('AVG(m)') ? 'Average' : 'Sum';
  const end = Math.floor(nowSeconds / 60) * 60;
  const treatment = TreatMissingData ?? 'missing';
  const names: string[] = [];
  let [total, gone] = [0, 0];
  for (const host of hosts) {
    const values = Array.from({ length: periods + 2 }, (_, index) => {
      const startSeconds = end - (periods + 2 - index) * 60;
      const stretch = { MetricName: 'm', host, startSeconds, endSeconds: startSeconds + 60 };
      return ledger.statistic(statistic, stretch);
    });
    if (values.some((value = 0) => Number.isNaN(value))) return undefined;
    const slots = values.map((value) => {
      if (value === undefined) return '-';
      return isBreaching(alarm, value) ? 'X' : '0';
    });
    if (slots.every((slot) => slot === '-')) {
      if (before.includes(host)) gone += 1;
      continue;
    }
    total += 1;
    const quorum = { periods, datapoints: DatapointsToAlarm };
    const decided = naiveDecision(slots.join(''), quorum, treatment);
    if (decided === 'ALARM' || (decided !== 'OK' && before.includes(host))) names.push(host);
  }
  const isIgnored = total === 0 && treatment === 'ignore';
  const reason = total === 0 ? undefined : summaryOf(names.length, total + gone);
  return { names: isIgnored ? before : names, reason };
}

/** Of no series at all TreatMissingData tells. */
function summaryOf(count: number, total: number): string {
  return count === 0
    ? `${total} time series evaluated to OK`
    : `${count} out of ${total} time series evaluated to ALARM`;
}

function afterVector(
  { EvaluationCriteria }: PromQLAlarm,
  old: AlarmDocument,
  { ledger, nowSeconds }: Scene,
): Expected | undefined {
  const { Query, PendingPeriod = 0, RecoveryPeriod = 0 } = EvaluationCriteria.PromQLCriteria;
  const limit = Number(/> (\d+)$/.exec(Query)?.[1]);
  const { pending = [], recovering = [] } = old.contributorTimes ?? {};
  const before = namesOf(old);
  const names: string[] = [];
  for (const host of hosts) {
    const value = newestMinute(host, { ledger, nowSeconds });
    if (Number.isNaN(value)) return undefined;
    const isReturned = value !== undefined && value > limit;
    const isInAlarm = before.includes(host);
    const { ContributorId } = contributorIdentity({ Host: host });
    const times = isInAlarm ? recovering : pending;
    const since = times.find((each) => each.ContributorId === ContributorId)?.since.getTime();
    const seconds = since === undefined ? 0 : nowSeconds - since / 1000;
    const isStaying = isInAlarm && (isReturned || seconds < RecoveryPeriod);
    if (isStaying || (!isInAlarm && isReturned && seconds >= PendingPeriod)) names.push(host);
  }
  return { names, reason: `${names.length} time series evaluated to ALARM` };
}

/** Of those that ended in the last five minutes, its average; undefined where there is none. */
function newestMinute(host: string, { ledger, nowSeconds }: Scene): number | undefined {
  const newestEnd = Math.floor(nowSeconds / 60) * 60;
  for (let end = newestEnd; end > nowSeconds - 300; end -= 60) {
    const stretch = { MetricName: 'm', host, startSeconds: end - 60, endSeconds: end };
    const value = ledger.statistic('Average', stretch);
    if (value !== undefined) return value;
  }
  return undefined;
}
