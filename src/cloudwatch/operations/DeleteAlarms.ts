import { DeleteAlarms$, type DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { deleteAlarm } from '../alarm.js';
import { alarmKey } from '../alarm-document.js';

/** Names that there are not are passed over. */
export default operation<DeleteAlarmsInput>(DeleteAlarms$, async ({ AlarmNames }, context) => {
  const { now, store } = context;
  await Promise.all(
    [...new Set(AlarmNames)].map(async (name) => {
      const key = alarmKey(context, name);
      await store.update(key, (current) => deleteAlarm(current, now));
      await context.attend(key);
    }),
  );
  return {};
});
