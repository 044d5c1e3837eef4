import { DescribeAccountLimits$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupPrefix, launchConfigurationPrefix } from '../keys.js';
import { limits } from '../limits.js';
import { listAll } from '../listing.js';

export default operation(DescribeAccountLimits$, async (_, { account, region, store }) => {
  const scope = { account, region };
  return {
    MaxNumberOfAutoScalingGroups: limits.groups,
    MaxNumberOfLaunchConfigurations: limits.launchConfigurations,
    NumberOfAutoScalingGroups: await count(listAll(store, groupPrefix(scope), () => true)),
    NumberOfLaunchConfigurations: await count(
      listAll(store, launchConfigurationPrefix(scope), () => true),
    ),
  };
});

async function count(documents: AsyncIterable<unknown>): Promise<number> {
  const counted: unknown[] = [];
  for await (const document of documents) counted.push(document);
  return counted.length;
}
