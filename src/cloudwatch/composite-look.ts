import type { Look } from '../service.js';
import type { AnyAlarm, CompositeAlarm } from './alarm-document.js';
import type { CompositeDecision } from './composite-evaluation.js';

/** An evaluation of a composite alarm, told to somebody who asks why it is in its state. */
export interface CompositeSeen {
  readonly alarm: CompositeAlarm;
  readonly at: Date;
  /** By name; those that there are not have no state. */
  readonly children: ReadonlyMap<string, AnyAlarm>;
  readonly suppressor: AnyAlarm | undefined;
  readonly decision: CompositeDecision;
}

/** `after` is the alarm as it was left. */
export function compositeLook(seen: CompositeSeen, after: CompositeAlarm): Look {
  const { alarm, at, children, suppressor, decision } = seen;
  const states = [...children.values()].map(stateOf);
  const suppressing = suppressor && stateOf(suppressor);
  return {
    at,
    hasChanged: after !== alarm,
    weight: states.length,
    tell: () => ({
      at,
      what: 'evaluation',
      AlarmRule: alarm.AlarmRule,
      children: states,
      isTrue: decision.isTrue,
      provedBy: decision.proof,
      StateBefore: alarm.StateValue,
      StateValue: after.StateValue,
      ActionsSuppressor: suppressing,
      ActionsSuppressedBy: after.ActionsSuppressedBy,
      ActionsSuppressedReason: after.ActionsSuppressedReason,
      outcome: after.StateValue === alarm.StateValue ? 'stayed' : 'changed',
    }),
  };
}

/** The states are taken out at once, so that no look keeps whole alarms alive. */
function stateOf({ AlarmName, StateValue, StateTransitionedTimestamp }: AnyAlarm): object {
  return { AlarmName, StateValue, since: StateTransitionedTimestamp };
}
