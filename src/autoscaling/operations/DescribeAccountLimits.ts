import { DescribeAccountLimits$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupPrefix, launchConfigurationPrefix } from '../keys.js';
import { limits } from '../limits.js';

export default operation(DescribeAccountLimits$, async (_, { account, region, store }) => {
  const scope = { account, region };
  return {
    MaxNumberOfAutoScalingGroups: limits.groups,
    MaxNumberOfLaunchConfigurations: limits.launchConfigurations,
    // No more than these could be created.
    NumberOfAutoScalingGroups: await store.count(groupPrefix(scope), limits.groups),
    NumberOfLaunchConfigurations: await store.count(
      launchConfigurationPrefix(scope),
      limits.launchConfigurations,
    ),
  };
});
