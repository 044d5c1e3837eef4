import {
  TerminateInstanceInAutoScalingGroup$,
  type TerminateInstanceInAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { activityInReply } from '../activity.js';
import { findInstance } from '../group-document.js';
import { changeManaged } from '../group-lookup.js';
import { terminateByUser } from '../user-termination.js';

export default operation<TerminateInstanceInAutoScalingGroupType>(
  TerminateInstanceInAutoScalingGroup$,
  async ({ InstanceId = '', ShouldDecrementDesiredCapacity }, context) => {
    const document = await changeManaged(
      InstanceId,
      (current, managed) =>
        terminateByUser(current, managed, {
          isDecremented: ShouldDecrementDesiredCapacity,
          now: context.now,
        }),
      context,
    );
    const ActivityId = findInstance(document, InstanceId)?.ActivityId;
    const activity = document.activities.find((each) => each.ActivityId === ActivityId);
    // The answer comes from before its first step (recorded).
    const begun = { StatusCode: 'InProgress', Progress: 0 };
    return { Activity: activity && { ...activityInReply(activity), ...begun } };
  },
);
