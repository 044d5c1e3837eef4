import {
  DescribeLifecycleHooks$,
  type DescribeLifecycleHooksType,
} from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { readNamedGroup } from '../group-lookup.js';
import { shownHook } from '../lifecycle-hook.js';

export default operation<DescribeLifecycleHooksType>(
  DescribeLifecycleHooks$,
  async ({ AutoScalingGroupName, LifecycleHookNames = [] }, context) => {
    const { group, hooks = [] } = await readNamedGroup(AutoScalingGroupName, context);
    const shown = hooks.filter(
      (hook) =>
        LifecycleHookNames.length === 0 || LifecycleHookNames.includes(hook.LifecycleHookName),
    );
    return { LifecycleHooks: shown.map((hook) => shownHook(group.AutoScalingGroupName, hook)) };
  },
);
