import {
  PutScheduledUpdateGroupAction$,
  type PutScheduledUpdateGroupActionType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupNotFound } from '../errors.js';
import { assertChangeable } from '../group.js';
import { groupKey, scheduledActionKey } from '../keys.js';
import { putScheduledAction } from '../scheduled-action.js';

export default operation<PutScheduledUpdateGroupActionType>(
  PutScheduledUpdateGroupAction$,
  async (input, context) => {
    const { account, region, now, store } = context;
    const scope = { account, region };
    const { AutoScalingGroupName, ScheduledActionName } = input;
    const group = await store.get(groupKey(scope, AutoScalingGroupName));
    if (group === undefined) throw groupNotFound();
    assertChangeable(group);
    const put = { scope, now, uuid: context.newId() };
    const key = scheduledActionKey(scope, AutoScalingGroupName, ScheduledActionName);
    await store.update(key, (current) => putScheduledAction(current, input, put));
    return {};
  },
);
