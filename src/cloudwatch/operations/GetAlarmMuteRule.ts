import {
  GetAlarmMuteRule$,
  type GetAlarmMuteRuleInput,
  ResourceNotFoundException$,
} from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { isRuleThere, muteRuleKey, shownMuteRule } from '../mute-rule-document.js';

export default operation<GetAlarmMuteRuleInput>(
  GetAlarmMuteRule$,
  async ({ AlarmMuteRuleName }, context) => {
    const document = await context.store.get(muteRuleKey(context, AlarmMuteRuleName));
    if (isRuleThere(document)) return shownMuteRule(document.rule, context.now);
    const message = `Alarm mute rule ${AlarmMuteRuleName} does not exist`;
    throw new ServiceError(ResourceNotFoundException$, message);
  },
);
