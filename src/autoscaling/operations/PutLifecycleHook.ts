import { PutLifecycleHook$, type PutLifecycleHookType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeNamedGroup } from '../group-lookup.js';
import { withHook } from '../lifecycle-hook.js';
import { testNotice, withNotices } from '../notice.js';

/** The target of a hook is sent a test notification whenever the hook is put with it. */
export default operation<PutLifecycleHookType>(PutLifecycleHook$, async (input, context) => {
  const { now } = context;
  const id = context.newId();
  const { NotificationTargetARN: target = '' } = input;
  await changeNamedGroup(
    input.AutoScalingGroupName,
    (document) => {
      const put = withHook(document, input);
      if (target === '') return put;
      return withNotices({ ...put, due: now }, [testNotice(put, target, { id, now })]);
    },
    context,
  );
  return {};
});
