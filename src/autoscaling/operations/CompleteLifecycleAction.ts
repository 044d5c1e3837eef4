import {
  CompleteLifecycleAction$,
  type CompleteLifecycleActionType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeActions } from '../group-lookup.js';
import { withAction } from '../lifecycle-action.js';
import { readActionResult } from '../lifecycle-hook.js';
import { completed } from '../lifecycle-wait.js';

export default operation<CompleteLifecycleActionType>(
  CompleteLifecycleAction$,
  async (input, context) => {
    const result = readActionResult(input.LifecycleActionResult);
    await changeActions(
      input.AutoScalingGroupName,
      (document) => ({
        ...withAction(document, input, (wait) => completed(wait, result)),
        due: context.now,
      }),
      context,
    );
    return {};
  },
);
