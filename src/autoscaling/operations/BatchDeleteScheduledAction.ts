import {
  BatchDeleteScheduledAction$,
  type BatchDeleteScheduledActionType,
  type FailedScheduledUpdateGroupActionRequest,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { readGroup } from '../group-lookup.js';
import { deleteScheduledAction } from '../schedule-writing.js';

/** Those that there are not are told, and keep no other from being deleted. */
export default operation<BatchDeleteScheduledActionType>(
  BatchDeleteScheduledAction$,
  async ({ AutoScalingGroupName, ScheduledActionNames }, context) => {
    await readGroup(AutoScalingGroupName, context);
    const failed: FailedScheduledUpdateGroupActionRequest[] = [];
    for (const ScheduledActionName of new Set(ScheduledActionNames)) {
      if (await deleteScheduledAction(AutoScalingGroupName, ScheduledActionName, context)) continue;
      const ErrorMessage = 'Scheduled action name not found';
      failed.push({ ScheduledActionName, ErrorCode: 'ValidationError', ErrorMessage });
    }
    return { FailedScheduledActions: failed };
  },
);
