import {
  BatchPutScheduledUpdateGroupAction$,
  type BatchPutScheduledUpdateGroupActionType,
  type FailedScheduledUpdateGroupActionRequest,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { SchemaReader } from '../../wire/shape.js';
import { assertGroup, writeScheduledAction } from '../schedule-writing.js';

/** One after the other; those that are refused are told, and keep no other from being put. */
export default operation<BatchPutScheduledUpdateGroupActionType>(
  BatchPutScheduledUpdateGroupAction$,
  async ({ AutoScalingGroupName, ScheduledUpdateGroupActions }, context) => {
    await assertGroup(AutoScalingGroupName, context);
    const failed: FailedScheduledUpdateGroupActionRequest[] = [];
    for (const action of ScheduledUpdateGroupActions) {
      try {
        await writeScheduledAction({ ...action, AutoScalingGroupName }, context);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const { code: ErrorCode } = new SchemaReader(() => 'integer').error(error.schema);
        const { message: ErrorMessage } = error;
        const { ScheduledActionName } = action;
        failed.push({ ScheduledActionName, ErrorCode, ErrorMessage });
      }
    }
    return { FailedScheduledUpdateGroupActions: failed };
  },
);
