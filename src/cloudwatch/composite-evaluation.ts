import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../store/keys.js';
import type { NewState } from './alarm.js';
import type { AnyAlarm, CompositeAlarm } from './alarm-document.js';
import { type CompositeRule, judge, type Verdict } from './alarm-rule.js';
import { childNameOf } from './composite-request.js';
import { javaJson } from './java-json.js';

/**
 * Decides a composite alarm's state: ALARM where its rule is true, else OK. What set it off is
 * told: at first, and after its rule was changed, the children that prove the rule; later the one
 * child whose move changed it (recorded from AWS). While the state stays, nothing is told anew.
 */
export interface CompositeScene {
  readonly scope: Scope;
  /** That of the alarm. */
  readonly rule: CompositeRule;
  /** By name; those that there are not have no state. */
  readonly children: ReadonlyMap<string, AnyAlarm>;
  /** Those that have just moved, with the states they have left. */
  readonly moved: ReadonlyMap<string, StateValue>;
}

export interface CompositeDecision {
  readonly isTrue: boolean;
  /** The names that prove it, as the rule has them. */
  readonly proof: readonly string[];
  /** Undefined where the state stays. */
  readonly state: NewState | undefined;
}

export function decideComposite(alarm: CompositeAlarm, scene: CompositeScene): CompositeDecision {
  const { scope, rule, children } = scene;
  const { isTrue, proof } = judge(rule, (name) => childOf(name)?.StateValue);
  const StateValue = isTrue ? 'ALARM' : 'OK';
  if (alarm.StateValue === StateValue) return { isTrue, proof, state: undefined };
  const cause = causeOf({ isTrue, proof }, scene);
  const told = cause === undefined ? proof.flatMap((name) => childOf(name) ?? []) : [cause];
  const state = {
    StateValue,
    StateReason: reasonOf(alarm, StateValue, cause),
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

/**
 * Of several children that moved at once, the one but for whose move the rule would have stayed as
 * it was. Where each move would have sufficed, it is the first of those; where none has changed the
 * rule, as after a state set by hand, the first that proves it.
 */
function causeOf(
  { isTrue, proof }: Verdict,
  { scope, rule, children, moved }: CompositeScene,
): AnyAlarm | undefined {
  const movedChildren = [...children.values()].filter(({ AlarmName }) => moved.has(AlarmName));
  if (movedChildren.length < 2) return movedChildren[0];
  const isTrueIf = (hasMoved: (name: string) => boolean): boolean =>
    judge(rule, (told) => {
      const name = childNameOf(told, scope);
      return (hasMoved(name) ? undefined : moved.get(name)) ?? children.get(name)?.StateValue;
    }).isTrue;
  const proving = new Set(proof.map((name) => childNameOf(name, scope)));
  return (
    movedChildren.find((child) => isTrueIf((name) => name !== child.AlarmName) !== isTrue) ??
    movedChildren.find((child) => {
      return isTrueIf((name) => name === child.AlarmName) === isTrue && isTrueIf(none) !== isTrue;
    }) ??
    movedChildren.find(({ AlarmName }) => proving.has(AlarmName)) ??
    movedChildren[0]
  );
}

const none = (): boolean => false;

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
