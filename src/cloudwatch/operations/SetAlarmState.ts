import {
  InvalidFormatFault$,
  ResourceNotFound$,
  SetAlarmState$,
  type SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { isThere, withState } from '../alarm.js';
import { alarmKey } from '../alarm-document.js';

export default operation<SetAlarmStateInput>(SetAlarmState$, async (input, context) => {
  const { AlarmName, StateValue, StateReason, StateReasonData } = input;
  if (StateReasonData !== undefined && !isJson(StateReasonData)) {
    throw new ServiceError(InvalidFormatFault$, 'StateReasonData is not valid JSON');
  }
  const state = { StateValue, StateReason, StateReasonData, recentDatapoints: [] };
  const key = alarmKey(context, AlarmName);
  await context.store.update(key, (current) => {
    // AWS gives no message here.
    if (!isThere(current)) throw new ServiceError(ResourceNotFound$);
    return withState(current, state, context.now);
  });
  await context.attend(key);
  return {};
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
