import { PutLifecycleHook$, type PutLifecycleHookType } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { assertChangeable } from '../group.js';
import { changeNamedGroup, readNamedGroup } from '../group-lookup.js';
import { testTarget } from '../hook-target.js';
import { withHook } from '../lifecycle-hook.js';
import { withNotices } from '../notice.js';

/** The target of a hook is tried whenever the hook is put with it, or with a role for it. */
export default operation<PutLifecycleHookType>(PutLifecycleHook$, async (input, context) => {
  const { AutoScalingGroupName: name, LifecycleHookName } = input;
  const { NotificationTargetARN: target = '', RoleARN: role = '' } = input;
  const document = await readNamedGroup(name, context);
  assertChangeable(document);
  const put = withHook(document, input);
  const hook = put.hooks?.find((each) => each.LifecycleHookName === LifecycleHookName);
  const isTried = hook !== undefined && target + role !== '';
  const notices = isTried ? await testTarget(put, hook, context) : [];
  const due = notices.length > 0 ? { due: context.now } : undefined;
  await changeNamedGroup(
    name,
    (current) => withNotices({ ...withHook(current, input), ...due }, notices),
    context,
  );
  return {};
});
