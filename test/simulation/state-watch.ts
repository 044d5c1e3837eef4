import {
  type Alarm,
  type AlarmDocument,
  isOnMetrics,
} from '../../src/cloudwatch/alarm-document.js';
import { wallOffsetSeconds } from './alarm-cast.js';
import { isOnSeveral } from './asked-actions.js';
import { isOnWall, naiveState } from './naive-reason.js';
import type { SampleLedger } from './sample-ledger.js';

/**
 * Holds plain metric alarms, at each time at which they are evaluated, to the state that follows
 * from the samples that were sent, and to being looked at again when the next such time comes: a
 * transition that is missing writes nothing that could be held against anything.
 */
export class StateWatch {
  private latest = 0;
  /** A clock that steps has evaluations come late, and the ones behind them left out. */
  private steadyFrom = 0;

  constructor(private readonly ledger: SampleLedger) {}

  /** Some alarm is looked at each minute, so that beats come as often. */
  noteBeat(now: Date): void {
    const time = now.getTime();
    const hasStepped = time <= this.latest || time - this.latest > minute;
    this.latest = Math.max(this.latest, time);
    if (hasStepped) this.steadyFrom = this.latest + 2 * minute;
  }

  faultOf(document: AlarmDocument, now: Date): string | undefined {
    const { alarm, evaluateAt, due } = document;
    if (now.getTime() < this.steadyFrom) return undefined;
    if (!isOnMetrics(alarm) || isOnSeveral(document)) return undefined;
    const next = evaluateAt ?? due;
    const slot = slotAfter(alarm, now.getTime());
    if (next === undefined || next.getTime() > slot) {
      return `It is evaluated next at ${next?.toISOString()}, not ${new Date(slot).toISOString()}.`;
    }
    const isSlot = slotAfter(alarm, now.getTime() - 1) === now.getTime();
    const isPutBefore = alarm.AlarmConfigurationUpdatedTimestamp < now;
    if (!isSlot || !isPutBefore || isApart(alarm)) return undefined;
    const expected = naiveState(alarm, this.ledger, now.getTime() / 1000);
    if (expected === undefined || expected === 'keep' || expected === alarm.StateValue) {
      return undefined;
    }
    return `It is ${alarm.StateValue}, and its samples make ${expected}.`;
  }
}

const minute = 60_000;

/** Of a band only its detector tells, and few samples may leave a percentile as it is. */
function isApart(alarm: Alarm): boolean {
  const { ThresholdMetricId, EvaluateLowSampleCountPercentile, EvaluationState } = alarm;
  const isWarmingUp = EvaluationState === 'IN_WARM_UP';
  return (
    ThresholdMetricId !== undefined || EvaluateLowSampleCountPercentile !== undefined || isWarmingUp
  );
}

/** The next time at which it is evaluated, whatever happens to it. */
function slotAfter(alarm: Alarm, time: number): number {
  const [step, offset] = rhythmOf(alarm);
  return (Math.floor((time - offset) / step) + 1) * step + offset;
}

function rhythmOf(alarm: Alarm): readonly [stepMilliseconds: number, offsetMilliseconds: number] {
  const { Period = 60, EvaluationPeriods } = alarm;
  if (isOnWall(alarm)) return [Period * 1000, 10_000 - wallOffsetSeconds * 1000];
  if (Period < 60) return [10_000, 0];
  return [Period * EvaluationPeriods > 86_400 ? 60 * minute : minute, 0];
}
