import type { DescribeAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Validated } from '../service.js';
import { compareTexts, type Scope } from '../store/keys.js';
import type { Store } from '../store/store.js';
import type { AnyAlarm } from './alarm-document.js';
import { listAlarms, namedAlarms } from './alarm-listing.js';
import { typeOf } from './alarm-settings.js';

/** A page of DescribeAlarms: alarms of all types in the order of their names, listed by type. */
export interface AlarmPage {
  readonly MetricAlarms: readonly object[];
  readonly CompositeAlarms: readonly object[];
  readonly LogAlarms: readonly object[];
  readonly NextToken?: string | undefined;
}

type Input = Validated<DescribeAlarmsInput>;

/** In a page of DescribeAlarms, whatever is asked for. */
export const recordsMax = 100;

/** The token is the last name shown; AWS takes any text for one, and so do we. */
export async function readAlarmPage(
  input: Input,
  { store, scope }: { readonly store: Store; readonly scope: Scope },
): Promise<AlarmPage> {
  const { AlarmNames, AlarmNamePrefix, MaxRecords = recordsMax, NextToken = '' } = input;
  const alarms =
    AlarmNames === undefined
      ? listAlarms(store, scope, { afterName: NextToken, nameStart: AlarmNamePrefix })
      : namedAlarms(store, scope, AlarmNames);
  const shown: AnyAlarm[] = [];
  for await (const alarm of alarms) {
    if (compareTexts(alarm.AlarmName, NextToken) <= 0 || !fits(alarm, input)) continue;
    // The one behind the page tells that there is another page.
    if (shown.length === MaxRecords) {
      return { ...byType(shown), NextToken: shown.at(-1)?.AlarmName };
    }
    shown.push(alarm);
  }
  return byType(shown);
}

/** Each alarm in the list of its type. */
export function byType<A extends AnyAlarm>(
  alarms: readonly A[],
  shown: (alarm: A) => object = (alarm) => alarm,
): AlarmPage {
  return {
    MetricAlarms: alarms.filter((alarm) => typeOf(alarm) === 'MetricAlarm').map(shown),
    CompositeAlarms: alarms.filter((alarm) => typeOf(alarm) === 'CompositeAlarm').map(shown),
    LogAlarms: alarms.filter((alarm) => typeOf(alarm) === 'LogAlarm').map(shown),
  };
}

/** Without types, AWS shows metric alarms alone, even if others are named. */
function fits(
  alarm: AnyAlarm,
  { AlarmTypes = ['MetricAlarm'], StateValue, ActionPrefix }: Input,
): boolean {
  const actions = [...alarm.OKActions, ...alarm.AlarmActions, ...alarm.InsufficientDataActions];
  return (
    AlarmTypes.includes(typeOf(alarm)) &&
    (StateValue === undefined || alarm.StateValue === StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
}
