import {
  InvalidFormatFault$,
  ResourceNotFound$,
  SetAlarmState$,
  type SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { type Key, partsOf } from '../../store/keys.js';
import type { Store } from '../../store/store.js';
import { ServiceError } from '../../wire/errors.js';
import { isThere, type NewState, withState } from '../alarm.js';
import { type AlarmDocument, alarmKey, type AnyAlarm, isComposite } from '../alarm-document.js';
import { hasContributors } from '../alarm-insights.js';
import { readSuppressor } from '../composite-document.js';
import { withCompositeState } from '../composite-suppression.js';

export default operation<SetAlarmStateInput>(SetAlarmState$, async (input, context) => {
  const { AlarmName, StateValue, StateReason, StateReasonData } = input;
  const recentDatapoints = readDatapoints(StateReasonData);
  const state = { StateValue, StateReason, StateReasonData, recentDatapoints };
  const key = alarmKey(context, AlarmName);
  const { now, store } = context;
  const suppressor = await findSuppressor(store, key);
  await store.update(key, (current) => {
    // AWS gives no message here.
    if (!isThere(current)) throw new ServiceError(ResourceNotFound$);
    if (current.alarm.StateValue === StateValue) return current;
    // A state set by hand is a transition as any, and its actions may be held back.
    return isComposite(current.alarm)
      ? withCompositeState(current, state, { suppressor, now })
      : withStateByHand(current, state, now);
  });
  await context.attend(key);
  return {};
});

function withStateByHand(current: AlarmDocument, state: NewState, now: Date): AlarmDocument {
  const moved = withState(current, state, now);
  const isOfSeveral = !isComposite(moved.alarm) && hasContributors(moved.alarm);
  if (!isOfSeveral) return moved;
  return { ...moved, isAlarmByHand: state.StateValue === 'ALARM' || undefined };
}

async function findSuppressor(
  store: Store,
  key: Key<AlarmDocument>,
): Promise<AnyAlarm | undefined> {
  const alarm = (await store.get(key))?.alarm;
  return alarm !== undefined && isComposite(alarm)
    ? readSuppressor(alarm, partsOf(key), store)
    : undefined;
}

/**
 * "The Auto Scaling policy uses the information in this field to take the correct action": what the
 * metric was, for policies whose steps ask for it.
 */
function readDatapoints(StateReasonData: string | undefined): readonly number[] {
  if (StateReasonData === undefined) return [];
  const { recentDatapoints } = parsed(StateReasonData) ?? {};
  const values: readonly unknown[] = Array.isArray(recentDatapoints) ? recentDatapoints : [];
  return values.filter((value) => typeof value === 'number').slice(0, datapointsMax);
}

/** An alarm looks at no more periods. */
const datapointsMax = 1_440;

function parsed(text: string): { readonly recentDatapoints?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // AWS gives no message here either (recorded).
    throw new ServiceError(InvalidFormatFault$);
  }
}
