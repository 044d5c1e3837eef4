import { LaunchInstances$, type LaunchInstancesRequest } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup, readGroup } from '../group-lookup.js';
import { readLaunchSource } from '../launch-source.js';
import { findRequest, requestOutcome, withRequestedLaunches } from '../synchronous-launch.js';

export default operation<LaunchInstancesRequest>(LaunchInstances$, async (input, context) => {
  const { now } = context;
  const { AutoScalingGroupName } = input;
  const ClientToken = input.ClientToken ?? context.newId();
  const { group } = await readGroup(AutoScalingGroupName, context);
  const launchSource = await readLaunchSource(group, group, context);
  const request = { input, ClientToken, launchSource, now };
  await changeGroup(
    AutoScalingGroupName,
    (document) => withRequestedLaunches(document, request),
    context,
  );
  // The group has been seen to, and what EC2 refused is noted.
  const told = findRequest(await readGroup(AutoScalingGroupName, context), ClientToken);
  const outcome = told === undefined ? {} : requestOutcome(told);
  return { AutoScalingGroupName, ClientToken, ...outcome };
});
