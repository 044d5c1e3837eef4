import type { Alarm, AlarmDocument } from '../../src/cloudwatch/alarm-document.js';
import { naiveDecision } from '../cloudwatch/naive-alarm.js';
import { wallOffsetSeconds } from './alarm-cast.js';
import type { SampleLedger } from './sample-ledger.js';

/**
 * Tells once more, from the samples that were sent, why an alarm went where it went: the datapoints
 * of its window, the state that follows from them, and the words for it.
 */
export function reasonFault(alarm: Alarm, ledger: SampleLedger): string | undefined {
  const { StateValue, StateReason = '', StateReasonData } = alarm;
  if (StateReason === byHand || StateReasonData === undefined) {
    return StateReason === byHand ? undefined : 'There is no data for the reason.';
  }
  const data = JSON.parse(StateReasonData) as ReasonData;
  const told = data.evaluatedDatapoints.filter(({ value }) => value !== undefined);
  const textFault = wordsFault(alarm, StateReason, told);
  if (textFault !== undefined) return textFault;
  // What a band was at the time is nobody's to tell but the detector's.
  if (alarm.ThresholdMetricId !== undefined) return undefined;
  const seconds = Date.parse(data.queryDate) / 1000;
  const expected = naiveState(alarm, ledger, seconds);
  if (expected === undefined) return undefined;
  const cells = cellsOf(alarm, ledger, seconds);
  if (expected !== StateValue) {
    return `${slotsOf(alarm, cells)} makes ${expected}, not ${StateValue}.`;
  }
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const newest = cells.filter(({ value }) => value !== undefined).slice(-EvaluationPeriods);
  const counting = newest.filter(({ value = 0 }) => {
    return StateValue === (isBreaching(alarm, value) ? 'ALARM' : 'OK');
  });
  // Of the missing ones so many are told as the state would have needed datapoints.
  const isOk = StateValue === 'OK';
  const needed = isOk ? EvaluationPeriods - DatapointsToAlarm + 1 : DatapointsToAlarm;
  const missing = Math.min(EvaluationPeriods - newest.length, needed - counting.length);
  const count = data.evaluatedDatapoints.length;
  if (count !== counting.length + Math.max(missing, 0)) return `It tells of ${count} datapoints.`;
  const wanted = counting.reverse().map(({ start, value = 0 }) => `${start} ${rounded(value)}`);
  const seen = told.map(({ timestamp, value = 0 }) => {
    return `${Date.parse(timestamp) / 1000} ${rounded(value)}`;
  });
  if (wanted.join() !== seen.join()) return `It saw ${seen.join()}, and not ${wanted.join()}.`;
  return recentFault(data.recentDatapoints, cells, newest[0]);
}

/** What an evaluation at a time makes of the samples; undefined where nobody can tell. */
export function naiveState(
  alarm: Alarm,
  ledger: SampleLedger,
  nowSeconds: number,
): ReturnType<typeof naiveDecision> | undefined {
  const cells = cellsOf(alarm, ledger, nowSeconds);
  if (cells.some(({ value = 0 }) => Number.isNaN(value))) return undefined;
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const quorum = { periods: EvaluationPeriods, datapoints: DatapointsToAlarm };
  const { TreatMissingData = 'missing' } = alarm;
  const decided = naiveDecision(slotsOf(alarm, cells), quorum, TreatMissingData);
  // In periods that are all over, what has not come does not come any more.
  const isEarly = isOnWall(alarm) && TreatMissingData === 'missing' && decided === 'keep';
  return isEarly ? 'ALARM' : decided;
}

function slotsOf(alarm: Alarm, cells: readonly NaiveCell[]): string {
  const slots = cells.map(({ value }) => {
    if (value === undefined) return '-';
    return isBreaching(alarm, value) ? 'X' : '0';
  });
  return slots.join('');
}

/** Each period from the oldest datapoint that counts to the newest, null of one that has none. */
function recentFault(
  told: readonly (number | null)[],
  cells: readonly NaiveCell[],
  oldest: NaiveCell | undefined,
): string | undefined {
  const end = cells.findLastIndex(({ value }) => value !== undefined) + 1;
  const recent = oldest === undefined ? [] : cells.slice(cells.indexOf(oldest), end);
  const wanted = recent.map(({ value }) => (value === undefined ? '-' : rounded(value)));
  const seen = told.map((value) => (value === null ? '-' : rounded(value)));
  return wanted.join() === seen.join()
    ? undefined
    : `Recent were ${wanted.join()}, not ${seen.join()}.`;
}

/** The reason that the world's own calls of SetAlarmState give. */
export const byHand = 'by hand';

interface ReasonData {
  readonly queryDate: string;
  readonly recentDatapoints: readonly (number | null)[];
  readonly evaluatedDatapoints: readonly ToldDatapoint[];
}

interface ToldDatapoint {
  readonly timestamp: string;
  readonly value?: number;
}

interface NaiveCell {
  readonly start: number;
  readonly value: number | undefined;
}

/** Oldest first, as many as an evaluation looks at. */
function cellsOf(alarm: Alarm, ledger: SampleLedger, nowSeconds: number): readonly NaiveCell[] {
  const [first] = alarm.Metrics?.flatMap(({ MetricStat }) => MetricStat ?? []) ?? [];
  const period = alarm.Period ?? first?.Period ?? 60;
  const cellsUntil = (end: number, count: number): readonly NaiveCell[] =>
    Array.from({ length: count }, (_, index) => {
      const start = end - (count - index) * period;
      return { start, value: valueOf(alarm, ledger, { start, end: start + period }) };
    });
  if (isOnWall(alarm)) {
    const end = Math.floor((nowSeconds + wallOffsetSeconds) / period) * period - wallOffsetSeconds;
    return cellsUntil(end, alarm.EvaluationPeriods);
  }
  const step = period < 60 ? 10 : 60;
  // One metric of high resolution is looked at 10 seconds late.
  const lag = period < 60 && alarm.Metrics === undefined ? 10 : 0;
  const end = Math.floor(nowSeconds / step) * step - lag;
  return cellsUntil(end, alarm.EvaluationPeriods + (period < 60 ? Math.ceil(60 / period) : 2));
}

export function isOnWall({ EvaluationWindow }: Alarm): boolean {
  return EvaluationWindow?.WallClockWindow !== undefined;
}

function valueOf(
  { Metrics, MetricName = '', Statistic, ExtendedStatistic }: Alarm,
  ledger: SampleLedger,
  { start, end }: { readonly start: number; readonly end: number },
): number | undefined {
  const stretch = { startSeconds: start, endSeconds: end };
  if (Metrics === undefined) {
    return ledger.statistic(Statistic ?? ExtendedStatistic ?? '', { MetricName, ...stretch });
  }
  // The one expression of the cast is a sum, in which a missing side counts as 0.
  const parts = ['a', 'b'].map((name) =>
    ledger.statistic('Average', { MetricName: name, ...stretch }),
  );
  if (parts.includes(NaN)) return NaN;
  const [one, other] = parts;
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}

export function isBreaching(
  { ComparisonOperator, Threshold = NaN }: Pick<Alarm, 'ComparisonOperator' | 'Threshold'>,
  value: number,
): boolean {
  if (value === Threshold) return ComparisonOperator.includes('OrEqual');
  return ComparisonOperator.startsWith('Greater') ? value > Threshold : value < Threshold;
}

/** Each number in the words is one that the data tell, and so is how many there are. */
function wordsFault(
  { EvaluationPeriods, StateValue }: Alarm,
  reason: string,
  told: readonly ToldDatapoint[],
): string | undefined {
  if (StateValue === 'INSUFFICIENT_DATA') {
    const were = EvaluationPeriods === 1 ? 'datapoint was' : 'datapoints were';
    const wanted = `Insufficient Data: ${EvaluationPeriods} ${were} unknown.`;
    return reason === wanted ? undefined : reason;
  }
  const named = [...reason.matchAll(/(-?[\d.]+(?:E-?\d+)?) \((\d\d)\/(\d\d)\/(\d\d) ([\d:]+)\)/g)];
  const unknown = named.find(([, value, day, month, year, time]) => {
    const start = Date.parse(`20${year}-${month}-${day}T${time}Z`);
    return !told.some(
      (each) => Date.parse(each.timestamp) === start && each.value === Number(value),
    );
  });
  if (unknown !== undefined) return `Nothing tells of ${unknown[0]}.`;
  const [, received, missing] =
    /: (\d+) \w+ (?:was|were) received for \d+ \w+ and (\d+) missing/.exec(reason) ?? [];
  if (received !== undefined) {
    const isWhole = Number(received) + Number(missing) === EvaluationPeriods;
    return isWhole && named.length === 0 ? undefined : reason;
  }
  const [, counted] = /: (\d+) (?:out of|datapoint)/.exec(reason) ?? [];
  // Of many the newest five are named.
  const isCounted = counted === undefined || Math.min(Number(counted), 5) === named.length;
  return isCounted ? undefined : `${reason} names ${named.length}.`;
}

function rounded(value: number): string {
  return value.toPrecision(12);
}

/** What the hand told of an alarm on several series is taken back to the same ears. */
export function takesHandBack(old: AlarmDocument, { alarm }: AlarmDocument): boolean {
  if (alarm.StateValue === 'OK') return old.isAlarmByHand === true;
  const { contributors = [] } = old;
  return alarm.StateValue === 'ALARM' && old.alarm.StateValue === 'OK' && contributors.length > 0;
}
