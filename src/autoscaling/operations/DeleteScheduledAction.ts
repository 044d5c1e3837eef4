import {
  DeleteScheduledAction$,
  type DeleteScheduledActionType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { validationError } from '../errors.js';
import { readGroup } from '../group-lookup.js';
import { deleteScheduledAction } from '../schedule-writing.js';

export default operation<DeleteScheduledActionType>(
  DeleteScheduledAction$,
  async ({ AutoScalingGroupName, ScheduledActionName }, context) => {
    await readGroup(AutoScalingGroupName, context);
    if (await deleteScheduledAction(AutoScalingGroupName, ScheduledActionName, context)) return {};
    throw validationError('Scheduled action name not found');
  },
);
