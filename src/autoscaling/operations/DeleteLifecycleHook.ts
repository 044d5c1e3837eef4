import { DeleteLifecycleHook$, type DeleteLifecycleHookType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeNamedGroup } from '../group-lookup.js';
import { withoutHook } from '../lifecycle-action.js';

export default operation<DeleteLifecycleHookType>(
  DeleteLifecycleHook$,
  async ({ AutoScalingGroupName, LifecycleHookName }, context) => {
    await changeNamedGroup(
      AutoScalingGroupName,
      (document) => ({ ...withoutHook(document, LifecycleHookName), due: context.now }),
      context,
    );
    return {};
  },
);
