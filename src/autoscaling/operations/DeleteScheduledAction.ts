import {
  DeleteScheduledAction$,
  type DeleteScheduledActionType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupNotFound, validationError } from '../errors.js';
import { groupKey, scheduledActionKey } from '../keys.js';

export default operation<DeleteScheduledActionType>(
  DeleteScheduledAction$,
  async ({ AutoScalingGroupName, ScheduledActionName }, { account, region, store }) => {
    const scope = { account, region };
    const group = await store.get(groupKey(scope, AutoScalingGroupName));
    if (group === undefined) throw groupNotFound();
    const key = scheduledActionKey(scope, AutoScalingGroupName, ScheduledActionName);
    await store.update(key, (current) => {
      if (current === undefined) throw validationError('Scheduled action name not found');
      return undefined;
    });
    return {};
  },
);
