import { PutCompositeAlarm$, type PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { isThere } from '../alarm.js';
import { checkTargets } from '../alarm-action-request.js';
import { putAlarm } from '../alarm-configuration.js';
import { alarmKey } from '../alarm-document.js';
import { checkWatched, writeClaimed } from '../composite-claim.js';
import { readChildren } from '../composite-document.js';
import { watchedByAlarm } from '../composite-link.js';
import { readComposite } from '../composite-request.js';

export default operation<PutCompositeAlarmInput>(PutCompositeAlarm$, async (input, context) => {
  const { account, region, now, store } = context;
  const scope = { account, region };
  const { settings, childNames, suppressorName } = readComposite(input, scope);
  checkTargets(settings, context);
  const { AlarmName, Tags: tags = [] } = input;
  const key = alarmKey(scope, AlarmName);
  const id = context.newId();
  const before = await store.get(key);
  const rules = [settings, ...(isThere(before) ? [before.alarm] : [])];
  const put = { settings, tags, scope, now, id, children: await readChildren(rules, scope, store) };
  const watched = isThere(before) ? watchedByAlarm(before.alarm, scope) : [];
  const claim = { AlarmName, childNames, suppressorName, before: watched };
  const linking = { store, scope, now, id };
  // Refused before anything is written, where it will be: tags before children (recorded).
  putAlarm(before, put);
  await checkWatched(claim, linking);
  await writeClaimed(claim, linking, () => store.update(key, (current) => putAlarm(current, put)));
  await context.attend(key);
  return {};
});
