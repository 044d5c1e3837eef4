import {
  ScalingActivityInProgressFault$,
  SetDesiredCapacity$,
  type SetDesiredCapacityType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { ServiceError } from '../../wire/errors.js';
import { blockingActivityId } from '../cooldown.js';
import { setDesiredCapacity } from '../group.js';
import { changeGroup } from '../group-lookup.js';

export default operation<SetDesiredCapacityType>(SetDesiredCapacity$, async (input, context) => {
  const { AutoScalingGroupName, DesiredCapacity, HonorCooldown = false } = input;
  const { now } = context;
  await changeGroup(
    AutoScalingGroupName,
    (document) => {
      const blocking = HonorCooldown ? blockingActivityId(document, now) : undefined;
      if (blocking !== undefined) {
        throw new ServiceError(
          ScalingActivityInProgressFault$,
          `Scaling activity ${blocking} is in progress and blocks this action`,
        );
      }
      return setDesiredCapacity(document, DesiredCapacity, now);
    },
    context,
  );
  return {};
});
