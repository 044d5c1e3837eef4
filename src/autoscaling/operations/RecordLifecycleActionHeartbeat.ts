import {
  RecordLifecycleActionHeartbeat$,
  type RecordLifecycleActionHeartbeatType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeActions } from '../group-lookup.js';
import { withAction } from '../lifecycle-action.js';
import { heartbeaten } from '../lifecycle-wait.js';

export default operation<RecordLifecycleActionHeartbeatType>(
  RecordLifecycleActionHeartbeat$,
  async (input, context) => {
    const { now } = context;
    await changeActions(
      input.AutoScalingGroupName,
      (document) => ({
        ...withAction(document, input, (wait) => heartbeaten(wait, now)),
        due: now,
      }),
      context,
    );
    return {};
  },
);
