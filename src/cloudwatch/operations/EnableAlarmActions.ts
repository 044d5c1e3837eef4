import { EnableAlarmActions$, type EnableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import { operation } from '../../service.js';
import { setActionsEnabled } from '../alarm-actions-enabled.js';

export default operation<EnableAlarmActionsInput>(
  EnableAlarmActions$,
  async ({ AlarmNames }, context) => {
    await setActionsEnabled(AlarmNames, true, context);
    return {};
  },
);
