import { LaunchInstances$, type LaunchInstancesRequest } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupNotFound } from '../errors.js';
import type { GroupDocument, LaunchSource } from '../group-document.js';
import { readGroup } from '../group-lookup.js';
import { readLaunchSource } from '../launch-source.js';
import { changeSourcedGroup } from '../source-change.js';
import { findRequest, requestOutcome, withRequestedLaunches } from '../synchronous-launch.js';

export default operation<LaunchInstancesRequest>(LaunchInstances$, async (input, context) => {
  const { now } = context;
  const { AutoScalingGroupName } = input;
  const ClientToken = input.ClientToken ?? context.newId();
  const ask = async (known: GroupDocument | undefined): Promise<LaunchSource> => {
    if (known === undefined) throw groupNotFound();
    const { group, subnets } = known;
    return readLaunchSource(group, group, { ...context, subnets });
  };
  const change = (document: GroupDocument, launchSource: LaunchSource): GroupDocument =>
    withRequestedLaunches(document, { input, ClientToken, launchSource, now });
  await changeSourcedGroup(AutoScalingGroupName, { ask, change }, context);
  // The group has been seen to, and what EC2 refused is noted.
  const told = findRequest(await readGroup(AutoScalingGroupName, context), ClientToken);
  const outcome = told === undefined ? {} : requestOutcome(told);
  return { AutoScalingGroupName, ClientToken, ...outcome };
});
