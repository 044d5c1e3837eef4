import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../store/keys.js';
import type { NewState } from './alarm.js';
import type { AnyAlarm, CompositeAlarm } from './alarm-document.js';
import { judge, parseAlarmRule } from './alarm-rule.js';
import { childNameOf } from './composite-request.js';
import { javaJson } from './java-json.js';

/**
 * Decides a composite alarm's state: ALARM where its rule is true, else OK. What set it off is
 * told: at first, and after its rule was changed, the children that prove the rule; later the one
 * child that moved (recorded from AWS). While the state stays, nothing is told anew.
 */
export interface CompositeScene {
  readonly scope: Scope;
  /** By name; those that there are not have no state. */
  readonly children: ReadonlyMap<string, AnyAlarm>;
  /** Those that have just moved. */
  readonly movedNames: ReadonlySet<string>;
}

export interface CompositeDecision {
  readonly isTrue: boolean;
  /** The names that prove it, as the rule has them. */
  readonly proof: readonly string[];
  /** Undefined where the state stays. */
  readonly state: NewState | undefined;
}

export function decideComposite(
  alarm: CompositeAlarm,
  { scope, children, movedNames }: CompositeScene,
): CompositeDecision {
  const stateOf = (name: string): StateValue | undefined =>
    children.get(childNameOf(name, scope))?.StateValue;
  const { isTrue, proof } = judge(parseAlarmRule(alarm.AlarmRule), stateOf);
  const StateValue = isTrue ? 'ALARM' : 'OK';
  if (alarm.StateValue === StateValue) return { isTrue, proof, state: undefined };
  const moved = [...children.values()].find(({ AlarmName }) => movedNames.has(AlarmName));
  const told = moved === undefined ? proof.flatMap((name) => childOf(name) ?? []) : [moved];
  const state = {
    StateValue,
    StateReason: reasonOf(alarm, StateValue, moved),
    StateReasonData: javaJson({
      triggeringAlarms: told.map((child) => ({
        arn: child.AlarmArn,
        state: { value: child.StateValue, timestamp: child.StateUpdatedTimestamp },
      })),
    }),
    recentDatapoints: [],
  } as const;
  return { isTrue, proof, state };

  function childOf(name: string): AnyAlarm | undefined {
    return children.get(childNameOf(name, scope));
  }
}

function reasonOf(alarm: CompositeAlarm, StateValue: StateValue, moved?: AnyAlarm): string {
  if (moved !== undefined) {
    const at = longTime(moved.StateUpdatedTimestamp);
    return `${moved.AlarmArn} transitioned to ${moved.StateValue} at ${at}`;
  }
  const isNew = alarm.StateReason === 'Unchecked: Initial alarm creation';
  const rule = isNew ? 'created and its' : 'updated and its new';
  return `${alarm.AlarmArn} was ${rule} alarm rule evaluates to ${StateValue}`;
}

/** `Friday 22 July, 2022 15:57:45 UTC` */
export function longTime(instant: Date): string {
  const weekday = weekdays[instant.getUTCDay()] ?? '';
  const month = months[instant.getUTCMonth()] ?? '';
  const time = instant.toISOString().slice(11, 19);
  return `${weekday} ${instant.getUTCDate()} ${month}, ${instant.getUTCFullYear()} ${time} UTC`;
}

const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
