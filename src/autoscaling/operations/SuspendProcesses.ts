import { type ScalingProcessQuery, SuspendProcesses$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { withProcessesSuspended } from '../process.js';

export default operation<ScalingProcessQuery>(
  SuspendProcesses$,
  async ({ AutoScalingGroupName, ScalingProcesses }, context) => {
    const { now } = context;
    await changeGroup(
      AutoScalingGroupName,
      (document) => ({
        ...document,
        group: withProcessesSuspended(document.group, ScalingProcesses, now),
      }),
      context,
    );
    return {};
  },
);
