import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { type AlarmDocument, isComposite } from '../../src/cloudwatch/alarm-document.js';

/**
 * Tells once more what holds back the actions of composite alarms with a suppressor ("Composite
 * alarm action suppression"): a wait behind each transition, the suppressor for as long as it is in
 * ALARM, and an extension behind that. It follows the writes, and is asked behind a beat.
 */
export class SuppressionWatch {
  private readonly holds = new Map<string, Hold>();

  constructor(private readonly stateOf: (name: string) => StateValue | undefined) {}

  /** The alarm, or a suppressor of others, is written. */
  note(old: AlarmDocument, { alarm }: AlarmDocument, now: Date): void {
    if (old.alarm.StateValue === alarm.StateValue) return;
    const { AlarmName, StateValue } = alarm;
    for (const hold of this.holds.values()) {
      if (hold.suppressor !== AlarmName || hold.by === undefined) continue;
      if (StateValue === 'ALARM') Object.assign(hold, { by: 'Alarm', until: Infinity });
      else if (hold.by === 'Alarm') begin(hold, 'ExtensionPeriod', now);
    }
    if (!isComposite(alarm) || alarm.ActionsSuppressor === undefined) return;
    const hold: Hold = {
      suppressor: alarm.ActionsSuppressor,
      WaitPeriod: alarm.ActionsSuppressorWaitPeriod ?? 0,
      ExtensionPeriod: alarm.ActionsSuppressorExtensionPeriod ?? 0,
      ...{ by: 'Alarm', until: Infinity },
    };
    if (this.stateOf(hold.suppressor) !== 'ALARM') begin(hold, 'WaitPeriod', now);
    this.holds.set(AlarmName, hold);
  }

  /** Behind a beat. */
  faultOf({ alarm, heldActions }: AlarmDocument, now: Date): string | undefined {
    const hold = this.holds.get(alarm.AlarmName);
    if (hold === undefined || !isComposite(alarm)) return undefined;
    if (hold.until <= now.getTime()) hold.by = undefined;
    const { ActionsSuppressedBy: by } = alarm;
    if (by === hold.by && (heldActions !== undefined) === (by !== undefined)) return undefined;
    return `Its actions are suppressed by ${by}, not by ${hold.by}.`;
  }
}

interface Hold {
  readonly suppressor: string;
  readonly WaitPeriod: number;
  readonly ExtensionPeriod: number;
  by: 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod' | undefined;
  until: number;
}

function begin(hold: Hold, by: 'WaitPeriod' | 'ExtensionPeriod', now: Date): void {
  hold.by = by;
  hold.until = now.getTime() + hold[by] * 1000;
}
