import { ResumeProcesses$, type ScalingProcessQuery } from '@aws-sdk/client-auto-scaling';
import { operation } from '../../service.js';
import { changeGroup } from '../group-lookup.js';
import { withProcessesResumed } from '../process.js';

/** What was held back is done now. */
export default operation<ScalingProcessQuery>(
  ResumeProcesses$,
  async ({ AutoScalingGroupName, ScalingProcesses }, context) => {
    await changeGroup(
      AutoScalingGroupName,
      (document) => ({
        ...document,
        group: withProcessesResumed(document.group, ScalingProcesses),
        due: context.now,
      }),
      context,
    );
    return {};
  },
);
