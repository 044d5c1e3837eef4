import { DisableAlarmActions$, type DisableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { setActionsEnabled } from '../alarm-actions-enabled.js';

export default operation<DisableAlarmActionsInput>(
  DisableAlarmActions$,
  async ({ AlarmNames }, context) => {
    await setActionsEnabled(AlarmNames, false, context);
    return {};
  },
);
