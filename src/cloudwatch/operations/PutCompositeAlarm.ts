import { PutCompositeAlarm$, type PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { isThere, putAlarm } from '../alarm.js';
import { alarmKey } from '../alarm-document.js';
import { type ChildrenDocument, childrenKey, readChildren } from '../composite-document.js';
import { readComposite, unknownChildren, unknownSuppressor } from '../composite-request.js';

export default operation<PutCompositeAlarmInput>(PutCompositeAlarm$, async (input, context) => {
  const { account, region, now, store } = context;
  const scope = { account, region };
  const { settings, childNames, suppressorName } = readComposite(input, scope);
  const children = await store.getMany(childNames.map((name) => alarmKey(scope, name)));
  const unknown = childNames.filter((_, index) => !isThere(children[index]));
  if (unknown.length > 0) throw unknownChildren(unknown, scope);
  if (suppressorName !== undefined && !isThere(await store.get(alarmKey(scope, suppressorName)))) {
    throw unknownSuppressor(suppressorName, scope);
  }
  const { AlarmName, Tags: tags = [] } = input;
  const key = alarmKey(scope, AlarmName);
  const id = context.newId();
  const before = await store.get(key);
  const rules = [settings, ...(isThere(before) ? [before.alarm] : [])];
  const put = { settings, tags, scope, now, id, children: await readChildren(rules, scope, store) };
  // Refused before anything is written, where it will be.
  putAlarm(before, put);
  const listed: ChildrenDocument = { AlarmName, childNames, suppressorName };
  await store.update(childrenKey(scope, AlarmName), () => listed);
  await store.update(key, (current) => putAlarm(current, put));
  await context.attend(key);
  return {};
});
