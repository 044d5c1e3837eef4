import { type ScalingProcessQuery, SuspendProcesses$ } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { withProcessesSuspended } from '../process.js';

/** What only such a process wanted is given up now. */
export default operation<ScalingProcessQuery>(
  SuspendProcesses$,
  async ({ AutoScalingGroupName, ScalingProcesses }, context) => {
    const { now } = context;
    await changeGroup(
      AutoScalingGroupName,
      (document) => ({
        ...document,
        group: withProcessesSuspended(document.group, ScalingProcesses, now),
        due: now,
      }),
      context,
    );
    return {};
  },
);
