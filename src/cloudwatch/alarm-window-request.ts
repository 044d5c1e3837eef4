import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { isTimeZone } from '../time-zone.js';
import type { Alarm } from './alarm-document.js';
import { insightsSecondsMax, isInsightsAlarm } from './alarm-insights.js';
import { alarmPeriod, type TimedAlarm } from './alarm-metrics.js';
import { validationError } from './errors.js';
import { fixedOffsetSeconds } from './local-clock.js';
import { wallClockPeriods } from './wall-clock.js';

type Input = Pick<Validated<PutMetricAlarmInput>, 'EvaluationWindow' | 'WarmUpConfiguration'>;

/** Which periods an alarm looks at and when it begins to, as PutMetricAlarm asks for it. */
export function readTiming(
  { EvaluationWindow, WarmUpConfiguration }: Input,
  source: TimedAlarm,
  EvaluationPeriods: number,
): Pick<Alarm, 'EvaluationWindow' | 'WarmUpConfiguration'> {
  if (EvaluationWindow === undefined) return { WarmUpConfiguration };
  const { WallClockWindow, SlidingWindow } = EvaluationWindow;
  if (WallClockWindow !== undefined) {
    const Timezone = WallClockWindow.Timezone;
    if (Timezone !== undefined) checkTimezone(Timezone);
    checkWallClock(source, EvaluationPeriods);
  } else if (SlidingWindow === undefined) {
    throw validationError(
      'EvaluationWindow must have exactly one of SlidingWindow and WallClockWindow',
    );
  }
  return { EvaluationWindow, WarmUpConfiguration };
}

/** AWS answers with the periods that it takes; its words are not known. */
function checkWallClock(source: TimedAlarm, EvaluationPeriods: number): void {
  const periodSeconds = alarmPeriod(source);
  const { Metrics = [] } = source;
  const periods = [periodSeconds, ...Metrics.flatMap(({ Period }) => Period ?? [])];
  if (periods.some((period) => !wallClockPeriods.includes(period))) {
    throw validationError(
      `Period must be one of ${wallClockPeriods.join(', ')} for alarms with a WallClockWindow`,
    );
  }
  // A period more is needed to reach back to a full one.
  const isTooLong = periodSeconds * (EvaluationPeriods + 1) > insightsSecondsMax;
  if (isInsightsAlarm({ Metrics: [...Metrics] }) && isTooLong) {
    throw validationError('MetricsInsights monitors cannot be checked across more than 3 hours');
  }
}

const offsetStepSeconds = 300;
const offsetSecondsMax = 18 * 3_600;

function checkTimezone(timezone: string): void {
  const offset = fixedOffsetSeconds(timezone);
  const isGood =
    offset === undefined
      ? isTimeZone(timezone)
      : offset % offsetStepSeconds === 0 && Math.abs(offset) <= offsetSecondsMax;
  if (!isGood) throw validationError(`Invalid timezone: ${timezone}`);
}
