import {
  ScalingActivityInProgressFault$,
  TerminateInstanceInAutoScalingGroup$,
  type TerminateInstanceInAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { activityInReply } from '../activity.js';
import { findInstance } from '../group-document.js';
import { changeManaged } from '../group-lookup.js';
import { isTerminating } from '../lifecycle.js';
import { terminateByUser } from '../user-termination.js';

export default operation<TerminateInstanceInAutoScalingGroupType>(
  TerminateInstanceInAutoScalingGroup$,
  async ({ InstanceId = '', ShouldDecrementDesiredCapacity }, context) => {
    const document = await changeManaged(
      InstanceId,
      (current, managed) => {
        if (isTerminating(managed)) {
          throw new ServiceError(
            ScalingActivityInProgressFault$,
            `Scaling activity ${managed.ActivityId} is in progress for instance ${InstanceId}`,
          );
        }
        const isDecremented = ShouldDecrementDesiredCapacity;
        return terminateByUser(current, managed, { isDecremented, now: context.now });
      },
      context,
    );
    const ActivityId = findInstance(document, InstanceId)?.ActivityId;
    const activity = document.activities.find((each) => each.ActivityId === ActivityId);
    // The answer comes from before its first step (recorded).
    const begun = { StatusCode: 'InProgress', Progress: 0 };
    return { Activity: activity && { ...activityInReply(activity), ...begun } };
  },
);
