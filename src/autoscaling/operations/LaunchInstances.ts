import { LaunchInstances$, type LaunchInstancesRequest } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { groupNotFound } from '../errors.js';
import type { GroupDocument, LaunchSource } from '../group-document.js';
import { readGroup } from '../group-lookup.js';
import type { LaunchSourceInput } from '../group-request.js';
import { changeSourcedGroup } from '../source-change.js';
import { findRequest, requestOutcome, withRequestedLaunches } from '../synchronous-launch.js';

export default operation<LaunchInstancesRequest>(LaunchInstances$, async (input, context) => {
  const { now } = context;
  const { AutoScalingGroupName } = input;
  const ClientToken = input.ClientToken ?? context.newId();
  const sourceOf = (group: LaunchSourceInput | undefined): LaunchSourceInput => {
    if (group === undefined) throw groupNotFound();
    return group;
  };
  const change = (document: GroupDocument, launchSource: LaunchSource): GroupDocument =>
    withRequestedLaunches(document, { input, ClientToken, launchSource, now });
  await changeSourcedGroup(AutoScalingGroupName, { sourceOf, change }, context);
  // The group has been seen to, and what EC2 refused is noted.
  const told = findRequest(await readGroup(AutoScalingGroupName, context), ClientToken);
  const outcome = told === undefined ? {} : requestOutcome(told);
  return { AutoScalingGroupName, ClientToken, ...outcome };
});
