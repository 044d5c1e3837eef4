import type { AnyAlarm } from '../../src/cloudwatch/alarm-document.js';
import { isScaling } from './action-auditor.js';

/**
 * Holds alarms to asking for the actions of scaling policies again each minute, for as long as the
 * state lasts and nothing keeps them from it.
 */
export class RepeatWatch {
  /** Of each alarm the time from which on the next one is waited for. */
  private readonly since = new Map<string, number>();

  noteAsked(AlarmName: string, at: Date): void {
    this.since.set(AlarmName, Math.max(at.getTime(), this.since.get(AlarmName) ?? 0));
  }

  /** Behind a beat. */
  faultOf(alarm: AnyAlarm, isMuted: boolean, now: Date): string | undefined {
    const { AlarmName, AlarmActions, StateValue, ActionsEnabled } = alarm;
    if (!AlarmActions.some(isScaling)) return undefined;
    const since = this.since.get(AlarmName);
    if (since === undefined || StateValue !== 'ALARM' || !ActionsEnabled || isMuted) {
      this.since.set(AlarmName, now.getTime());
      return undefined;
    }
    const seconds = (now.getTime() - since) / 1000;
    return seconds > secondsMax ? `It has repeated no action for ${seconds} s.` : undefined;
  }
}

/** An evaluation may come a little less than half a minute after the last time, and leave it. */
const secondsMax = 90;
