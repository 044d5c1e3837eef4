import { PutLogAlarm$, type PutLogAlarmInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { checkTargets } from '../alarm-action-request.js';
import { putAlarm } from '../alarm-configuration.js';
import { alarmKey } from '../alarm-document.js';
import { validationError } from '../errors.js';
import { readLogSettings } from '../log-alarm-request.js';

export default operation<PutLogAlarmInput>(PutLogAlarm$, async (input, context) => {
  const { account, region, now, store } = context;
  const settings = readLogSettings(input);
  checkTargets(settings, context);
  if (!context.settings.asksLogs) {
    throw validationError('Updraft needs --logs-endpoint URL to run the queries of log alarms.');
  }
  const scope = { account, region };
  const key = alarmKey(scope, input.AlarmName);
  const { Tags: tags = [] } = input;
  const id = context.newId();
  await store.update(key, (current) => putAlarm(current, { settings, tags, scope, now, id }));
  await context.attend(key);
  return {};
});
