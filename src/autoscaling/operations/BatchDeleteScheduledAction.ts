import {
  BatchDeleteScheduledAction$,
  type BatchDeleteScheduledActionType,
  type FailedScheduledUpdateGroupActionRequest,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupNotFound } from '../errors.js';
import { groupKey, scheduledActionKey } from '../keys.js';

/** Those that there are not are told, and keep no other from being deleted. */
export default operation<BatchDeleteScheduledActionType>(
  BatchDeleteScheduledAction$,
  async ({ AutoScalingGroupName, ScheduledActionNames }, context) => {
    const { store } = context;
    const group = await store.get(groupKey(context, AutoScalingGroupName));
    if (group === undefined) throw groupNotFound();
    const failed: FailedScheduledUpdateGroupActionRequest[] = [];
    for (const ScheduledActionName of new Set(ScheduledActionNames)) {
      const key = scheduledActionKey(context, AutoScalingGroupName, ScheduledActionName);
      if ((await store.get(key)) === undefined) {
        const ErrorMessage = 'Scheduled action name not found';
        failed.push({ ScheduledActionName, ErrorCode: 'ValidationError', ErrorMessage });
      }
      await store.update(key, () => undefined);
    }
    return { FailedScheduledActions: failed };
  },
);
