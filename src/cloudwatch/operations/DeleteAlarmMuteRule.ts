import { DeleteAlarmMuteRule$, type DeleteAlarmMuteRuleInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { deleteMuteRule, muteRuleKey } from '../mute-rule-document.js';

/** A name that there is not is passed over. */
export default operation<DeleteAlarmMuteRuleInput>(
  DeleteAlarmMuteRule$,
  async ({ AlarmMuteRuleName }, context) => {
    const key = muteRuleKey(context, AlarmMuteRuleName);
    const change = { now: context.now, changeId: context.newId() };
    await context.store.update(key, (current) => deleteMuteRule(current, change));
    await context.attend(key);
    return {};
  },
);
