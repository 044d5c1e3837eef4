import type { AlarmAction, Delivery } from '../cloudwatch/alarm-action.js';
import type { Scope } from '../store/keys.js';

/** Somewhere an alarm's action can go. The first target whose ARNs it is gets the action. */
export interface ActionTarget {
  accepts(actionArn: string): boolean;
  deliver(scope: Scope, action: AlarmAction, now: Date): Promise<Delivery>;
  /** Whether it has been given the action already, by a server that ended before it kept that. */
  hasTaken(scope: Scope, action: AlarmAction): Promise<boolean>;
  /**
   * Called when an alarm begins or ceases to name the ARN among its actions; a scaling policy shows
   * the alarms that invoke it. Repeating a call changes nothing.
   */
  link(scope: Scope, link: AlarmLink): Promise<void>;
}

export interface AlarmLink {
  readonly actionArn: string;
  readonly AlarmName: string;
  readonly AlarmARN: string;
  readonly isLinked: boolean;
}
