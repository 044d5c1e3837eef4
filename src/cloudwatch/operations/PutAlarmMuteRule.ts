import {
  LimitExceededFault$,
  PutAlarmMuteRule$,
  type PutAlarmMuteRuleInput,
} from '@aws-sdk/client-cloudwatch';
import { type Context, operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { isThere } from '../alarm.js';
import { alarmKey } from '../alarm-document.js';
import {
  isRuleThere,
  listMuteRules,
  muteRuleKey,
  muteRulesMax,
  putMuteRule,
} from '../mute-rule-document.js';
import { readMuteSettings, unknownTargets } from '../mute-rule-request.js';

export default operation<PutAlarmMuteRuleInput>(PutAlarmMuteRule$, async (input, context) => {
  const { account, region, now, store } = context;
  const scope = { account, region };
  const settings = readMuteSettings(input);
  await checkTargets(settings.MuteTargets?.AlarmNames ?? [], context);
  const key = muteRuleKey(scope, settings.Name);
  if (!isRuleThere(await store.get(key))) await checkRoom(context);
  const tags = input.Tags ?? [];
  const put = { settings, tags, scope, now, changeId: context.newId() };
  await store.update(key, (current) => putMuteRule(current, put));
  await context.attend(key);
  return {};
});

async function checkTargets(names: readonly string[], context: Context): Promise<void> {
  const { account, region, store } = context;
  const alarms = await store.getMany(names.map((name) => alarmKey(context, name)));
  const unknown = names.filter((_, index) => !isThere(alarms[index]));
  if (unknown.length > 0) throw unknownTargets(unknown, { account, region });
}

async function checkRoom({ store, account, region }: Context): Promise<void> {
  const rules = await listMuteRules(store, { account, region });
  if (rules.length < muteRulesMax) return;
  const message = `You have reached the limit of ${muteRulesMax} alarm mute rules.`;
  throw new ServiceError(LimitExceededFault$, message);
}
